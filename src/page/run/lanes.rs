//! Which processors jobs might have held on a machine that only counts them: always the first that are free.

use crate::model::JobId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stretches of neighbouring processors or nodes: the first and how many.
pub(super) type Stretches = Vec<(u32, u32)>;

/// The processors of a machine, given out from the first free one on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Lanes {
    /// Stretches that are free, below the end.
    free: BTreeMap<u32, u32>,
    held: BTreeMap<JobId, Stretches>,
    end: u32,
}

impl Lanes {
    /// Gives a job so many.
    pub(super) fn take(&mut self, job: JobId, count: u32) {
        let (mut left, mut taken) = (count, Stretches::new());
        while 0 < left {
            let Some((first, length)) = self.free.pop_first() else {
                taken.push((self.end, left));
                self.end += left;
                break;
            };
            let here = length.min(left);
            if here < length {
                self.free.insert(first + here, length - here);
            }
            taken.push((first, here));
            left -= here;
        }
        self.held.insert(job, taken);
    }

    /// What a job holds.
    pub(super) fn of(&self, job: JobId) -> &[(u32, u32)] {
        self.held.get(&job).map_or(&[], Vec::as_slice)
    }

    /// Takes it back.
    pub(super) fn give(&mut self, job: JobId) {
        for (mut first, mut length) in self.held.remove(&job).unwrap_or_default() {
            if let Some((before, count)) =
                self.free.range(..first).next_back().map(|(at, count)| (*at, *count))
                && before + count == first
            {
                self.free.remove(&before);
                (first, length) = (before, count + length);
            }
            if let Some(after) = self.free.remove(&(first + length)) {
                length += after;
            }
            self.free.insert(first, length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_processors_are_taken() {
        let mut lanes = Lanes::default();
        lanes.take(JobId(1), 4);
        lanes.take(JobId(2), 2);
        lanes.give(JobId(1));
        lanes.take(JobId(3), 1);
        lanes.take(JobId(4), 5);
        assert_eq!(lanes.of(JobId(3)), [(0, 1)]);
        assert_eq!(lanes.of(JobId(4)), [(1, 3), (6, 2)]);
        for job in 2..5 {
            lanes.give(JobId(job));
        }
        assert_eq!(lanes.free, BTreeMap::from([(0, 8)]));
    }
}
