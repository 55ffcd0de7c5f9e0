//! What failures of nodes cost: jobs stopped and given up, work done in vain, and time spent on checkpoints and restarts.

use crate::metrics::usage::hours;
use crate::metrics::{Better, Covers, Figures, Metric};
use crate::model::CenterId;

const fn row(
    name: &'static str,
    unit: &'static str,
    better: Better,
    help: &'static str,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better, covers: Covers::All, value }
}

/// Given up.
pub(super) const JOBS: Metric = row(
    "jobs_node_failed",
    "jobs",
    Better::Lower,
    "jobs that were given up because nodes failed under them",
    |figures| Some(figures.service.node_failed as f64),
);

/// Failures.
pub(super) const FAILURES: Metric = row(
    "node_failures",
    "failures",
    Better::Lower,
    "how often nodes failed under running or suspended jobs within the measured window",
    |figures| Some(figures.usage.failures as f64),
);

/// Nodes that failed.
pub(super) const OUTAGES: Metric = row(
    "node_outages",
    "failures",
    Better::Neither,
    "how often nodes failed within the measured window, whether or not any job ran there",
    |figures| {
        let of = |id: &CenterId| figures.gauges.outages(*id, figures.measured);
        Some(figures.centers.iter().map(of).sum::<u64>() as f64)
    },
);

/// How long jobs ran between failures.
pub(super) const BETWEEN: Metric = row(
    "run_hours_between_failures",
    "h",
    Better::Higher,
    "hours that jobs ran within the measured window for each failure of a node under one of them (mean time to interrupt)",
    |figures| {
        let failures = figures.usage.failures;
        (0 < failures).then(|| hours(figures.usage.run_micros) / failures as f64)
    },
);

/// Cores, in vain.
pub(super) const CORE_HOURS: Metric = row(
    "core_hours_lost_to_failures",
    "core-hours",
    Better::Lower,
    "core-hours of work that was lost when nodes failed within the measured window",
    |figures| Some(hours(figures.usage.core_micros_failed)),
);

/// Accelerators, in vain.
pub(super) const ACCELERATOR_HOURS: Metric = row(
    "accelerator_hours_lost_to_failures",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours of work that was lost when nodes failed within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_failed)),
);

/// Cores, for checkpoints.
pub(super) const CORE_HOURS_CHECKPOINTS: Metric = row(
    "core_hours_checkpoints",
    "core-hours",
    Better::Lower,
    "core-hours in which jobs stood still for checkpoints, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.core_micros_spent[0])),
);

/// Accelerators, for checkpoints.
pub(super) const ACCELERATOR_HOURS_CHECKPOINTS: Metric = row(
    "accelerator_hours_checkpoints",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours in which jobs stood still for checkpoints, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_spent[0])),
);

/// Cores, for restarts.
pub(super) const CORE_HOURS_RESTARTS: Metric = row(
    "core_hours_restarts",
    "core-hours",
    Better::Lower,
    "core-hours in which jobs began again after they were stopped, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.core_micros_spent[1])),
);

/// Accelerators, for restarts.
pub(super) const ACCELERATOR_HOURS_RESTARTS: Metric = row(
    "accelerator_hours_restarts",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours in which jobs began again after they were stopped, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_spent[1])),
);

/// Cores, hanging.
pub(super) const CORE_HOURS_HUNG: Metric = row(
    "core_hours_hung",
    "core-hours",
    Better::Lower,
    "core-hours in which jobs hung on failed nodes before anybody noticed, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.core_micros_spent[2])),
);

/// Accelerators, hanging.
pub(super) const ACCELERATOR_HOURS_HUNG: Metric = row(
    "accelerator_hours_hung",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours in which jobs hung on failed nodes before anybody noticed, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_spent[2])),
);

/// Cores, slowed down.
pub(super) const CORE_HOURS_SLOWED: Metric = row(
    "core_hours_slowed",
    "core-hours",
    Better::Lower,
    "core-hours by which jobs took longer than at full speed, because power was short or others wrote into the same storage, of runs \
     that ended within the measured window",
    |figures| Some(hours(figures.usage.core_micros_spent[3])),
);

/// Accelerators, slowed down.
pub(super) const ACCELERATOR_HOURS_SLOWED: Metric = row(
    "accelerator_hours_slowed",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours by which jobs took longer than at full speed, because power was short or others wrote into the same storage, \
     of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_spent[3])),
);

/// Cores, waking.
pub(super) const CORE_HOURS_WAKING: Metric = row(
    "core_hours_waking",
    "core-hours",
    Better::Lower,
    "core-hours in which jobs waited on their nodes for these to wake, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.core_micros_spent[4])),
);

/// Accelerators, waking.
pub(super) const ACCELERATOR_HOURS_WAKING: Metric = row(
    "accelerator_hours_waking",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours in which jobs waited on their nodes for these to wake, of runs that ended within the measured window",
    |figures| Some(hours(figures.usage.accelerator_micros_spent[4])),
);

/// The share of what was held that was work which counts.
pub(super) const EFFECTIVE: Metric = row(
    "effective_time",
    "1",
    Better::Higher,
    "share of the accelerator time that jobs held (core time, where they held no accelerators) which was neither lost to \
     failures and evictions nor spent on checkpoints and restarts, hanging, waking or being slowed down; losses count when a run ends",
    |figures| {
        let usage = figures.usage;
        let (held, lost) = match usage.accelerator_micros {
            0 => {
                let spent: u128 = usage.core_micros_spent.iter().sum();
                (
                    usage.core_micros,
                    usage.core_micros_lost + usage.core_micros_failed + usage.core_micros_in_vain + spent,
                )
            }
            held => {
                let spent: u128 = usage.accelerator_micros_spent.iter().sum();
                let failed = usage.accelerator_micros_failed + usage.accelerator_micros_in_vain;
                (held, usage.accelerator_micros_lost + failed + spent)
            }
        };
        (0 < held).then(|| 1.0 - (lost as f64 / held as f64).min(1.0))
    },
);

/// How much of the nodes was there.
pub(super) const AVAILABILITY: Metric = row(
    "availability",
    "1",
    Better::Higher,
    "share of the time of all nodes in which they, or others that stood by, could be used, and had not failed",
    |figures| {
        let centers = figures.centers.iter();
        let all: u128 = centers.clone().map(|id| figures.gauges.node_micros(*id, figures.measured)).sum();
        let down: u128 = centers.map(|id| figures.gauges.out_micros(*id, figures.measured)).sum();
        (0 < all).then(|| 1.0 - down as f64 / all as f64)
    },
);
