//! First come, first served: the order of submission.

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "fcfs",
    help: "First come, first served.",
    parameter: None,
    rule: |_| Ok(Rule::Fixed(|_, _| 0)),
};
