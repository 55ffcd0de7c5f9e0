//! What a job asks for beside its request: whom it waits for, with whom it starts, and when its user gives up; and how it ends of itself.

use super::{BreakOff, JobId, Span};
use serde::{Deserialize, Serialize};

/// How another job must have ended before this one may start (the words of Slurm's `--dependency`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Condition {
    /// It did its work.
    AfterOk,
    /// It ended, in whatever way.
    AfterAny,
    /// It ended without having done its work.
    AfterNotOk,
}

/// Another job that must have ended. One that nobody has heard of holds nobody up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// Which.
    pub job: JobId,
    /// How.
    pub condition: Condition,
}

/// Jobs of one array, of which only so many run at once (`--array=0-99%4`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArrayTerms {
    /// The number of the array.
    pub array: u64,
    /// How many of its jobs run at once.
    pub running_most: u32,
}

/// Jobs that start at one instant or not at all: the components of a heterogeneous job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Gang {
    /// The number of the gang.
    pub gang: u64,
    /// How many jobs it has; none starts before the last of them is submitted.
    pub members: u32,
}

/// The terms of one job; most have none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Whom it waits for.
    pub after: Vec<Dependency>,
    /// Whether it waits until every earlier job of its tenant and class has ended (`singleton`).
    pub singleton: bool,
    /// Its array.
    pub array: Option<ArrayTerms>,
    /// Its gang.
    pub gang: Option<Gang>,
    /// How long it waits before its user gives up.
    pub patience: Option<Span>,
    /// How its attempts end that end of themselves, in order; one that is not in here goes on until its work is done. No scheduler
    /// looks at it.
    pub breaks: Vec<BreakOff>,
}
