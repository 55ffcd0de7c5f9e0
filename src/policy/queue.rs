//! Waiting jobs in order, with an index: the next one that could start is found without looking at the others.
//!
//! Jobs that compete for the same pools under the same dynamic priority form a *lane*. A lane is sorted by a key that
//! changes only when an order that goes by the wait ranks all its jobs anew, and kept in blocks of blocks of entries. Each block knows, for every power of two,
//! the shortest walltime among its jobs of about that size, so that blocks without a candidate are skipped.

mod directory;
mod entry;
mod filter;
mod lane;
mod summary;

pub use entry::{Entry, Key, LaneKey};
pub use filter::Filter;
pub(super) use filter::narrow;
pub use lane::{Lane, Place};
pub(super) use summary::class_of;

use crate::model::{AccessId, Layout, Resources, Shape};
use directory::Directory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The first job of a lane in which somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Front {
    pub(super) lane: u32,
    pub(super) key: LaneKey,
    pub(super) entry: Entry,
}

/// What jobs of one kind have in common.
type Kind = (AccessId, Resources, Layout);

/// Stands for a lane in which nobody waits.
const NOWHERE: u32 = u32::MAX;

/// The waiting jobs of one centre.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Queue {
    numbers: BTreeMap<LaneKey, u32>,
    lanes: Vec<(LaneKey, Lane)>,
    /// The first jobs of all lanes, in no particular order, so that a walk begins without a look at each lane.
    fronts: Vec<Front>,
    /// By lane: the place of its first job among the fronts.
    front_places: Vec<u32>,
    directory: Directory,
    len: usize,
    kinds: BTreeMap<Kind, u32>,
    /// The kind that was asked for last, and its number.
    #[serde(skip)]
    last_kind: Option<(Kind, u32)>,
    /// Where lanes are sorted, kept so that no pass allocates.
    room: Vec<Entry>,
}

impl Queue {
    /// Adds a job. Returns the number of its lane.
    pub fn insert(&mut self, key: LaneKey, entry: Entry) -> u32 {
        let number = self.number_of(key);
        self.lanes[number as usize].1.insert(entry);
        self.len += 1;
        if self.front(number).is_none_or(|front| entry.key < front.entry.key) {
            self.refresh_front(number);
        }
        self.directory.refresh(&self.lanes, number, &entry);
        number
    }

    /// The number of a lane, which is made where there is none.
    fn number_of(&mut self, key: LaneKey) -> u32 {
        if let [(only, _)] = self.lanes.as_slice()
            && *only == key
        {
            return 0;
        }
        let lanes = &mut self.lanes;
        let places = &mut self.front_places;
        *self.numbers.entry(key).or_insert_with(|| {
            lanes.push((key, Lane::default()));
            places.push(NOWHERE);
            lanes.len() as u32 - 1
        })
    }

    /// The number of the kind of tasks that a job has.
    pub fn kind_of(&mut self, access: AccessId, shape: Shape) -> u32 {
        // Most machines have one kind of jobs, or know many of a kind in a row.
        if let Some((kind, number)) = self.last_kind
            && kind == (access, shape.per_task, shape.layout)
        {
            return number;
        }
        let next = self.kinds.len() as u32;
        let kind = (access, shape.per_task, shape.layout);
        let number = *self.kinds.entry(kind).or_insert(next);
        self.last_kind = Some((kind, number));
        number
    }

    /// Removes the job at a place; the place then names what came after it.
    pub fn remove(&mut self, lane: u32, place: Place) -> (Entry, Place) {
        self.len -= 1;
        let (entry, next) = self.lanes[lane as usize].1.remove(place);
        if self.front(lane).is_some_and(|front| front.entry.key == entry.key) {
            self.refresh_front(lane);
        }
        self.directory.refresh(&self.lanes, lane, &entry);
        (entry, next)
    }

    /// Gives every job of a lane a new rank and sorts the lane by it: a look at each of its jobs, and a sort of what has moved.
    pub fn rerank(&mut self, lane: u32, rank: impl FnMut(&Entry) -> u64) {
        self.lanes[lane as usize].1.rerank(&mut self.room, rank);
        self.refresh_front(lane);
    }

    /// Gives the job at a place of a lane another rank.
    pub(super) fn promote(&mut self, lane: u32, place: Place, rank: u64) {
        let (entry, _) = self.remove(lane, place);
        let key = self.lanes[lane as usize].0;
        self.insert(key, Entry { key: Key { rank, ..entry.key }, ..entry });
    }

    /// What was noted of the first job of a lane, if anybody waits there.
    fn front(&self, lane: u32) -> Option<&Front> {
        self.fronts.get(self.front_places[lane as usize] as usize)
    }

    fn refresh_front(&mut self, lane: u32) {
        let (key, jobs) = &self.lanes[lane as usize];
        let place = self.front_places[lane as usize];
        match (jobs.first(), self.fronts.get_mut(place as usize)) {
            (Some(&entry), Some(front)) => front.entry = entry,
            (Some(&entry), None) => {
                self.front_places[lane as usize] = self.fronts.len() as u32;
                self.fronts.push(Front { lane, key: *key, entry });
            }
            (None, Some(_)) => {
                self.front_places[lane as usize] = NOWHERE;
                self.fronts.swap_remove(place as usize);
                if let Some(moved) = self.fronts.get(place as usize) {
                    self.front_places[moved.lane as usize] = place;
                }
            }
            (None, None) => {}
        }
    }

    /// The first job of every lane in which somebody waits, in no particular order.
    pub(super) fn fronts(&self) -> &[Front] {
        &self.fronts
    }

    /// The first lane from this number on in which somebody may pass the filter.
    pub(super) fn lane_for(&self, from: u32, filter: &Filter) -> Option<u32> {
        self.directory.next(&self.lanes, from, filter)
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
