//! Time in equal bins of bounded number: where there would be too many, two become one.

use serde::{Deserialize, Serialize};

/// There are never more bins than this.
pub(super) const BINS_MAX: usize = 4_096;

/// What stands in a bin and can be put together with what stands in the next.
pub(super) trait Merge: Clone + Default {
    /// Takes in the bin that follows.
    fn merge(&mut self, next: &Self);
}

/// Bins from time zero on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Bins<T> {
    /// How wide each is, in microseconds.
    pub(super) width: u64,
    /// The bins that anything happened in or before.
    pub(super) all: Vec<T>,
    most: usize,
}

impl<T: Merge> Bins<T> {
    /// Bins for a time of this length; where it is not known, of a minute that grow as they have to.
    pub(super) fn new(horizon: Option<u64>, most: usize) -> Bins<T> {
        const MINUTE: u64 = 60_000_000;
        let minutes = horizon.map_or(1, |horizon| horizon.div_ceil(MINUTE * most as u64).max(1));
        Bins { width: minutes * MINUTE, all: Vec::new(), most }
    }

    /// The number of the bin of an instant, which is there from now on.
    #[inline]
    pub(super) fn reach(&mut self, micros: u64) -> usize {
        // Most of what happens falls into the last bin, and a division costs as much as all else here.
        if let Some(last) = self.all.len().checked_sub(1) {
            let begin = last as u64 * self.width;
            if begin <= micros && micros - begin < self.width {
                return last;
            }
        }
        let mut bin = (micros / self.width) as usize;
        while self.most <= bin {
            self.halve();
            bin = (micros / self.width) as usize;
        }
        if self.all.len() <= bin {
            self.all.resize_with(bin + 1, T::default);
        }
        bin
    }

    fn halve(&mut self) {
        let merged = self.all.chunks(2).map(|pair| {
            let mut first = pair[0].clone();
            if let Some(second) = pair.get(1) {
                first.merge(second);
            }
            first
        });
        self.all = merged.collect();
        self.width *= 2;
    }

    /// No more bins than so many.
    pub(super) fn at_most(mut self, count: usize) -> Bins<T> {
        while count.max(1) < self.all.len() {
            self.halve();
        }
        self
    }
}
