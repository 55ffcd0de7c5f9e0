//! Which processors jobs might have held on a machine that only counts them: always the first that are free.

use crate::model::{JobId, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stretches of neighbouring processors or nodes: the first and how many.
pub(super) type Stretches = Vec<(u32, u32)>;

/// What is known of a run that holds processors: its job, when it started, and how many it holds. Runs of which all of this is the same
/// may well hold each other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Holder {
    pub(super) job: JobId,
    pub(super) start: Time,
    pub(super) count: u32,
}

/// The processors of a machine, given out from the first free one on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Lanes {
    /// A bit for each processor that is free.
    free: Vec<u64>,
    /// A bit for each word of these that has any.
    upper: Vec<u64>,
    /// By holder and first processor.
    held: BTreeMap<(Holder, u32), Stretches>,
}

impl Lanes {
    /// Gives a run so many.
    pub(super) fn take(&mut self, holder: Holder) {
        let (mut left, mut taken, mut from) = (holder.count, Stretches::new(), 0);
        while 0 < left {
            let word = self.word_with_free(from);
            let free = &mut self.free[word];
            while *free != 0 && 0 < left {
                let first = free.trailing_zeros();
                let count = (*free >> first).trailing_ones().min(left);
                *free &= !(ones(count) << first);
                let place = word as u32 * 64 + first;
                match taken.last_mut() {
                    Some((begin, length)) if *begin + *length == place => *length += count,
                    Some(_) | None => taken.push((place, count)),
                }
                left -= count;
            }
            if *free == 0 {
                self.upper[word / 64] &= !(1 << (word % 64));
            }
            from = word;
        }
        let first = taken.first().map_or(0, |(first, _)| *first);
        self.held.insert((holder, first), taken);
    }

    /// Takes back what a run holds, and says what that was.
    pub(super) fn give(&mut self, holder: Holder) -> Stretches {
        let alike = self.held.range((holder, 0)..=(holder, u32::MAX)).next();
        let Some(held) = alike.map(|(held, _)| *held) else { return Stretches::new() };
        let stretches = self.held.remove(&held).unwrap_or_default();
        for (first, count) in &stretches {
            let (mut place, end) = (*first, first + count);
            while place < end {
                let (word, bit) = ((place / 64) as usize, place % 64);
                let here = (64 - bit).min(end - place);
                self.free[word] |= ones(here) << bit;
                self.upper[word / 64] |= 1 << (word % 64);
                place += here;
            }
        }
        stretches
    }

    /// The first word from this one on with a free processor, which is there from now on.
    fn word_with_free(&mut self, from: usize) -> usize {
        let of_upper = |place: usize| match place == from / 64 {
            true => self.upper[place] & (u64::MAX << (from % 64)),
            false => self.upper[place],
        };
        let found = (from / 64..self.upper.len()).find(|place| of_upper(*place) != 0);
        if let Some(place) = found {
            return place * 64 + of_upper(place).trailing_zeros() as usize;
        }
        let word = self.free.len();
        self.free.push(u64::MAX);
        self.upper.resize(word / 64 + 1, 0);
        self.upper[word / 64] |= 1 << (word % 64);
        word
    }
}

/// So many ones from the lowest bit on; at most 64, and at least one.
const fn ones(count: u32) -> u64 {
    u64::MAX >> (64 - count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(job: u64, start: u64, count: u32) -> Holder {
        Holder { job: JobId(job), start: Time::from_secs(start), count }
    }

    #[test]
    fn the_first_free_processors_are_taken() {
        let mut lanes = Lanes::default();
        lanes.take(holder(1, 0, 4));
        lanes.take(holder(2, 0, 2));
        assert_eq!(lanes.give(holder(1, 0, 4)), [(0, 4)]);
        lanes.take(holder(3, 1, 1));
        lanes.take(holder(4, 1, 5));
        assert_eq!(lanes.give(holder(3, 1, 1)), [(0, 1)]);
        assert_eq!(lanes.give(holder(4, 1, 5)), [(1, 3), (6, 2)]);
        assert_eq!(lanes.give(holder(4, 1, 5)), []);
        assert_eq!(lanes.give(holder(2, 0, 2)), [(4, 2)]);
        // Across words, and words of words.
        lanes.take(holder(5, 2, 5_000));
        lanes.take(holder(6, 2, 1));
        assert_eq!(lanes.give(holder(5, 2, 5_000)), [(0, 5_000)]);
        lanes.take(holder(7, 3, 5_001));
        assert_eq!(lanes.give(holder(7, 3, 5_001)), [(0, 5_000), (5_001, 1)]);
    }

    #[test]
    fn jobs_of_one_number_keep_what_each_holds() {
        let mut lanes = Lanes::default();
        lanes.take(holder(1, 0, 3));
        lanes.take(holder(1, 5, 3));
        lanes.take(holder(1, 5, 2));
        assert_eq!(lanes.give(holder(1, 5, 3)), [(3, 3)]);
        assert_eq!(lanes.give(holder(1, 0, 3)), [(0, 3)]);
        assert_eq!(lanes.give(holder(1, 5, 2)), [(6, 2)]);
    }
}
