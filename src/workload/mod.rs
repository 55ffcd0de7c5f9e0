//! Sources of jobs: synthetic workloads made from the application catalogue or from models, and those that logs give.

pub mod application;
mod binder;
mod flow;
mod limits;
pub mod models;
mod recorded;
mod spec;
mod synthetic;

pub use application::{APPLICATIONS, Application, Unit, application, shape_on};
pub use limits::modal_values;
pub use models::{MODELS, model};
pub use recorded::{Beginning, LogOrigin, WithLogs, recorded};
pub use spec::{
    Bonds, Component, Demand, Estimates, Feedback, Holiday, Modal, Origin, Pace, Sessions, Workload,
};
pub use synthetic::{
    Synthetic, crew, expected_jobs_per_day, largest_job, misfit, offered_load, partition_capacity,
    size_range, smallest_job,
};
