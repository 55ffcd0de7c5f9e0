//! What a rule for victims is made of.

use crate::model::Time;
use std::fmt;

/// A rule for which running jobs are evicted first: a row of [`super::VICTIMS`].
#[derive(Clone, Copy)]
pub struct Victims {
    /// The name in scenarios.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Small numbers go first; of equals, who started last.
    pub place: fn(&Candidate) -> (u128, u128),
}

/// What a rule for victims may know of a running job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The tier of its partition.
    pub tier: u32,
    /// The priority of its quality of service.
    pub priority: u32,
    /// When it started last.
    pub start: Time,
    /// How many units it holds.
    pub units: u32,
    /// What would be lost, in units times microseconds: the time since its start or its last checkpoint.
    pub lost: u128,
}

impl PartialEq for Victims {
    fn eq(&self, other: &Victims) -> bool {
        self.name == other.name
    }
}

impl Eq for Victims {}

impl fmt::Debug for Victims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
