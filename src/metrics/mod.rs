//! What happened, summed up: waits, slowdowns, utilisation, queues over time.

mod quantiles;
mod result;
mod service;

pub use quantiles::Quantiles;
pub use result::{CellResult, Estimate, HeatMap, Scope, Timeline, WaitCurve};
pub use service::{Sample, Service};
