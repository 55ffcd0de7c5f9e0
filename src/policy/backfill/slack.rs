//! Slack-based backfilling: promises may slip, up to a stated bound (after Talby and Feitelson, IPPS/SPDP 1999).
//!
//! At submission a job's earliest start among all promises is found, as in conservative backfilling. Its promise may lie
//! behind that by at most a factor of the wait until then, and is put as late as that allows: what lies before it
//! stays open to others. Whenever something is given back, each waiting job in order starts at once if no promise of
//! another is broken by that. With a factor of 0 every job keeps the start that it was first promised, or a better one.

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "slack",
    help: "Every job is promised a start, which may lie behind its earliest by a factor of its wait; `slack(0.5)`, or 1 where nothing is said.",
    parameter: Some("the factor, 0 to 1,000"),
    rule: slack,
};

const DEFAULT: f64 = 1.0;

fn slack(parameter: Option<f64>) -> Option<Rule> {
    let factor = Some(parameter.unwrap_or(DEFAULT)).filter(|factor| (0.0..=1_000.0).contains(factor))?;
    Some(Rule::of(Blocked::IsPromised(Some(factor))))
}
