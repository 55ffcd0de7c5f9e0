//! Greedy backfilling: whatever fits starts. Large jobs may starve; it is here as a bound and for comparison.

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "any",
    help: "Whatever fits starts, whichever jobs have to wait longer for it: large jobs may starve.",
    parameter: None,
    rule: |_| Some(Rule::of(Blocked::LetsPass)),
};
