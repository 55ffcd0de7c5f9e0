//! What a scheduler remembers of the jobs that could not start, in each group of pools: what they close, and what was reserved
//! for them.

use super::gain::Gain;
use crate::cluster::{PoolSet, Shadow};
use crate::model::PoolId;
use crate::policy::queue::{Entry, Key};
use serde::{Deserialize, Serialize};

/// What was found in pools that jobs link, good until something is given back there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The pools that are closed, or whose first job is protected.
    pub(super) pools: PoolSet,
    /// The last of the jobs that did so, in order.
    pub(super) last: Option<Key>,
    /// Whether there is no other.
    pub(super) alone: bool,
    /// Whether another look at those that had to wait may find that they need not: what harm they do depends on nodes, and
    /// others have been taken since.
    pub(super) is_open: bool,
    /// The reservations made for them.
    pub(super) reservations: Vec<Reservation>,
    /// The last job that a plan was made for, while the plan is good.
    pub(super) planned: Option<Key>,
    /// What has become free since promised jobs were last placed.
    pub(super) gain: Gain,
}

/// A reservation for a job that is protected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Reservation {
    pub(super) shadow: Shadow,
    /// Whether it needs anything that is counted.
    pub(super) needs_counted: bool,
}

impl Memory {
    /// Forgets the jobs that could not start, but not what became free.
    pub(super) fn clear(&mut self) {
        self.pools = PoolSet::NONE;
        self.last = None;
        self.alone = false;
        self.is_open = false;
        self.reservations.clear();
        self.planned = None;
    }

    /// Takes note of a job that closes these pools, or is the first in them.
    pub(super) fn block(&mut self, pools: PoolSet, key: Key) {
        self.alone = self.pools == PoolSet::NONE;
        self.pools = self.pools.with(pools);
        self.last = self.last.max(Some(key));
    }

    /// Whether it depends on nodes what would delay those that are protected.
    pub(super) fn minds_nodes(&self) -> bool {
        self.reservations.iter().any(|reservation| reservation.shadow.minds_nodes())
    }

    /// Whether anything is reserved of what is counted.
    pub(super) fn reserves_counted(&self) -> bool {
        self.reservations.iter().any(|reservation| reservation.needs_counted)
    }
}

/// Pools that are linked by jobs that may use several of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct District {
    pub(super) scope: PoolSet,
    pub(super) memory: Memory,
    /// Whether rules kept anything from a job at the last pass here, so that what happens elsewhere may matter.
    pub(super) is_withheld: bool,
}

/// Every pool on its own: which of them belong together, jobs tell.
pub(super) fn apart(pools: usize) -> Vec<District> {
    let pools = (0..pools as u16).map(PoolId);
    let alone =
        |pool| District { scope: PoolSet::of(&[pool]), memory: Memory::default(), is_withheld: false };
    pools.map(alone).collect()
}

/// For each kind of job, the smallest number of units that was refused: where few tasks find no place, more find none. Jobs that
/// count as no units, because they want none of the accelerators of their nodes, cannot be compared, and are not remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Refused {
    /// By kind: the round in which it was refused, and how many units.
    units: Vec<(u32, u32)>,
    round: u32,
}

impl Default for Refused {
    fn default() -> Refused {
        Refused { units: Vec::new(), round: 1 }
    }
}

impl Refused {
    /// Forgets everything.
    pub(super) const fn clear(&mut self) {
        self.round += 1;
    }

    pub(super) fn has(&self, entry: &Entry) -> bool {
        let refused = self.units.get(entry.kind as usize);
        refused.is_some_and(|&(round, units)| round == self.round && units <= entry.units)
    }

    pub(super) fn add(&mut self, entry: &Entry) {
        if entry.units == 0 {
            return;
        }
        let kind = entry.kind as usize;
        if self.units.len() <= kind {
            self.units.resize(kind + 1, (0, 0));
        }
        if !self.has(entry) {
            self.units[kind] = (self.round, entry.units);
        }
    }
}
