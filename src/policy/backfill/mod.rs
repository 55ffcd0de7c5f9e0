//! Backfills: who may overtake a job that cannot start yet.

mod any;
mod conservative;
mod depth;
mod easy;
mod easy_shortest_first;
mod none;
mod periodic;
mod replanned;
mod slack;
mod stepped;
mod tiered;

use super::spec::split_brackets;
use crate::model::Span;
use serde::{Deserialize, Serialize};

/// What becomes of the jobs behind one that cannot start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    /// They may or may not overtake it, by a rule of the instant.
    Overtake(Overtaking),
    /// They are planned on a profile of future availability.
    Plan(Planning),
    /// They wait while it polls for what it needs, for some time.
    Poll(Polling),
}

/// How a blocked job polls for what it needs (the queue modes of ModelArts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Polling {
    /// It locks its pools for so long; then those behind it may pass.
    Stepped(Span),
    /// So do jobs of priority 3 and higher; the others pass each other freely, once all of those were looked at.
    Tiered(Span),
}

/// What the jobs behind a blocked job may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overtaking {
    /// Nothing: they wait, as long as they need the pools that the blocked job waits for.
    Forbidden,
    /// They start if they fit, whatever that does to others.
    Free,
    /// They may start if that does not delay the first blocked job; they are tried in the order of the queue.
    BesideTheFirst,
    /// The same, but they are tried in order of their requested times.
    BesideTheFirstShortestFirst,
}

/// How jobs are planned ahead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Planning {
    /// At every instant anew: the first so many blocked jobs get a reservation, the others start if they disturb none.
    Depth(u32),
    /// At every instant anew: every waiting job in order at its earliest time.
    Replanned,
    /// The same, but only when so much time has passed since the last plan; in between nobody overtakes.
    Periodic(Span),
    /// Each job is promised a start at submission, which is later only moved to an earlier time.
    Promised,
    /// Each job is promised the latest start that lies behind its earliest by at most this factor of its wait until then.
    Slack(f64),
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
