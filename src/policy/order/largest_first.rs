//! Largest first: by the number of accelerators, or of cores where there are none.

use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "largest-first",
    help: "The largest job (in accelerators, or in cores) first.",
    parameter: None,
    rule: |_| Ok(Rule::fixed(|_, units| u64::from(u32::MAX - units))),
};
