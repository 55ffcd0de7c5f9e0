//! Smallest area first (SAF): by the expected run time times the size, the area of the job in a chart of nodes over time.

use super::rank::rank_of;
use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "smallest-area-first",
    help: "The smallest area first: expected run time times accelerators (or cores).",
    parameter: None,
    // The product of two numbers of 64 and 32 bits is rounded, but never so that a larger one comes before a smaller one.
    rule: |_| {
        Ok(Rule::fixed(|request, units| rank_of(request.estimate.as_micros() as f64 * f64::from(units))))
    },
};
