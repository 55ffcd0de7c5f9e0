//! How many jobs were done when they were due, and how late the others were.

use crate::metrics::{Better, Covers, Deadlines, Figures, Metric};

const fn jobs(
    name: &'static str,
    help: &'static str,
    better: Better,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit: "jobs", help, better, covers: Covers::All, value }
}

/// A number of jobs, where any are due.
fn counted(figures: &Figures<'_>, jobs: fn(&Deadlines) -> u64) -> Option<f64> {
    (0 < figures.deadlines.due()).then(|| jobs(figures.deadlines) as f64)
}

/// All.
pub(super) const DUE: Metric = jobs(
    "deadlines_due",
    "jobs submitted within the measured window that have a deadline: the sum of the next three",
    Better::Neither,
    |figures| counted(figures, Deadlines::due),
);

/// In time.
pub(super) const MET: Metric =
    jobs("deadlines_met", "jobs that did their work by their deadline", Better::Higher, |figures| {
        counted(figures, |deadlines| deadlines.met)
    });

/// Late.
pub(super) const MISSED: Metric = jobs(
    "deadlines_missed",
    "jobs that did their work later, that will never do it, or that had not done it at the horizon",
    Better::Lower,
    |figures| counted(figures, |deadlines| deadlines.missed),
);

/// Unknown.
pub(super) const UNDECIDED: Metric = jobs(
    "deadlines_undecided",
    "jobs due at the horizon or later, whatever became of them: only those that are early could be known",
    Better::Neither,
    |figures| counted(figures, |deadlines| deadlines.undecided),
);

/// The share.
pub(super) const ATTAINMENT: Metric = Metric {
    name: "deadline_attainment",
    unit: "1",
    help: "the share of jobs that did their work by their deadline, of those that were due before the horizon",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| figures.deadlines.attainment(),
};

/// How late on average.
pub(super) const LATENESS_MEAN: Metric = Metric {
    name: "lateness_secs_mean",
    unit: "s",
    help: "mean time after their deadline at which jobs were done that were late",
    better: Better::Lower,
    covers: Covers::Started,
    value: |figures| figures.deadlines.lateness.mean(1e6),
};

/// How late at worst.
pub(super) const LATENESS_P95: Metric = Metric {
    name: "lateness_secs_p95",
    unit: "s",
    help: "95 in a hundred of the jobs that were done late were no later than this",
    better: Better::Lower,
    covers: Covers::Started,
    value: |figures| figures.deadlines.lateness.quantiles.quantile(0.95).map(|micros| micros / 1e6),
};
