//! What comes again soon: the most submissions of one minute, and job numbers that repeat, with a memory of fixed size.

use crate::model::{Span, Time};

/// The most submissions within one minute or hour of the clock.
///
/// Some thousands of the minutes seen last are remembered. So the answer is exact where rows are in order, or nearly so, and
/// else at least so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    length: Span,
    slots: Vec<(u64, u64)>,
    rows: u64,
    begin: Time,
}

impl Burst {
    /// Nothing yet, counted for stretches of that length.
    #[must_use]
    pub fn new(length: Span) -> Burst {
        Burst { length, slots: vec![(0, 0); 1 << 12], rows: 0, begin: Time::ZERO }
    }

    /// Takes note of a submission.
    pub fn note(&mut self, at: Time) {
        let number = at.as_micros() / self.length.as_micros();
        let place = number as usize & (self.slots.len() - 1);
        let slot = &mut self.slots[place];
        if slot.0 != number {
            *slot = (number, 0);
        }
        slot.1 += 1;
        if self.rows < slot.1 {
            self.rows = slot.1;
            self.begin = Time::from_micros(number * self.length.as_micros());
        }
    }

    /// The most submissions, and the beginning of the first stretch that had so many.
    #[must_use]
    pub const fn most(&self) -> (u64, Time) {
        (self.rows, self.begin)
    }
}

/// Whether job numbers come again, as far as some ten thousand rows remember.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeats {
    /// Each the last number, and one, that fell there.
    slots: Vec<u64>,
    latest: u64,
    /// Rows whose number is not above all before it.
    pub not_ascending: u64,
    /// Rows whose number was seen a short while ago.
    pub repeated: u64,
}

/// So many numbers are remembered.
pub const NUMBERS_REMEMBERED: usize = 1 << 16;

impl Repeats {
    /// Takes note of the number of a job.
    pub fn note(&mut self, number: u64) {
        let number = number.saturating_add(1);
        if self.slots.is_empty() {
            self.slots = vec![0; NUMBERS_REMEMBERED];
        }
        let slot = &mut self.slots[number as usize & (NUMBERS_REMEMBERED - 1)];
        if self.latest < number {
            self.latest = number;
        } else {
            self.not_ascending += 1;
            self.repeated += u64::from(*slot == number);
        }
        *slot = number;
    }
}
