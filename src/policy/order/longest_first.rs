//! Longest first: by the expected run time downwards (LJF, LPT), so that long jobs are not left over at the end.

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "longest-first",
    help: "The longest expected run time first (the requested one, unless a predictor is set).",
    parameter: None,
    rule: |_| Ok(Rule::fixed(|request, _| u64::MAX - request.estimate.as_micros())),
};
