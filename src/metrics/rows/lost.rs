//! What the rules cost: jobs given up, evictions, work done in vain, promises that were broken.

use crate::metrics::usage::hours;
use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better: Better::Lower, covers: Covers::All, value }
}

/// Given up.
pub(super) const CANCELLED: Metric =
    row("jobs_cancelled", "jobs", "jobs given up while they waited", |figures| {
        Some(figures.service.cancelled as f64)
    });

/// Evicted for good.
pub(super) const EVICTED: Metric =
    row("jobs_evicted", "jobs", "jobs that were evicted for good", |figures| {
        Some(figures.service.evicted as f64)
    });

/// Evictions.
pub(super) const EVICTIONS: Metric = row(
    "evictions",
    "evictions",
    "how often running jobs were made to leave and wait again within the measured window",
    |figures| Some(figures.usage.evictions as f64),
);

/// Cores, in vain.
pub(super) const CORE_HOURS_LOST: Metric = row(
    "core_hours_lost",
    "core-hours",
    "core-hours of work that was lost by evictions within the measured window",
    |figures| Some(hours(figures.usage.core_micros_lost)),
);

/// Accelerators, in vain.
pub(super) const ACCELERATOR_HOURS_LOST: Metric = row(
    "accelerator_hours_lost",
    "accelerator-hours",
    "accelerator-hours of work that was lost by evictions within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_lost)),
);

/// Promises.
pub(super) const PROMISES_BROKEN: Metric = row(
    "promises_broken",
    "promises",
    "promised starts that were moved to a later time within the measured window",
    |figures| Some(figures.usage.promises_broken as f64),
);
