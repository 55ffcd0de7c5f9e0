//! What happened, summed up: waits, slowdowns, utilization, queues over time.

mod causes;
mod curve;
mod deadlines;
mod delivered;
mod division;
mod dominance;
mod fairness;
mod figures;
mod gauge;
mod heat;
mod jobs;
mod level;
mod lost;
mod makespan;
mod quantiles;
mod result;
mod service;
mod size;
mod slowdown;
mod table;
mod tally;
mod tenants;
mod timeline;
mod usage;
mod utilization;
mod wait;

pub use deadlines::{Deadlines, Punctuality};
pub use fairness::TenantFigures;
pub use figures::Figures;
pub use gauge::{Gauge, Gauges};
pub use level::{Bins, Level};
pub use makespan::Makespan;
pub use quantiles::Quantiles;
pub use result::{
    CauseCourse, CauseTotals, CellResult, Dominance, Estimate, HeatMap, Scope, Timeline, WaitCurve,
};
pub use service::{Sample, Service};
pub use size::SizeBand;
pub use table::{Better, METRICS, Metric, place};
pub use tally::{Measured, Tally};
pub use usage::{Stretch, Usage, Window};
