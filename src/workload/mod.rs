//! Sources of jobs: synthetic workloads made from the application catalogue, and logs.

pub mod application;
pub mod fitted;
pub mod log;
mod spec;
mod synthetic;

pub use application::{APPLICATIONS, Application, Unit, application, shape_on};
pub use spec::{Demand, Workload};
pub use synthetic::{Synthetic, expected_jobs_per_day, misfit, offered_load, size_range};
