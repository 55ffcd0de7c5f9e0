//! Another request for a job that waits: less time, fewer nodes.

use crate::snapshot::{Snapshot, Waiting};

/// What a job would ask for instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// What its machine calls the job.
    pub job: String,
    /// For how long it would ask, in seconds.
    pub walltime: Option<u64>,
    /// On how many nodes it would run or, where only these are counted, on how many processors.
    pub nodes: Option<u32>,
    /// As it was typed.
    pub words: String,
}

/// Why such a question makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatIfError {
    /// No job of that name waits.
    NoSuchJob,
    /// It would not fit.
    TooLarge {
        /// How many there are.
        there: u64,
    },
}

impl std::fmt::Display for WhatIfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WhatIfError::NoSuchJob => f.write_str("no such job waits"),
            WhatIfError::TooLarge { there } => write!(f, "its nodes hold only {there} such parts"),
        }
    }
}

impl WhatIf {
    /// The snapshot in which the job asks for something else, and the job's place among those that wait.
    ///
    /// # Errors
    /// When there is no such job, or it does not fit.
    pub fn applied(&self, snapshot: &Snapshot) -> Result<(Snapshot, usize), WhatIfError> {
        let place = snapshot.waiting.iter().position(|job| job.name == self.job);
        let place = place.ok_or(WhatIfError::NoSuchJob)?;
        let mut changed = snapshot.clone();
        let job: &mut Waiting = &mut changed.waiting[place];
        job.walltime = self.walltime.unwrap_or(job.walltime);
        job.shape.tasks = self.nodes.unwrap_or(job.shape.tasks);
        let center = &snapshot.center;
        let partition = &center.partitions[usize::from(job.partition.0)];
        let pools = partition.pools.iter().map(|pool| &center.pools[usize::from(pool.0)]);
        let there: u64 = pools.map(|pool| pool.slots(job.shape)).sum();
        if there < u64::from(job.shape.tasks) {
            return Err(WhatIfError::TooLarge { there });
        }
        Ok((changed, place))
    }
}
