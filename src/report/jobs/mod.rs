//! Files of all jobs, and of all their runs.

mod column;
mod file;
mod named;
mod row;
mod runs;
mod swf;

pub use column::JobColumn;
pub use file::{JobRows, JobsFile};
pub use runs::RunRows;
pub use swf::ScheduleHead;
