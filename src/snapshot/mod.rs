//! The queue of a machine at one instant: which jobs run and which wait, as its scheduler or a log tells of it.
//!
//! `queue` is what is known; `cells` takes tables apart, `listed` reads those of `squeue` and CSV files, `qstat` what PBS prints, and
//! `nodes` what `sinfo` prints; `assemble` puts a snapshot together of them and says everything that is wrong.

mod assemble;
mod cells;
mod entry;
mod hosts;
mod listed;
mod nodes;
mod problem;
mod qstat;
mod queue;

pub use assemble::{Files, Known, Read, read};
pub use problem::{Problem, Problems};
pub use queue::{Holding, Snapshot, Waiting};
