//! What happened, summed up: waits, slowdowns, utilisation, queues over time.

mod result;

pub use result::{CellResult, Estimate, HeatMap, Scope, Timeline, WaitCurve};
