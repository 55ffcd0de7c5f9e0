//! How long jobs waited from submission to start.

use crate::metrics::{Better, Metric};

const fn row(
    name: &'static str,
    help: &'static str,
    value: fn(&crate::metrics::Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit: "s", help, better: Better::Lower, value }
}

/// Mean.
pub(super) const MEAN: Metric =
    row("wait_secs_mean", "mean wait of the jobs that started", |figures| figures.service.wait_secs_mean());

/// Median.
pub(super) const MEDIAN: Metric =
    row("wait_secs_median", "half of the jobs that started waited no longer", |figures| figures.wait_secs[0]);

/// 90th percentile.
pub(super) const P90: Metric =
    row("wait_secs_p90", "nine in ten of the jobs that started waited no longer", |figures| {
        figures.wait_secs[1]
    });

/// 95th percentile.
pub(super) const P95: Metric =
    row("wait_secs_p95", "95 in a hundred of the jobs that started waited no longer", |figures| {
        figures.wait_secs[2]
    });

/// 99th percentile.
pub(super) const P99: Metric =
    row("wait_secs_p99", "99 in a hundred of the jobs that started waited no longer", |figures| {
        figures.wait_secs[3]
    });

/// Maximum.
pub(super) const MAX: Metric = row("wait_secs_max", "the longest wait of a job that started", |figures| {
    figures.service.waits.quantiles.max().map(|micros| micros as f64 / 1e6)
});

/// Of those who never started: without them, a policy that starves jobs would look good.
pub(super) const STILL_WAITING: Metric = row(
    "still_waiting_secs_mean",
    "mean wait so far of the jobs that still waited at the horizon; they are in no other wait",
    |figures| {
        let jobs = figures.service.still_waiting;
        (0 < jobs).then(|| figures.usage.still_waiting_micros as f64 / (jobs as f64 * 1e6))
    },
);
