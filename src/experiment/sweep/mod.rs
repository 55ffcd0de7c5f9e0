//! Sweeps: one scenario with many values, policies and replications, of which each cell is run once and stands alone.

mod cells;
mod design;
mod effects;
pub mod morris;
mod run;
mod shard;

pub use cells::{Layout, SweepCell};
pub use design::{Design, Point, points, steps};
pub use effects::{Effect, Groups, effect, groups};
pub use run::{Done, ScenarioOf, SweepError, problems_of_points, run_cells};
pub use shard::Shard;
