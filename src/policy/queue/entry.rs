//! A waiting job as the queue knows it: what it needs at least, and where it stands.

use crate::model::{AccessId, TenantId};
use serde::{Deserialize, Serialize};

/// Where a job stands in its lane: what the order says, and after that, who came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Key {
    /// The order's own key; small is early.
    pub rank: u64,
    /// The number of the submission.
    pub arrival: u64,
}

impl Key {
    /// The first key behind this one.
    pub(in crate::policy) const fn behind(self) -> Key {
        Key { arrival: self.arrival + 1, ..self }
    }
}

/// A waiting job in its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub key: Key,
    /// Its slot among the jobs.
    pub job: u32,
    /// What kind of tasks it has: jobs of one kind differ only in their number of tasks and in their times.
    pub kind: u32,
    /// How many units (accelerators or cores) it needs at least.
    pub units: u32,
    /// Its walltime in whole seconds, rounded down, below `u32::MAX`.
    pub wall_secs: u32,
}

/// What jobs of one lane have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LaneKey {
    /// Which pools are open to them.
    pub access: AccessId,
    /// Whose jobs they are, where the order ranks tenants; else always the first.
    pub tenant: TenantId,
}
