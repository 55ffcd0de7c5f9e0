//! What a scheduler has done at its desk, in plain data that the engine carries out.

use crate::model::{Breach, Cause, Eviction, Piece, Time};
use serde::{Deserialize, Serialize};

/// A job that a scheduler has started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its slot among the jobs.
    pub job: u32,
    /// The number of its run in the cluster.
    pub run: u32,
    /// The number of its submission.
    pub arrival: u64,
}

/// A job that a scheduler has made leave its nodes, which others may hold by now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evicted {
    /// Its slot among the jobs.
    pub job: u32,
    /// The number that its run had in the cluster.
    pub run: u32,
    /// What it held.
    pub pieces: Vec<Piece>,
    /// What becomes of it.
    pub eviction: Eviction,
}

/// What a scheduler has done at its desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acts {
    /// The jobs that were started, in order.
    pub started: Vec<Started>,
    /// When it wants to be asked again.
    pub wakes: Vec<Time>,
    /// The runs that were evicted, before any job was started.
    pub evicted: Vec<Evicted>,
    /// Runs that were told to leave, and by when they must.
    pub told: Vec<(u32, Time)>,
    /// Whether anybody asks for what jobs wait.
    pub tells_causes: bool,
    /// For what waiting jobs wait, by slot.
    pub blames: Vec<(u32, Cause)>,
    /// Jobs, by slot, for which it says so no longer: they wait for nodes again.
    pub blameless: Vec<u32>,
    /// Promises that were broken: whose, what had been promised, and for whose sake.
    pub breaches: Vec<(u32, Time, Breach)>,
}

impl Acts {
    /// Whether running jobs must leave, or promises were broken.
    #[must_use]
    pub fn make_jobs_leave(&self) -> bool {
        !self.breaches.is_empty() || !self.told.is_empty() || !self.evicted.is_empty()
    }
}
