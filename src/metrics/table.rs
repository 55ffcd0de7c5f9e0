//! The table of metrics: name, unit, one sentence of help, and how each is worked out.

use super::{Figures, deadlines, delivered, fairness, jobs, lost, slowdown, utilization, wait};

/// Which way of a metric is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// It tells what was, and nobody would call more of it better.
    Neither,
}

/// One figure that is worked out for every scope of a cell.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// What files call it: the unit is in the name.
    pub name: &'static str,
    /// The unit of its values; `1` for a pure number.
    pub unit: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// Which way is the good one.
    pub better: Better,
    /// The figure; `None` where there is nothing to tell of.
    pub value: fn(&Figures<'_>) -> Option<f64>,
}

/// Every metric, in the order of tables and files.
pub const METRICS: &[Metric] = &[
    utilization::NODES,
    utilization::CORES,
    utilization::ACCELERATORS,
    wait::MEAN,
    wait::MEDIAN,
    wait::P90,
    wait::P95,
    wait::P99,
    wait::MAX,
    slowdown::MEAN,
    slowdown::MEDIAN,
    slowdown::P95,
    jobs::SUBMITTED,
    jobs::FINISHED,
    jobs::KILLED,
    jobs::REJECTED,
    lost::CANCELLED,
    lost::EVICTED,
    jobs::STILL_RUNNING,
    jobs::STILL_WAITING,
    wait::STILL_WAITING,
    jobs::THROUGHPUT,
    deadlines::DUE,
    deadlines::MET,
    deadlines::MISSED,
    deadlines::UNDECIDED,
    deadlines::ATTAINMENT,
    deadlines::LATENESS_MEAN,
    deadlines::LATENESS_P95,
    delivered::CORE_HOURS,
    delivered::ACCELERATOR_HOURS,
    delivered::CORE_HOURS_KILLED,
    delivered::ACCELERATOR_HOURS_KILLED,
    lost::EVICTIONS,
    lost::CORE_HOURS_LOST,
    lost::ACCELERATOR_HOURS_LOST,
    lost::PROMISES_BROKEN,
    fairness::SERVED,
    fairness::SERVED_MIN,
    fairness::SERVED_JAIN,
    fairness::SLOWDOWN_JAIN,
    fairness::DOMINANT_SHARE,
];

/// The row of a metric, by name.
#[must_use]
pub fn place(name: &str) -> Option<usize> {
    METRICS.iter().position(|metric| metric.name == name)
}
