//! Reservations for the first few blocked jobs: between EASY (one) and a full plan (all).

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "depth",
    help: "As easy, with reservations for the first k blocked jobs; `depth(8)`, or 4 where nothing is said.",
    parameter: Some("the number of reservations, 1 to 1,000,000"),
    rule: depth,
};

const DEFAULT: f64 = 4.0;

fn depth(parameter: Option<f64>) -> Option<Rule> {
    let depth = Some(parameter.unwrap_or(DEFAULT))
        .filter(|depth| depth.fract() == 0.0 && (1.0..=1e6).contains(depth))?;
    Some(Rule::of(Blocked::IsPlanned(depth as u32)))
}
