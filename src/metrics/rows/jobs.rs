//! What became of the jobs.

use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(
    name: &'static str,
    help: &'static str,
    better: Better,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit: "jobs", help, better, covers: Covers::All, value }
}

/// All.
pub(super) const SUBMITTED: Metric = row(
    "jobs_submitted",
    "jobs submitted within the measured window: the sum of the next ten",
    Better::Neither,
    |figures| Some(figures.service.jobs() as f64),
);

/// Done.
pub(super) const FINISHED: Metric =
    row("jobs_finished", "jobs that did their work", Better::Higher, |figures| {
        Some(figures.service.finished as f64)
    });

/// Stopped.
pub(super) const KILLED: Metric =
    row("jobs_killed", "jobs stopped at their walltime", Better::Lower, |figures| {
        Some(figures.service.killed as f64)
    });

/// Turned away.
pub(super) const REJECTED: Metric =
    row("jobs_rejected", "jobs turned away because they could never have run", Better::Lower, |figures| {
        Some(figures.service.rejected as f64)
    });

/// Unfinished.
pub(super) const STILL_RUNNING: Metric =
    row("jobs_still_running", "jobs that still ran at the horizon", Better::Neither, |figures| {
        Some(figures.service.still_running as f64)
    });

/// Never started.
pub(super) const STILL_WAITING: Metric =
    row("jobs_still_waiting", "jobs that still waited at the horizon", Better::Lower, |figures| {
        Some(figures.service.still_waiting as f64)
    });

/// The share of them.
pub(super) const NEVER_STARTED: Metric = Metric {
    name: "never_started_share",
    unit: "1",
    help: "of the jobs that were not turned away, the share that had not started (or not again after it was stopped) when the \
           horizon came or it was given up",
    better: Better::Lower,
    covers: Covers::All,
    value: |figures| figures.service.never_started_share(),
};

/// Rate.
pub(super) const THROUGHPUT: Metric = Metric {
    name: "finished_per_day",
    unit: "jobs/day",
    help: "jobs that did their work within the measured window, whenever they were submitted, for each day of it",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| {
        let days = figures.window.as_micros() as f64 / 8.64e10;
        (0.0 < days).then(|| figures.usage.finished_within as f64 / days)
    },
};
