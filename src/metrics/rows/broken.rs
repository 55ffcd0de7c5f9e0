//! Jobs that end of themselves before their work is done, and what their runs held.

use crate::metrics::usage::hours;
use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better: Better::Neither, covers: Covers::All, value }
}

/// Failed.
pub(super) const FAILED: Metric =
    row("jobs_failed", "jobs", "jobs that failed by themselves, and were not begun again", |figures| {
        Some(figures.service.failed as f64)
    });

/// Stopped by their users.
pub(super) const CANCELLED: Metric =
    row("jobs_cancelled_running", "jobs", "jobs that their users stopped while they ran", |figures| {
        Some(figures.service.cancelled_running as f64)
    });

/// Cores of runs that failed.
pub(super) const CORE_HOURS_FAILED: Metric = row(
    "core_hours_failed",
    "core-hours",
    "core-hours that runs held within the measured window which failed by themselves, those begun again included",
    |figures| Some(hours(figures.usage.core_micros_broken[0])),
);

/// Accelerators of runs that failed.
pub(super) const ACCELERATOR_HOURS_FAILED: Metric = row(
    "accelerator_hours_failed",
    "accelerator-hours",
    "accelerator-hours that runs held within the measured window which failed by themselves, those begun again included",
    |figures| Some(hours(figures.usage.accelerator_micros_broken[0])),
);

/// Cores of runs that were stopped.
pub(super) const CORE_HOURS_CANCELLED: Metric = row(
    "core_hours_cancelled",
    "core-hours",
    "core-hours that runs held within the measured window which their users stopped",
    |figures| Some(hours(figures.usage.core_micros_broken[1])),
);

/// Accelerators of runs that were stopped.
pub(super) const ACCELERATOR_HOURS_CANCELLED: Metric = row(
    "accelerator_hours_cancelled",
    "accelerator-hours",
    "accelerator-hours that runs held within the measured window which their users stopped",
    |figures| Some(hours(figures.usage.accelerator_micros_broken[1])),
);

/// Cores, in vain.
pub(super) const CORE_HOURS_LOST: Metric = row(
    "core_hours_lost_to_own_failures",
    "core-hours",
    "core-hours of work that was lost when jobs failed by themselves within the measured window",
    |figures| Some(hours(figures.usage.core_micros_in_vain)),
);

/// Accelerators, in vain.
pub(super) const ACCELERATOR_HOURS_LOST: Metric = row(
    "accelerator_hours_lost_to_own_failures",
    "accelerator-hours",
    "accelerator-hours of work that was lost when jobs failed by themselves within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_in_vain)),
);
