//! Models learned from logs: a readable model of what a log's jobs are and when they come, and jobs like them.
//!
//! The jobs of a log fall into *kinds* by size and requested time. A kind's jobs come in *bags*, runs of near-identical jobs
//! of one user. Each *week* of the log has its number of jobs of each kind, and its work day by day. Generated jobs have the
//! same kinds in the same weeks, but their own bags, run times and instants.

mod bags;
mod classes;
mod draft;
mod fault;
mod history;
mod law;
mod learn;
pub mod likeness;
mod model;
mod place;
mod ranks;
mod read;
mod source;
mod table;
mod titles;
mod write;

pub use fault::{Fault, ModelErrors};
pub use history::{History, Observed};
pub use law::{Curve, Shares};
pub use learn::{FitError, learn};
pub use model::{Hours, Kind, Model, Runtimes, Users, Week};
pub use source::{FittedJob, FittedSource, Length};
