//! A whole number that changes over time, integrated exactly over equal bins.

use super::Window;
use crate::model::{Span, Time};
use crate::stats::Steps;
use serde::{Deserialize, Serialize};

/// A whole number that changes over time. Changes may come in any order; each costs the same, however long it lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    bins: Bins,
    steps: Steps,
}

/// Time from zero to the horizon in equal bins; the last may be cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bins {
    /// The width of a bin.
    pub width: Span,
    /// Where the last bin ends.
    pub horizon: Time,
}

/// Widths that a person reads easily off an axis, in seconds.
const NICE_SECS: [u64; 22] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800, 1_209_600, 2_419_200,
];

/// More bins than this are more than a picture has columns.
const BINS_MAX: u64 = 1_000;

impl Bins {
    /// The finest readable bins of which there are at most a thousand: 12 h for a year.
    ///
    /// # Panics
    /// When the horizon is zero.
    #[must_use]
    pub fn new(horizon: Time) -> Bins {
        Bins::at_most(horizon, BINS_MAX)
    }

    /// The finest readable bins of which there are at most so many.
    ///
    /// # Panics
    /// When the horizon or the number is zero.
    #[must_use]
    pub fn at_most(horizon: Time, count: u64) -> Bins {
        assert!(Time::ZERO < horizon, "a horizon of zero has no bins");
        let fine_enough = |secs: &u64| horizon.as_micros().div_ceil(secs * 1_000_000) <= count;
        let secs = NICE_SECS.into_iter().find(fine_enough).unwrap_or_else(|| {
            let longest = NICE_SECS[NICE_SECS.len() - 1];
            longest * horizon.as_secs().div_ceil(longest * count).max(1)
        });
        Bins { width: Span::from_secs(secs), horizon }
    }

    /// How many bins there are.
    #[must_use]
    pub fn count(self) -> usize {
        self.horizon.as_micros().div_ceil(self.width.as_micros()) as usize
    }

    /// From when until when a bin is.
    #[must_use]
    pub fn window(self, bin: usize) -> Window {
        let start = Time::from_micros(bin as u64 * self.width.as_micros());
        Window { start, end: start + self.length(bin) }
    }

    /// How long a bin is: its width, or less for the last.
    #[must_use]
    pub fn length(self, bin: usize) -> Span {
        let start = bin as u64 * self.width.as_micros();
        Span::from_micros(self.width.as_micros().min(self.horizon.as_micros() - start))
    }
}

impl Level {
    /// Zero from the beginning.
    #[must_use]
    pub const fn new(bins: Bins) -> Level {
        Level { bins, steps: Steps::new() }
    }

    /// Changes the number from an instant on. What happens at the horizon or later does not count.
    pub fn change(&mut self, at: Time, by: i128) {
        if self.bins.horizon <= at || by == 0 {
            return;
        }
        let bin = (at.as_micros() / self.bins.width.as_micros()) as usize;
        let gone = at.as_micros() % self.bins.width.as_micros();
        let left = self.bins.length(bin).as_micros() - gone;
        self.steps.change(bin, left, by, || self.bins.count());
    }

    /// For each bin, the number times the microseconds for which it held.
    ///
    /// # Panics
    /// When an integral is negative: more was taken away than had been added.
    #[must_use]
    pub fn integrals(&self) -> Vec<u128> {
        let lengths = (0..self.bins.count()).map(|bin| self.bins.length(bin).as_micros());
        let integrals = self.steps.integrals(lengths).into_iter();
        integrals
            .map(|integral| u128::try_from(integral).expect("no more is taken away than was added before"))
            .collect()
    }
}
