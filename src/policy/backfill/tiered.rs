//! The tiered queue mode of ModelArts: jobs of priority 3 poll in steps, those below pass each other once all of these were
//! looked at.

use super::stepped::timeout;
use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "tiered",
    help: "Jobs of priority 3 and above as under `stepped`; then all others, who pass each other as they fit; `tiered(30)`, also where nothing is said.",
    parameter: Some("the minutes until a job lets others pass, 1 to 100,000"),
    rule: |minutes| timeout(minutes).map(|timeout| Rule::of(Blocked::ClosesForByPriority(timeout))),
};
