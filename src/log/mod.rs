//! Logs of real machines: read as they stand, cleaned by stated rules, and given as jobs in order of submission.
//!
//! A format is one file and one row of [`FORMATS`]; it only says what a line means. Decompression, line numbers,
//! recognition, cleaning and the account of what was dropped or repaired are the same for all.

mod asked;
mod clean;
mod column_map;
mod column_scales;
mod entry;
mod error;
mod finding;
mod format;
mod formats;
mod input;
mod json_jobs;
mod kinds;
mod lines;
mod logs;
mod map_file;
mod names;
mod number;
mod options;
mod other_kind;
mod parts;
mod quality;
mod reader;
mod recognition;
mod row;
mod seam;
mod slurm;
mod slurm_times;
mod sorting;
mod source;
pub mod statistics;
mod table;
pub mod tables;
mod text;
mod transform;
mod twins;
mod whole;

pub use asked::{Asked, laid_on};
pub use clean::{Cleaning, RUN_MAX, SUBMIT_MAX};
pub use column_map::ColumnMap;
pub use entry::{Entry, ReadRow};
pub use error::{LogError, LogProblem};
pub use format::Format;
pub use formats::FORMATS;
pub use input::Progress;
pub use kinds::{Apart, JobKind};
pub use logs::Logs;
pub use map_file::{MapErrors, MapProblem};
pub use names::Names;
pub use number::Number;
pub use options::{Shapes, Sizes, Together};
pub use other_kind::{OtherKind, other_kind};
pub use parts::NUMBERS_OF_ONE_PART;
pub use quality::{Finding, Notes, Quality, Tally, Treatment};
pub use reader::LogReader;
pub use row::{Header, Line, Parser, PerNode, Row, SizeUnit, State};
pub use slurm::number_of_job;
pub use sorting::Recorded;
pub use source::{LogSource, other_log};
pub use tables::{Content, FailureFigures, Failures, Fault, OtherTable, read_other, read_other_from};
pub use text::date_secs;
pub use transform::{ABSOLUTE_MIN, Factor, Filter, Resize, TenantMap, Transform, Window, span};
pub use whole::whole_text;
