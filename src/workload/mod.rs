//! Sources of jobs: synthetic workloads made from the application catalogue, and logs.

mod spec;

pub use spec::{Demand, Workload};
