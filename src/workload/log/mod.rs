//! Logs of real machines: read as they stand, cleaned by stated rules, and given as jobs in order of submission.
//!
//! A format is one file and one row of [`FORMATS`]; it only says what a line means. Decompression, line numbers,
//! recognition, cleaning and the account of what was dropped or repaired are the same for all.

mod acme;
mod azure;
mod clean;
mod cobalt;
mod column_map;
mod delimited;
mod dlrm;
mod eagle;
mod entry;
mod error;
mod gaia;
mod genai;
mod helios;
mod input;
mod lines;
mod logs;
mod map_file;
mod mapped;
mod mooncake;
mod names;
mod openb;
mod pai;
mod pbs;
mod pbs_resources;
mod philly;
mod quality;
mod reader;
mod recognition;
mod row;
mod sacct;
mod slurm;
mod slurm_events;
mod sorting;
mod source;
mod swf;
mod table;
pub mod tables;
mod text;
mod transform;

pub use clean::Cleaning;
pub use column_map::ColumnMap;
pub use entry::{Entry, ReadRow};
pub use error::{LogError, LogProblem};
pub use input::Progress;
pub use logs::{Logs, Shapes, Together};
pub use map_file::{MapErrors, MapProblem};
pub use names::Names;
pub use quality::{Finding, Notes, Quality, Tally, Treatment};
pub use reader::LogReader;
pub use row::{Header, Line, Number, Parser, PerNode, Row, SizeUnit, State};
pub use sorting::Recorded;
pub use source::LogSource;
pub use source::other_log;
pub use tables::{Content, OtherTable, read_other, read_other_from};
pub use transform::{Factor, Filter, Resize, TenantMap, Transform, Window, span};

/// A format of logs.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name, as people say it.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What a row must have, for the message when a file is something else.
    pub expected: &'static str,
    /// Begins to read a log of this format.
    pub parser: fn() -> Box<dyn Parser>,
}

/// The formats that can be read. A log is recognised by its first lines, not by its name.
pub const FORMATS: &[Format] = &[
    swf::ENTRY,
    sacct::ENTRY,
    eagle::ENTRY,
    slurm_events::ENTRY,
    pbs::ENTRY,
    cobalt::ENTRY,
    philly::ENTRY,
    helios::ENTRY,
    acme::ENTRY,
    openb::ENTRY,
    pai::ENTRY,
    dlrm::ENTRY,
    gaia::ENTRY,
    azure::ENTRY,
    mooncake::ENTRY,
    genai::ENTRY,
    // Last, because it takes what has the names of its columns.
    mapped::ENTRY,
];
