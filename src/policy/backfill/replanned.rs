//! Conservative backfilling with a plan that is made anew at every instant, in the order of the queue.

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "replanned",
    help: "Every waiting job has a reservation, and all are planned anew in order at every instant.",
    parameter: None,
    rule: |_| Some(Rule::of(Blocked::IsPlanned(u32::MAX))),
};
