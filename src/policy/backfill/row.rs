//! What a backfill is made of: its row, and the parts of its rule.

use crate::model::{Request, Span};
use serde::{Deserialize, Serialize};

/// What becomes of the jobs behind one that cannot start.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Rule {
    /// What a job that cannot start does to those behind it.
    pub(in crate::policy) blocked: Blocked,
    /// By what the jobs that may overtake are tried, small numbers first; in the order of the queue where nothing is said.
    pub(in crate::policy) overtakers: Option<fn(&Request) -> u64>,
    /// Jobs are planned only once in so much time; in between the first that cannot start closes its pools. Always where
    /// nothing is said.
    pub(in crate::policy) every: Option<Span>,
}

/// What a job that cannot start does to those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::policy) enum Blocked {
    /// It closes its pools to them.
    Closes,
    /// It closes its pools to them for so long.
    ClosesFor(Span),
    /// So do jobs of priority 3 and higher; the others let each other pass, once all of those were looked at.
    ClosesForByPriority(Span),
    /// Nothing: whatever fits starts.
    LetsPass,
    /// The first of each pool is protected: a job may start if that does not delay it.
    IsProtected,
    /// The first so many of each pool are planned, all anew at every pass; a job may start if it disturbs none of them.
    IsPlanned(u32),
    /// Each is promised a start when it is submitted. The promise moves to earlier times only. With slack, it lies behind the
    /// earliest start by at most this factor of the wait until then.
    IsPromised(Option<f64>),
}

impl Blocked {
    /// Whether the pools that a job is blocked in are closed to those behind it.
    pub(in crate::policy) const fn closes(self) -> bool {
        match self {
            Blocked::Closes | Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) => true,
            Blocked::LetsPass | Blocked::IsProtected | Blocked::IsPlanned(_) | Blocked::IsPromised(_) => {
                false
            }
        }
    }

    /// Whether jobs are planned on nodes.
    pub(in crate::policy) const fn plans(self) -> bool {
        match self {
            Blocked::IsPlanned(_) | Blocked::IsPromised(_) => true,
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected => false,
        }
    }

    /// Whether a pass decides by what is free at the instant and remembers nothing of how long jobs have waited.
    pub(in crate::policy) const fn decides_at_once(self) -> bool {
        match self {
            Blocked::Closes | Blocked::LetsPass | Blocked::IsProtected => true,
            Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::IsPlanned(_)
            | Blocked::IsPromised(_) => false,
        }
    }
}

impl Rule {
    /// This, with jobs tried in the order of the queue at every pass.
    pub(in crate::policy) const fn of(blocked: Blocked) -> Rule {
        Rule { blocked, overtakers: None, every: None }
    }
}

/// One backfill: a row of [`BACKFILLS`](super::BACKFILLS).
#[derive(Debug, Clone, Copy)]
pub struct Backfill {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What stands in brackets behind the name, as in `depth(4)`; nothing where the name stands alone.
    pub parameter: Option<&'static str>,
    /// The rule for a parameter; nothing when the parameter makes no sense.
    pub(in crate::policy) rule: fn(Option<f64>) -> Option<Rule>,
}
