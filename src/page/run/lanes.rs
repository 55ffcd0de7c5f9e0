//! Which processors jobs might have held on a machine that only counts them: always the first that are free.

use crate::model::{JobId, Time};
use serde::{Deserialize, Serialize};

/// Stretches of neighbouring processors or nodes: the first and how many.
pub(super) type Stretches = Vec<(u32, u32)>;

/// A run that holds processors, by what is known of it: its job, when it started, and how many it holds. Runs of which all of this is the same
/// may well hold each other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Holder {
    pub(super) job: JobId,
    pub(super) start: Time,
    pub(super) count: u32,
}

/// Some of 64 processors: which 64, and a bit for each of them.
pub(super) type Lot = (u32, u64);

/// The stretches of which some lots consist, in order.
pub(super) fn stretches_of(lots: &[Lot], stretches: &mut Stretches) {
    for (word, lot) in lots {
        let mut rest = *lot;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            let count = (rest >> bit).trailing_ones();
            rest &= !(ones(count) << bit);
            let first = word * 64 + bit;
            match stretches.last_mut() {
                Some((begin, length)) if *begin + *length == first => *length += count,
                Some(_) | None => stretches.push((first, count)),
            }
        }
    }
}

/// Some lots, of which mostly there is but one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Held {
    last: Lot,
    /// Those before it.
    before: Vec<Lot>,
}

/// What each run holds. A run is found by its job's number in a bucket of a few, which costs a tenth of a search in a tree; nothing depends on
/// the order of buckets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Runs {
    /// As many as a power of two.
    buckets: Vec<Vec<(Holder, Held)>>,
    count: usize,
}

impl Runs {
    fn bucket(&self, holder: Holder) -> usize {
        // Numbers may all be multiples of something.
        let mixed = holder.job.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        mixed as usize & (self.buckets.len() - 1)
    }

    fn add(&mut self, holder: Holder, held: Held) {
        if self.buckets.len() <= self.count {
            let all = std::mem::take(&mut self.buckets);
            self.buckets = vec![Vec::new(); (2 * all.len()).max(64)];
            for (holder, held) in all.into_iter().flatten() {
                let bucket = self.bucket(holder);
                self.buckets[bucket].push((holder, held));
            }
        }
        let bucket = self.bucket(holder);
        self.buckets[bucket].push((holder, held));
        self.count += 1;
    }

    fn remove(&mut self, holder: Holder) -> Option<Held> {
        if self.count == 0 {
            return None;
        }
        let bucket = self.bucket(holder);
        let bucket = &mut self.buckets[bucket];
        let place = bucket.iter().position(|(known, _)| *known == holder)?;
        self.count -= 1;
        Some(bucket.swap_remove(place).1)
    }
}

/// The processors of a machine, given out from the first free one on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Lanes {
    /// A bit for each processor that is free.
    free: Vec<u64>,
    /// A bit for each word of these that has any.
    upper: Vec<u64>,
    runs: Runs,
    /// Lists that nobody needs any more, for those who come.
    #[serde(skip)]
    spare: Vec<Vec<Lot>>,
}

impl Lanes {
    /// Gives a run so many.
    pub(super) fn take(&mut self, holder: Holder) {
        let (mut left, mut from) = (holder.count, 0);
        let mut taken = Held { before: self.spare.pop().unwrap_or_default(), ..Held::default() };
        while 0 < left {
            let word = self.word_with_free(from);
            let free = &mut self.free[word];
            let lot = lowest(*free, left);
            *free &= !lot;
            if *free == 0 {
                self.upper[word / 64] &= !(1 << (word % 64));
            }
            left -= lot.count_ones();
            if taken.last.1 != 0 {
                taken.before.push(taken.last);
            }
            taken.last = (word as u32, lot);
            from = word;
        }
        self.runs.add(holder, taken);
    }

    /// Takes back what a run holds, and puts it among some lots.
    pub(super) fn give(&mut self, holder: Holder, lots: &mut Vec<Lot>) {
        let Some(mut held) = self.runs.remove(holder) else { return };
        let known = lots.len();
        lots.append(&mut held.before);
        self.spare.push(held.before);
        lots.extend(Some(held.last).filter(|(_, lot)| *lot != 0));
        for (word, lot) in &lots[known..] {
            let word = *word as usize;
            self.free[word] |= lot;
            self.upper[word / 64] |= 1 << (word % 64);
        }
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

/// The lowest ones of a word, so many of them or all.
const fn lowest(word: u64, count: u32) -> u64 {
    if word.count_ones() <= count {
        return word;
    }
    let (mut rest, mut left) = (word, count);
    while 0 < left {
        rest &= rest - 1;
        left -= 1;
    }
    word & !rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(job: u64, start: u64, count: u32) -> Holder {
        Holder { job: JobId(job), start: Time::from_secs(start), count }
    }

    fn given(lanes: &mut Lanes, holder: Holder) -> Stretches {
        let (mut lots, mut stretches) = (Vec::new(), Stretches::new());
        lanes.give(holder, &mut lots);
        stretches_of(&lots, &mut stretches);
        stretches
    }

    #[test]
    fn the_first_free_processors_are_taken() {
        let mut lanes = Lanes::default();
        lanes.take(holder(1, 0, 4));
        lanes.take(holder(2, 0, 2));
        assert_eq!(given(&mut lanes, holder(1, 0, 4)), [(0, 4)]);
        lanes.take(holder(3, 1, 1));
        lanes.take(holder(4, 1, 5));
        assert_eq!(given(&mut lanes, holder(3, 1, 1)), [(0, 1)]);
        assert_eq!(given(&mut lanes, holder(4, 1, 5)), [(1, 3), (6, 2)]);
        assert_eq!(given(&mut lanes, holder(4, 1, 5)), []);
        assert_eq!(given(&mut lanes, holder(2, 0, 2)), [(4, 2)]);
        // Across words, and words of words.
        lanes.take(holder(5, 2, 5_000));
        lanes.take(holder(6, 2, 1));
        assert_eq!(given(&mut lanes, holder(5, 2, 5_000)), [(0, 5_000)]);
        lanes.take(holder(7, 3, 5_001));
        assert_eq!(given(&mut lanes, holder(7, 3, 5_001)), [(0, 5_000), (5_001, 1)]);
    }

    #[test]
    fn however_many_run_each_is_found() {
        let mut lanes = Lanes::default();
        let all = || (0..1_000).map(|job| holder(job * 64, job, 2));
        all().for_each(|holder| lanes.take(holder));
        for (holder, first) in all().zip((0..).step_by(2)) {
            assert_eq!(given(&mut lanes, holder), [(first, 2)]);
        }
    }

    #[test]
    fn jobs_of_one_number_keep_what_each_holds() {
        let mut lanes = Lanes::default();
        lanes.take(holder(1, 0, 3));
        lanes.take(holder(1, 5, 3));
        lanes.take(holder(1, 5, 2));
        assert_eq!(given(&mut lanes, holder(1, 5, 3)), [(3, 3)]);
        assert_eq!(given(&mut lanes, holder(1, 0, 3)), [(0, 3)]);
        assert_eq!(given(&mut lanes, holder(1, 5, 2)), [(6, 2)]);
        // Nobody can tell which of these is which.
        lanes.take(holder(1, 7, 2));
        lanes.take(holder(1, 7, 2));
        let both = [given(&mut lanes, holder(1, 7, 2)), given(&mut lanes, holder(1, 7, 2))].concat();
        assert_eq!(both, [(0, 2), (2, 2)]);
        assert_eq!(given(&mut lanes, holder(1, 7, 2)), []);
    }
}
