//! What one cell (one policy, one replication) leaves behind: the stuff of every table and plot.

use super::{Balance, CapacityStep, Hours, SizeBand, SizeCost, Strain, WeekWaits, Worked};
use crate::model::{Cause, CenterId, ClassId, GroupId, LineId, Span, TenantId, Time};
use serde::{Deserialize, Serialize};

/// Which jobs a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// All jobs of all centres.
    Overall,
    /// The jobs of a centre.
    Center(CenterId),
    /// The jobs of a workload.
    Class(ClassId),
    /// The jobs of a group of tenants.
    Group(GroupId),
    /// The jobs of tenants of like size.
    Size(SizeBand),
}

/// A mean over replications with the half-width of its confidence interval (Student's t), which is absent below two runs.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean over replications.
    pub mean: f64,
    /// Half the width of the confidence interval, at the level of the comparison.
    pub half_width: Option<f64>,
    /// How many replications had a value.
    pub runs: u32,
    /// Whether it is only a lower bound: whether in some replication too few jobs had started.
    pub at_least: bool,
}

/// How a centre was used over time, in equal bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The centre.
    pub center: CenterId,
    /// When the first bin begins.
    pub start: Time,
    /// The width of a bin.
    pub bin: Span,
    /// `busy[class][bin]`: mean share of the centre's capacity (accelerators where it has any, else cores) used by a class, 0 to 1.
    pub busy: Vec<Vec<f64>>,
    /// `waiting[bin]`: mean number of jobs waiting.
    pub waiting: Vec<f64>,
    /// `backlog_hours[bin]`: mean work waiting (size times the time that jobs still ran in the end), in hours of the whole centre.
    pub backlog_hours: Vec<f64>,
    /// `down_nodes[bin]`: mean number of nodes that had failed and that no other took the place of.
    pub down_nodes: Vec<f64>,
    /// `maintenance_nodes[bin]`: mean number of nodes that were kept for maintenance.
    pub maintenance_nodes: Vec<f64>,
}

impl Timeline {
    /// When the first bin begins, and how wide a bin is, in seconds.
    #[must_use]
    pub fn bin_secs(&self) -> (f64, f64) {
        (self.start.as_micros() as f64 / 1e6, self.bin.as_secs_f64())
    }
}

/// For what the jobs of a class waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CauseTotals {
    /// The class.
    pub class: ClassId,
    /// Its jobs that were submitted within the window and not turned away.
    pub jobs: u64,
    /// How long they waited for which cause, in microseconds, by the order of [`Cause::ALL`].
    pub micros: [u128; Cause::ALL.len()],
}

/// How many jobs of a centre waited for what over time, in equal bins; the last may be cut short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseCourse {
    /// The centre.
    pub center: CenterId,
    /// When the first bin begins.
    pub start: Time,
    /// The width of a bin.
    pub bin: Span,
    /// `waiting[cause][bin]`: mean number of jobs that waited for it, by the order of [`Cause::ALL`].
    pub waiting: Vec<Vec<f64>>,
}

/// What went over one direction of a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineMoves {
    /// The line.
    pub line: LineId,
    /// Bytes that went over it within the measured window.
    pub bytes: u128,
    /// When the first bin begins.
    pub start: Time,
    /// The width of a bin; the last may be cut short.
    pub bin: Span,
    /// `bytes_per_sec[bin]`: mean bytes a second.
    pub bytes_per_sec: Vec<f64>,
}

/// The distribution of waits as an empirical cumulative curve.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WaitCurve {
    /// Waits in seconds, ascending.
    pub wait_secs: Vec<f64>,
    /// The share of all jobs that were not turned away that had started after at most so long, 0 to 1.
    pub share: Vec<f64>,
}

/// How busy each node of a centre was, hour by hour, in a chosen week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeatMap {
    /// The centre.
    pub center: CenterId,
    /// When the first column begins.
    pub start: Time,
    /// The width of a column.
    pub bin: Span,
    /// `busy[node][column]`: share of the node's accelerators (or cores) in use, 0 to 1.
    pub busy: Vec<Vec<f32>>,
    /// `down[node][column]`: share of the column in which the node had failed, 0 to 1.
    pub down: Vec<Vec<f32>>,
}

/// The dominant shares of a centre's tenants over time, in equal bins; the last may be cut short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dominance {
    /// The centre.
    pub center: CenterId,
    /// When the first bin begins.
    pub start: Time,
    /// The width of a bin.
    pub bin: Span,
    /// When the last bin ends.
    pub end: Time,
    /// The tenants who ask for most, the largest first, and in each bin the largest of its parts of the centre's cores,
    /// accelerators and memory, 0 to 1.
    pub tenants: Vec<(TenantId, Vec<f64>)>,
    /// How many others there are.
    pub other_count: usize,
    /// The sum of their dominant shares in each bin.
    pub others: Vec<f64>,
}

/// What one cell leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellResult {
    /// The policy's place in the scenario.
    pub policy: usize,
    /// The replication.
    pub replication: u32,
    /// `values[i]`: the figures of scope `i`, one for each row of `METRICS`; `None` where there were no such jobs.
    pub values: Vec<(Scope, Vec<Option<f64>>)>,
    /// `at_least[i]`: the rows of `METRICS` of which scope `i` knows only a lower bound.
    pub at_least: Vec<Vec<usize>>,
    /// One for each centre.
    pub timelines: Vec<Timeline>,
    /// How hard each centre was asked, followed by each of its partitions where there are several.
    pub strains: Vec<Strain>,
    /// Waits of all jobs of each scope.
    pub waits: Vec<(Scope, WaitCurve)>,
    /// One for each centre with named nodes; only the first replication keeps them.
    pub heat: Vec<HeatMap>,
    /// One for each centre; only the first replication keeps them.
    pub dominance: Vec<Dominance>,
    /// One for each class.
    pub causes: Vec<CauseTotals>,
    /// One for each centre.
    pub cause_courses: Vec<CauseCourse>,
    /// When which pool had another number of nodes; mostly there are none.
    pub capacity_steps: Vec<CapacityStep>,
    /// Where the time of nodes went, by centre.
    pub balances: Vec<Balance>,
    /// What failures of nodes cost jobs of each size.
    pub sizes: Vec<SizeCost>,
    /// Which nodes were worked on as soon as they were free.
    pub works: Vec<Worked>,
    /// How long jobs waited, by the week of the measured window in which they were submitted.
    pub weeks: Vec<WeekWaits>,
    /// What went over each line that was ever used.
    pub moves: Vec<LineMoves>,
    /// What jobs held, on whose account and in which month.
    pub hours: Hours,
}
