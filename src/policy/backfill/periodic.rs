//! Planning by the clock: the plan of every waiting job is made every so many seconds and forgotten, as Slurm's backfill
//! loop does (`bf_interval`), beside a main loop in which nobody overtakes.

use super::{Backfill, Blocked, Rule};
use crate::model::Span;

pub(super) const ENTRY: Backfill = Backfill {
    name: "periodic",
    help: "As replanned, but only every so many seconds; in between nobody overtakes; `periodic(30)`, also where nothing is said.",
    parameter: Some("the seconds between two plans, 1 to 86,400"),
    rule: periodic,
};

/// `bf_interval` of a `slurm.conf` that does not set it.
const DEFAULT_SECS: f64 = 30.0;

fn periodic(parameter: Option<f64>) -> Option<Rule> {
    let seconds = Some(parameter.unwrap_or(DEFAULT_SECS))
        .filter(|seconds| seconds.fract() == 0.0 && (1.0..=86_400.0).contains(seconds))?;
    let every = Some(Span::from_secs(seconds as u64));
    Some(Rule { every, ..Rule::of(Blocked::IsPlanned(u32::MAX)) })
}
