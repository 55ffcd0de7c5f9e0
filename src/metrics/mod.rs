//! What happened, summed up: waits, slowdowns, utilisation, queues over time.

mod makespan;
mod quantiles;
mod result;
mod service;

pub use makespan::Makespan;
pub use quantiles::Quantiles;
pub use result::{CellResult, Estimate, HeatMap, Scope, Timeline, WaitCurve};
pub use service::{Sample, Service};
