//! Waiting jobs in order, with an index: the next one that could start is found without looking at the others.
//!
//! Jobs that compete for the same pools under the same dynamic priority form a *lane*. A lane is sorted by a key that
//! changes only when an order that goes by the wait ranks all its jobs anew, and kept in blocks of blocks of entries. Each block knows, for every power of two,
//! the shortest walltime among its jobs of about that size, so that blocks without a candidate are skipped.

mod lane;
mod summary;

pub(super) use lane::narrow;
pub use lane::{Entry, Filter, Key, Lane, Place};
pub(super) use summary::class_of;

use crate::model::{AccessId, Layout, Resources, Shape, TenantId};
use std::collections::BTreeMap;

/// What jobs of one lane have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaneKey {
    /// Which pools are open to them.
    pub access: AccessId,
    /// Whose jobs they are, where the order ranks tenants; else always the first.
    pub tenant: TenantId,
}

/// The waiting jobs of one centre.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    numbers: BTreeMap<LaneKey, u32>,
    lanes: Vec<(LaneKey, Lane)>,
    len: usize,
    kinds: BTreeMap<(AccessId, Resources, Layout), u32>,
    /// Where lanes are sorted, kept so that no pass allocates.
    room: Vec<Entry>,
}

impl Queue {
    /// Adds a job. Returns the number of its lane.
    pub fn insert(&mut self, key: LaneKey, entry: Entry) -> u32 {
        let lanes = &mut self.lanes;
        let number = *self.numbers.entry(key).or_insert_with(|| {
            lanes.push((key, Lane::default()));
            lanes.len() as u32 - 1
        });
        self.lanes[number as usize].1.insert(entry);
        self.len += 1;
        number
    }

    /// The number of the kind of tasks that a job has.
    pub fn kind_of(&mut self, access: AccessId, shape: Shape) -> u32 {
        let next = self.kinds.len() as u32;
        *self.kinds.entry((access, shape.per_task, shape.layout)).or_insert(next)
    }

    /// Removes the job at a place; the place then names what came after it.
    pub fn remove(&mut self, lane: u32, place: Place) -> (Entry, Place) {
        self.len -= 1;
        self.lanes[lane as usize].1.remove(place)
    }

    /// Gives every job of a lane a new rank and sorts the lane by it: costs `n log n` for the `n` jobs of the lane.
    pub fn rerank(&mut self, lane: u32, rank: impl FnMut(&Entry) -> u64) {
        self.lanes[lane as usize].1.rerank(&mut self.room, rank);
    }

    /// The lanes, empty ones included, by number.
    #[must_use]
    pub fn lanes(&self) -> &[(LaneKey, Lane)] {
        &self.lanes
    }

    /// The lane of that number.
    #[must_use]
    pub fn lane(&self, number: u32) -> &Lane {
        &self.lanes[number as usize].1
    }

    /// How many jobs wait.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nobody waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}
