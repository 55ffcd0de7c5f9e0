//! How long jobs waited from submission to start.
//!
//! A job that has not started when the horizon comes has waited until then, and one that is given up until it is given up: so
//! much is known of its wait, and no more. Turned away jobs wait for nothing.

use crate::metrics::{Better, Covers, Figures, Metric};
use crate::stats::Known;

const fn row(
    name: &'static str,
    help: &'static str,
    covers: Covers,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit: "s", help, better: Better::Lower, covers, value }
}

/// Of all.
pub(super) const RESTRICTED_MEAN: Metric = row(
    "wait_secs_restricted_mean",
    "mean wait up to the horizon: a job that never started counts with its wait until then, or until it was given up",
    Covers::Admitted,
    |figures| figures.service.wait_secs_restricted_mean(),
);

/// Mean.
pub(super) const MEAN: Metric = row(
    "wait_secs_mean",
    "mean wait of the jobs that started; where many never did, it tells of the survivors",
    Covers::Started,
    |figures| figures.service.wait_secs_mean(),
);

/// Median.
pub(super) const MEDIAN: Metric = row(
    "wait_secs_median",
    "half of the jobs waited no longer (Kaplan-Meier estimate; a lower bound where fewer started)",
    Covers::Share(0.5),
    |figures| figure(figures, 0),
);

/// 90th percentile.
pub(super) const P90: Metric = row(
    "wait_secs_p90",
    "nine in ten of the jobs waited no longer (Kaplan-Meier estimate; a lower bound where fewer started)",
    Covers::Share(0.9),
    |figures| figure(figures, 1),
);

/// 95th percentile.
pub(super) const P95: Metric = row(
    "wait_secs_p95",
    "95 in a hundred of the jobs waited no longer (Kaplan-Meier estimate; a lower bound where fewer started)",
    Covers::Share(0.95),
    |figures| figure(figures, 2),
);

/// 99th percentile.
pub(super) const P99: Metric = row(
    "wait_secs_p99",
    "99 in a hundred of the jobs waited no longer (Kaplan-Meier estimate; a lower bound where fewer started)",
    Covers::Share(0.99),
    |figures| figure(figures, 3),
);

/// Maximum.
pub(super) const MAX: Metric = row(
    "wait_secs_max",
    "the longest wait of a job (a lower bound where any never started)",
    Covers::Share(1.0),
    |figures| figure(figures, 4),
);

/// Of those that never started.
pub(super) const STILL_WAITING: Metric = row(
    "still_waiting_secs_mean",
    "mean wait so far of the jobs that still waited at the horizon",
    Covers::All,
    |figures| {
        let jobs = figures.service.still_waiting;
        (0 < jobs).then(|| figures.usage.still_waiting_micros as f64 / (jobs as f64 * 1e6))
    },
);

fn figure(figures: &Figures<'_>, place: usize) -> Option<f64> {
    figures.wait_secs[place].map(Known::figure)
}
