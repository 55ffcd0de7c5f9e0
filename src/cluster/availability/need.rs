//! A question to a plan, and its answer.

use crate::cluster::pool_set::PoolSet;
use crate::cluster::profile::Opening;
use crate::model::{AccessId, PoolId, Shape, Span, Time};

/// A job to be planned: tasks of a shape, for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Where.
    pub access: AccessId,
    /// How many tasks, and of what.
    pub shape: Shape,
    /// How long it is expected to run.
    pub span: Span,
}

/// A time at which all tasks of a job can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Room for so many units in this pool, good while nothing is taken or given there.
    Open(PoolId, Opening, u64),
    /// Somewhere in these pools of the list.
    At(Time, PoolSet),
}

impl Found {
    /// The time.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Found::Open(_, opening, _) => opening.at,
            Found::At(at, _) => *at,
        }
    }
}

/// Which pools are open to a job when, beside what is free there. Between two changes a pool may close to a later start (which
/// ends later), but does not open.
pub trait Locks {
    /// Whether the job may start in a pool at a time.
    fn admits(&self, pool: PoolId, at: Time) -> bool;

    /// The next time at which any of its pools may open.
    fn next_change(&self, after: Time) -> Option<Time>;
}

/// Nothing is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoLocks;

impl Locks for NoLocks {
    fn admits(&self, _: PoolId, _: Time) -> bool {
        true
    }

    fn next_change(&self, _: Time) -> Option<Time> {
        None
    }
}
