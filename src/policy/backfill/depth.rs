//! Reservations for the first few blocked jobs: between EASY (one) and a full plan (all).

use super::{Backfill, Planning, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "depth",
    help: "As easy, with reservations for the first k blocked jobs; `depth(4)`.",
    parameter: Some("the number of reservations, 1 to 1,000,000"),
    rule: depth,
};

fn depth(parameter: Option<f64>) -> Option<Rule> {
    let depth = parameter.filter(|depth| depth.fract() == 0.0 && (1.0..=1e6).contains(depth))?;
    Some(Rule::Plan(Planning::Depth(depth as u32)))
}
