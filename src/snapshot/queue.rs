//! All that is known of a queue at one instant. Times are whole seconds on the machine's own clock.

use crate::model::{Center, PartitionId, Shape};

/// The queue of a machine at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The instant: seconds since 1970 on the machine's clock, or since the beginning of a log without dates.
    pub at: u64,
    /// The machine.
    pub center: Center,
    /// The jobs that run, in the order of their starts.
    pub running: Vec<Holding>,
    /// The jobs that wait, the one that the machine would start first at the front.
    pub waiting: Vec<Waiting>,
}

/// A job that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// What its machine calls it.
    pub name: String,
    /// The number of its user in the past that is known, if it is in there.
    pub user: Option<u32>,
    /// What it holds.
    pub shape: Shape,
    /// Where it was submitted.
    pub partition: PartitionId,
    /// When it started.
    pub start: u64,
    /// For how long it asked.
    pub walltime: u64,
}

/// A job that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What its machine calls it.
    pub name: String,
    /// What its machine calls its user.
    pub owner: String,
    /// The number of its user in the past that is known, if it is in there.
    pub user: Option<u32>,
    /// What it asks for.
    pub shape: Shape,
    /// Where it was submitted.
    pub partition: PartitionId,
    /// When it was submitted.
    pub submit: u64,
    /// For how long it asks.
    pub walltime: u64,
    /// The number of its queue in the past that is known, if it is in there.
    pub queue: Option<u32>,
    /// When its own scheduler says that it will start, where that was written down.
    pub scheduler_start: Option<u64>,
}
