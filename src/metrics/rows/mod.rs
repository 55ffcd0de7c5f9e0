//! The table of metrics: one file for each kind, one row for each metric, in the order of tables and files.

mod balance;
mod broken;
mod data;
mod deadlines;
mod delivered;
mod failures;
mod fairness;
mod jobs;
mod lost;
mod slowdown;
mod utilization;
mod wait;

use super::Metric;

/// Every metric, in the order of tables and files.
pub const METRICS: &[Metric] = &[
    utilization::NODES,
    utilization::CORES,
    utilization::ACCELERATORS,
    wait::RESTRICTED_MEAN,
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
    failures::JOBS,
    broken::FAILED,
    broken::CANCELLED,
    jobs::STILL_RUNNING,
    jobs::STILL_WAITING,
    wait::STILL_WAITING,
    jobs::NEVER_STARTED,
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
    broken::CORE_HOURS_FAILED,
    broken::ACCELERATOR_HOURS_FAILED,
    broken::CORE_HOURS_CANCELLED,
    broken::ACCELERATOR_HOURS_CANCELLED,
    broken::CORE_HOURS_LOST,
    broken::ACCELERATOR_HOURS_LOST,
    lost::EVICTIONS,
    lost::CORE_HOURS_LOST,
    lost::ACCELERATOR_HOURS_LOST,
    lost::PROMISES_BROKEN,
    failures::OUTAGES,
    failures::FAILURES,
    failures::BETWEEN,
    failures::CORE_HOURS,
    failures::ACCELERATOR_HOURS,
    failures::CORE_HOURS_CHECKPOINTS,
    failures::ACCELERATOR_HOURS_CHECKPOINTS,
    failures::CORE_HOURS_RESTARTS,
    failures::ACCELERATOR_HOURS_RESTARTS,
    failures::CORE_HOURS_HUNG,
    failures::ACCELERATOR_HOURS_HUNG,
    failures::CORE_HOURS_SLOWED,
    failures::ACCELERATOR_HOURS_SLOWED,
    failures::CORE_HOURS_WAKING,
    failures::ACCELERATOR_HOURS_WAKING,
    failures::EFFECTIVE,
    failures::AVAILABILITY,
    balance::CORE_HOURS_CAPACITY,
    balance::ACCELERATOR_HOURS_CAPACITY,
    balance::CORE_HOURS_USEFUL,
    balance::ACCELERATOR_HOURS_USEFUL,
    balance::CORE_HOURS_IDLE,
    balance::ACCELERATOR_HOURS_IDLE,
    balance::CORE_HOURS_RESERVED_IDLE,
    balance::ACCELERATOR_HOURS_RESERVED_IDLE,
    balance::CORE_HOURS_MAINTENANCE,
    balance::ACCELERATOR_HOURS_MAINTENANCE,
    balance::CORE_HOURS_DOWN,
    balance::ACCELERATOR_HOURS_DOWN,
    balance::NODE_HOURS_ASLEEP,
    data::MOVED,
    data::COST,
    data::TIME,
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
