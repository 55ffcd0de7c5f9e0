//! What happened, summed up: waits, slowdowns, utilization, queues over time.

mod curve;
mod delivered;
mod figures;
mod gauge;
mod heat;
mod jobs;
mod level;
mod makespan;
mod quantiles;
mod result;
mod service;
mod slowdown;
mod table;
mod tally;
mod timeline;
mod usage;
mod utilization;
mod wait;

pub use figures::Figures;
pub use gauge::{Gauge, Gauges, Unit};
pub use level::{Bins, Level};
pub use makespan::Makespan;
pub use quantiles::Quantiles;
pub use result::{CellResult, Estimate, HeatMap, Scope, Timeline, WaitCurve};
pub use service::{Sample, Service};
pub use table::{Better, METRICS, Metric, place};
pub use tally::{Measured, Tally};
pub use usage::{Stretch, Usage, Window};
