//! Stepped polling, a queue mode of ModelArts: a job that cannot start locks what it waits for, until a timeout.

use super::{Backfill, Blocked, Rule};
use crate::model::Span;

pub(super) const ENTRY: Backfill = Backfill {
    name: "stepped",
    help: "Who cannot start locks its pools, and lets the others pass after so many minutes; `stepped(30)`, also where nothing is said.",
    parameter: Some("the minutes until a job lets others pass, 1 to 100,000"),
    rule: |minutes| timeout(minutes).map(|timeout| Rule::of(Blocked::ClosesFor(timeout))),
};

const DEFAULT_MINUTES: f64 = 30.0;

/// The time after which a job lets others pass.
pub(super) fn timeout(minutes: Option<f64>) -> Option<Span> {
    let minutes = Some(minutes.unwrap_or(DEFAULT_MINUTES))
        .filter(|minutes| minutes.fract() == 0.0 && (1.0..=100_000.0).contains(minutes))?;
    Some(Span::from_secs(60 * minutes as u64))
}
