//! Searches in a profile of one block: all steps are compared with a number of units at once, sixty-four to a word, and the
//! words are then searched for room and for trouble. A processor guesses badly where free units rise and fall, and
//! comparing without guessing costs less than a few wrong guesses.

use super::{Block, Opening};
use crate::model::{Span, Time};

/// Steps compared at once.
const WORD: usize = 64;

/// Which steps of a block have enough units, a word at a time.
struct Scan<'a> {
    free: &'a [u32],
    units: u32,
    /// The first step of the word.
    base: usize,
    /// A bit for each step of the word that has enough.
    enough: u64,
}

impl Scan<'_> {
    fn new(free: &[u32], units: u32, first: usize) -> Scan<'_> {
        let mut scan = Scan { free, units, base: 0, enough: 0 };
        scan.load(first);
        scan
    }

    #[inline]
    fn load(&mut self, step: usize) {
        self.base = step - step % WORD;
        let word = &self.free[self.base..self.free.len().min(self.base + WORD)];
        let (eights, rest) = word.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // The last eight come first, so that each eight only moves those behind it out of the way.
        let mut enough = u64::from(enough_of(&last, self.units));
        for eight in eights.iter().rev() {
            enough = enough << 8 | u64::from(enough_of(eight, self.units));
        }
        self.enough = enough;
    }

    /// The first step at or after this one that has enough.
    fn room(&mut self, step: usize) -> Option<usize> {
        let found = self.first(step, 0);
        (found < self.free.len()).then_some(found)
    }

    /// The first step at or after this one that has not, or the number of steps.
    fn trouble(&mut self, step: usize) -> usize {
        self.first(step, u64::MAX).min(self.free.len())
    }

    /// The first bit that is set when these bits are turned over; behind the last step there is not enough.
    fn first(&mut self, mut step: usize, turned: u64) -> usize {
        while step < self.free.len() {
            if WORD <= step - self.base {
                self.load(step);
            }
            let rest = (self.enough ^ turned) >> (step - self.base);
            if rest != 0 {
                return step + rest.trailing_zeros() as usize;
            }
            step = self.base + WORD;
        }
        self.free.len()
    }
}

/// A bit for each of eight that has so many units: eight comparisons that do not wait for each other.
fn enough_of(free: &[u32; 8], units: u32) -> u32 {
    const BITS: [u32; 8] = [1, 2, 4, 8, 16, 32, 64, 128];
    let mut bits = [0; 8];
    for ((bit, free), value) in bits.iter_mut().zip(free).zip(BITS) {
        *bit = if units <= *free { value } else { 0 };
    }
    bits.iter().sum()
}

impl Block {
    /// What [`super::Profile::opening`] finds, where all steps lie in this block: one plain loop.
    pub(super) fn opening(&self, first: usize, from: Time, units: u32, span: Span) -> Option<Opening> {
        let steps = self.free.len();
        let (at, free) = (&self.from[..steps], &self.free[..steps]);
        let mut room = first;
        loop {
            while *free.get(room)? < units {
                room += 1;
            }
            let candidate = at[room].max(from);
            let until = candidate + span;
            let mut next = room + 1;
            while next < steps && at[next] < until && units <= free[next] {
                next += 1;
            }
            if next == steps || until <= at[next] {
                return Some(Opening { at: candidate, steps: Some((room as u32, next as u32)) });
            }
            room = next + 1;
        }
    }

    /// What [`super::Profile::earlier`] finds, where all steps lie in this block.
    pub(super) fn earlier(
        &self,
        first: usize,
        from: Time,
        (span, units): (Span, u32),
        (until, held): (Time, Time),
    ) -> Option<Time> {
        let at = &self.from[..self.free.len()];
        let mut scan = Scan::new(&self.free, units, first);
        let mut next = scan.room(first);
        while let Some(room) = next {
            let candidate = at[room].max(from);
            if until <= candidate {
                return None;
            }
            let trouble = scan.trouble(room);
            if at.get(trouble).is_none_or(|trouble| held.min(candidate + span) <= *trouble) {
                return Some(candidate);
            }
            next = scan.room(trouble);
        }
        None
    }
}
