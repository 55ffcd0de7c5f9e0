//! How much longer jobs were in the centre than they ran, with runs below 10 s taken as 10 s.

use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(name: &'static str, help: &'static str, value: fn(&Figures<'_>) -> Option<f64>) -> Metric {
    Metric { name, unit: "1", help, better: Better::Lower, covers: Covers::Started, value }
}

/// Mean.
pub(super) const MEAN: Metric = row(
    "bounded_slowdown_mean",
    "mean over jobs that ended of max(1, (wait + run) / max(10 s, run))",
    |figures| figures.service.slowdown_mean(),
);

/// Median.
pub(super) const MEDIAN: Metric =
    row("bounded_slowdown_median", "half of the jobs that ended were slowed down no more", |figures| {
        figures.slowdowns[0]
    });

/// 95th percentile.
pub(super) const P95: Metric = row(
    "bounded_slowdown_p95",
    "95 in a hundred of the jobs that ended were slowed down no more",
    |figures| figures.slowdowns[1],
);
