//! EASY backfilling: one reservation, for the first job that cannot start (Lifka, JSSPP 1995).

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "easy",
    help: "A job may overtake if it does not delay the first blocked one: it ends before that one can start, or leaves it enough.",
    parameter: None,
    rule: |_| Some(Rule::of(Blocked::IsProtected)),
};
