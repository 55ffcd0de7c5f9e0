//! What a check found: which law was broken, when, by which jobs, and the numbers.

use crate::model::{JobId, Time};
use std::collections::BTreeMap;
use std::fmt;

/// A law of schedules that was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// More is in use than there is.
    OverCommitted,
    /// A job started before it was submitted.
    EarlyStart,
    /// A job ended before it started.
    BackwardsRun,
    /// A job ran longer than its walltime.
    Overrun,
    /// A killed job did not end exactly at its walltime.
    WrongKill,
    /// A job was submitted, and nothing says what became of it.
    Lost,
    /// A job appears, starts or ends twice.
    Duplicate,
    /// A job was never submitted.
    Unknown,
    /// A job is not what was submitted.
    Changed,
    /// A job was turned away although it fits, or for the wrong reason.
    WrongRejection,
    /// A job that can never fit was let in.
    NeverFits,
    /// A job has more or fewer tasks placed than it asked for.
    WrongTasks,
    /// Tasks lie on nodes in a way the job does not allow.
    WrongLayout,
    /// Tasks lie on a node that does not exist, belongs to another pool, or is not in service.
    UnknownNode,
    /// Tasks lie in a pool or centre that is not open to the job.
    ClosedPool,
    /// Something was released that was not held.
    NotHeld,
    /// Time went backwards, or on beyond the horizon.
    TimeOrder,
    /// Submitted is not finished + killed + rejected + running + waiting.
    Unbalanced,
    /// Capacity times time is not used + idle.
    CapacityIdentity,
    /// A job started before one that was ahead of it.
    Overtaken,
    /// The head of the queue waits although it fits.
    IdleHead,
    /// The head of the queue started after the reservation it had.
    EasyPromise,
    /// A job started later than it was promised when it was submitted.
    ConservativePromise,
    /// More is held or spent than a limit, a licence or a quota allows.
    OverLimit,
    /// The causes of a wait do not add up to it.
    WrongCause,
    /// What was kept and lost of a run that was stopped is not what it ran.
    WrongStop,
    /// Jobs of one gang did not start together.
    TornGang,
    /// Jobs go faster or slower than power allows.
    WrongSpeed,
    /// Nothing runs in a centre although every job that waits there could start.
    Standstill,
    /// A job started before its data were there.
    MissingData,
    /// A transfer, a store or a link does not add up.
    WrongTransfer,
}

impl Law {
    /// The fault, in a few words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Law::OverCommitted => "more in use than there is",
            Law::EarlyStart => "started before it was submitted",
            Law::BackwardsRun => "ended before it started",
            Law::Overrun => "ran longer than its walltime",
            Law::WrongKill => "killed at the wrong time",
            Law::Lost => "lost",
            Law::Duplicate => "there twice",
            Law::Unknown => "never submitted",
            Law::Changed => "not what was submitted",
            Law::WrongRejection => "turned away wrongly",
            Law::NeverFits => "let in although it never fits",
            Law::WrongTasks => "wrong number of tasks",
            Law::WrongLayout => "laid out as it must not be",
            Law::UnknownNode => "on a node that is not there",
            Law::ClosedPool => "where it may not be",
            Law::NotHeld => "released what it did not hold",
            Law::TimeOrder => "out of order in time",
            Law::Unbalanced => "jobs do not add up",
            Law::CapacityIdentity => "capacity does not add up",
            Law::Overtaken => "overtaken",
            Law::IdleHead => "head of the queue waits although it fits",
            Law::EasyPromise => "EASY promise broken",
            Law::ConservativePromise => "conservative promise broken",
            Law::OverLimit => "more than a limit allows",
            Law::WrongCause => "causes do not add up to the wait",
            Law::WrongStop => "stopped run does not add up",
            Law::TornGang => "gang did not start together",
            Law::WrongSpeed => "slowed down wrongly",
            Law::Standstill => "a centre stands still",
            Law::MissingData => "started before its data were there",
            Law::WrongTransfer => "data moved wrongly",
        }
    }
}

/// One breach of a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which law.
    pub law: Law,
    /// When.
    pub at: Time,
    /// The jobs concerned; the first is the one that suffers or offends, and of many only the first few are named.
    pub jobs: Vec<JobId>,
    /// What was found and what was expected, with the numbers.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: ", self.at)?;
        if let Some((first, others)) = self.jobs.split_first() {
            write!(f, "job {first}")?;
            for job in others {
                write!(f, ", {job}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}: {}", self.law.title(), self.detail)
    }
}

/// How many findings of one law are kept word for word.
const KEPT_PER_LAW: u64 = 20;
/// How many jobs one finding names.
pub(super) const NAMED_JOBS: usize = 8;

/// Everything a check found. All are counted; of each law the first twenty are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The first findings of each law, in the order in which they were met.
    pub kept: Vec<Finding>,
    /// How often each law was broken.
    pub counts: BTreeMap<Law, u64>,
}

impl Findings {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many findings there are, kept or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether this law was broken.
    #[must_use]
    pub fn broke(&self, law: Law) -> bool {
        self.counts.contains_key(&law)
    }

    /// Takes note of a finding. The detail is only worded when it is kept.
    pub(super) fn add(&mut self, law: Law, at: Time, jobs: &[JobId], detail: impl FnOnce() -> String) {
        let count = self.counts.entry(law).or_insert(0);
        *count += 1;
        if *count <= KEPT_PER_LAW {
            let jobs = jobs.iter().copied().take(NAMED_JOBS).collect();
            self.kept.push(Finding { law, at, jobs, detail: detail() });
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.kept {
            writeln!(f, "{finding}")?;
        }
        for (law, count) in &self.counts {
            writeln!(f, "{count} x {}", law.title())?;
        }
        Ok(())
    }
}
