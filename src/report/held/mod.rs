//! Which job held which nodes from when to when, in the forms that other programs draw: rows by node, a trace, and Batsim's.

mod batsim;
mod numbers;
mod seats;
mod states;
mod trace;

pub use batsim::{BATSIM_COLUMNS, BatsimRows};
pub use seats::Seats;
pub use states::NodeRows;
pub use trace::{TraceAbout, TraceRows};
