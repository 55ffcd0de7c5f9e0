//! How nodes fail: alone or together, by chance or as it was recorded, and for how long.
//!
//! Failures are made before a run begins, for each replication anew and for every policy alike. A node fails a random time after it
//! was last put into use ([`Times`]), and is back when it has been repaired ([`Repair`]).

mod center;
mod model;
mod times;

pub use center::{CenterFailures, NodeNumbers, RecordedFailure, node_count, numbered_nodes};
pub use model::{Commissioning, Exclusion, FailureModel, Lemons, Together, Window};
pub use times::{Detection, Repair, Times};
