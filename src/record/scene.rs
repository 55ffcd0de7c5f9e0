//! How things stood for one job when what it waited for changed.

use crate::model::{Cause, Condition, JobId, Lack, PoolId, Request, Time};
use serde::{Deserialize, Serialize};

/// How things stood for a waiting job when what it waited for changed, right after its centre was scheduled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// When.
    pub at: Time,
    /// The job.
    pub request: Request,
    /// What it waits for from now on.
    pub cause: Cause,
    /// What it lacks of what is counted.
    pub lacks: Vec<Lacking>,
    /// What holds it outside the queue.
    pub bonds: Vec<Bond>,
    /// The pools of its partition.
    pub pools: Vec<PoolView>,
    /// How many jobs stand before it and compete for its pools.
    pub ahead: u64,
    /// The units they need together.
    pub ahead_units: u64,
    /// The first few of them, in their order.
    pub ahead_first: Vec<Waiter>,
    /// How many jobs hold a part of its pools.
    pub running: u64,
    /// Those that are expected to leave first.
    pub leave_first: Vec<Holder>,
    /// From when on enough is free for it, if those who run leave when they are expected to and nobody else starts; nothing
    /// where enough is free already, or never.
    pub enough_at: Option<Time>,
}

/// What a job lacks, and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// What.
    pub lack: Lack,
    /// Some of the running jobs that hold it, in order of their starts.
    pub holders: Vec<Holder>,
}

/// What holds a job that may not be queued yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bond {
    /// Better hours have to come.
    Hours {
        /// When it joins the queue.
        until: Time,
    },
    /// Data have to come first.
    Data {
        /// How many of its datasets are not there yet.
        missing: u32,
        /// How many bytes of them are still to come.
        bytes: u64,
        /// When all of them are there if nothing changes; nothing where room for them is not free, or no link is up.
        until: Option<Time>,
    },
    /// Another job has to end first.
    After {
        /// Which.
        job: JobId,
        /// How.
        condition: Condition,
    },
    /// An earlier job of its tenant and class has to end first.
    Single {
        /// Which.
        job: JobId,
    },
    /// Others of its gang are not submitted yet.
    Gang {
        /// How many are there, itself included.
        present: u32,
        /// How many there will be.
        members: u32,
    },
}

/// A pool as one job sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolView {
    /// Which.
    pub pool: PoolId,
    /// Whether it is open to the job.
    pub open: bool,
    /// Free cores.
    pub free_cores: u64,
    /// Free accelerators.
    pub free_accelerators: u64,
    /// Free memory in MiB.
    pub free_memory_mib: u64,
    /// How many of its tasks would find places there.
    pub slots: u64,
}

/// A job that waits before another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The job.
    pub request: Request,
    /// Its size in units.
    pub units: u32,
    /// From when on enough is free for it, if those who run leave when they are expected to and nobody else starts.
    pub enough_at: Option<Time>,
}

/// A job that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The job.
    pub request: Request,
    /// Its size in units.
    pub units: u32,
    /// When it started.
    pub start: Time,
    /// Until when it is expected to run.
    pub until: Time,
}
