//! Sources of jobs: synthetic workloads made from the application catalogue or from models, and those that logs give.

pub mod application;
mod binder;
mod flow;
mod limits;
mod log_origin;
pub mod models;
mod outcomes;
mod ramp;
mod spec;
mod synthetic;
mod with_logs;

pub use application::{APPLICATIONS, Application, Unit, application, shape_on};
pub use limits::modal_values;
pub use log_origin::{Anchor, Beginning, Holds, LogOrigin, Outside};
pub use models::{MODELS, model};
pub use outcomes::{OUTCOMES, Outcomes, PublishedOutcomes, Small};
pub use ramp::{Ramp, RampShape};
pub use spec::{
    Bonds, Component, Demand, Estimates, Feedback, Holiday, Modal, Origin, Pace, Sessions, Workload, recorded,
};
pub use synthetic::fit::main_pool;
pub use synthetic::{
    Synthetic, crew, expected_jobs_per_day, largest_job, misfit, offered_load, partition_capacity,
    size_range, smallest_job,
};
pub use with_logs::WithLogs;
