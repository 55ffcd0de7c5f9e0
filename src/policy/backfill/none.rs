//! No backfilling: nobody overtakes.

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "none",
    help: "Nobody overtakes: the first job that cannot start blocks all that need the same nodes.",
    parameter: None,
    rule: |_| Some(Rule::of(Blocked::Closes)),
};
