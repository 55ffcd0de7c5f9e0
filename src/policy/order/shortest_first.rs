//! Shortest first: by the expected run time, which is the requested one unless a predictor knows better (SJF, SPF).

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "shortest-first",
    help: "The shortest expected run time first (the requested one, unless a predictor is set).",
    parameter: None,
    rule: |_| Ok(Rule::fixed(|request, _| request.estimate.as_micros())),
};
