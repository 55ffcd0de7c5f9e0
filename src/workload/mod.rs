//! Sources of jobs: synthetic workloads made from the application catalogue, and logs.

pub mod log;
mod spec;

pub use spec::{Demand, Workload};
