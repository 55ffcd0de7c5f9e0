//! First come, first served: the order of submission.

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "fcfs",
    help: "First come, first served.",
    parameter: None,
    // A job that could not be queued before another had ended keeps the place of its submission.
    rule: |_| Ok(Rule::fixed(|request, _| request.submit.as_micros())),
};
