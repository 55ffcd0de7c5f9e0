//! Backfills: what becomes of the jobs behind one that cannot start yet.
//!
//! A backfill is one file with its `ENTRY` and one row of [`BACKFILLS`]: it combines the parts of a `Rule`, and the
//! scheduler does the rest.

mod any;
mod conservative;
mod depth;
mod easy;
mod easy_shortest_first;
mod easy_smallest_area_first;
mod none;
mod periodic;
mod replanned;
mod slack;
mod stepped;
mod tiered;

use super::spec::split_brackets;
use crate::model::{Request, Span};
use serde::{Deserialize, Serialize};

/// What becomes of the jobs behind one that cannot start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// What a job that cannot start does to those behind it.
    pub(super) blocked: Blocked,
    /// By what the jobs that may overtake are tried, small numbers first; in the order of the queue where nothing is said.
    pub(super) overtakers: Option<fn(&Request) -> u64>,
    /// Jobs are planned only once in so much time; in between the first that cannot start closes its pools. Always where
    /// nothing is said.
    pub(super) every: Option<Span>,
}

/// What a job that cannot start does to those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Blocked {
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
    pub(super) const fn closes(self) -> bool {
        match self {
            Blocked::Closes | Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) => true,
            Blocked::LetsPass | Blocked::IsProtected | Blocked::IsPlanned(_) | Blocked::IsPromised(_) => {
                false
            }
        }
    }

    /// Whether jobs are planned on nodes.
    pub(super) const fn plans(self) -> bool {
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
    pub(super) const fn decides_at_once(self) -> bool {
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
    pub(super) const fn of(blocked: Blocked) -> Rule {
        Rule { blocked, overtakers: None, every: None }
    }
}

/// One backfill: a row of [`BACKFILLS`].
#[derive(Debug, Clone, Copy)]
pub struct Backfill {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What stands in brackets behind the name, as in `depth(4)`; nothing where the name stands alone.
    pub parameter: Option<&'static str>,
    /// The rule for a parameter; nothing when the parameter makes no sense.
    pub(super) rule: fn(Option<f64>) -> Option<Rule>,
}

/// Every backfill.
pub const BACKFILLS: &[Backfill] = &[
    none::ENTRY,
    any::ENTRY,
    easy::ENTRY,
    easy_shortest_first::ENTRY,
    easy_smallest_area_first::ENTRY,
    depth::ENTRY,
    conservative::ENTRY,
    replanned::ENTRY,
    periodic::ENTRY,
    slack::ENTRY,
    stepped::ENTRY,
    tiered::ENTRY,
];

/// The rule that a text such as `easy` or `depth(4)` names.
pub(super) fn rule(text: &str) -> Option<Rule> {
    let (name, parameter) = split_brackets(text)?;
    let row = BACKFILLS.iter().find(|row| row.name == name)?;
    match (row.parameter, parameter) {
        (Some(_), Some(number)) => (row.rule)(Some(number.trim().parse().ok()?)),
        (Some(_), None) | (None, None) => (row.rule)(None),
        (None, Some(_)) => None,
    }
}
