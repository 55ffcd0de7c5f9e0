//! Tables and files: what people read.

mod files;
mod in_order;
mod jobs;
mod replay;

pub use files::{FileError, OutFile, prepare_dir, write_file};
pub use jobs::{JobColumn, JobsFile};
pub use replay::{Cost, ReplayMachine, ReplaySummary, ReplayTally, quality_text};
