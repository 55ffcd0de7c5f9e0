//! How much computing was delivered, and how much of it was for nothing.

use crate::metrics::usage::hours;
use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    better: Better,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better, covers: Covers::All, value }
}

/// Cores.
pub(super) const CORE_HOURS: Metric = row(
    "core_hours",
    "core-hours",
    "cores held by jobs within the measured window, times the hours",
    Better::Higher,
    |figures| Some(hours(figures.usage.core_micros)),
);

/// Accelerators.
pub(super) const ACCELERATOR_HOURS: Metric = row(
    "accelerator_hours",
    "accelerator-hours",
    "accelerators held by jobs within the measured window, times the hours",
    Better::Higher,
    |figures| Some(hours(figures.usage.accelerator_micros)),
);

/// Cores, lost.
pub(super) const CORE_HOURS_KILLED: Metric = row(
    "core_hours_killed",
    "core-hours",
    "of the core-hours, those of jobs that were stopped at their walltime",
    Better::Lower,
    |figures| Some(hours(figures.usage.core_micros_killed)),
);

/// Accelerators, lost.
pub(super) const ACCELERATOR_HOURS_KILLED: Metric = row(
    "accelerator_hours_killed",
    "accelerator-hours",
    "of the accelerator-hours, those of jobs that were stopped at their walltime",
    Better::Lower,
    |figures| Some(hours(figures.usage.accelerator_micros_killed)),
);
