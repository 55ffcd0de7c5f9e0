//! Logs of real machines: read as they stand, cleaned by stated rules, and given as jobs in order of submission.
//!
//! A format is one file and one row of [`FORMATS`]; it only says what a line means. Decompression, line numbers,
//! recognition, cleaning and the account of what was dropped or repaired are the same for all.

mod clean;
#[allow(dead_code, clippy::allow_attributes, reason = "the next format uses it")]
mod delimited;
mod error;
mod input;
mod lines;
mod names;
mod quality;
mod reader;
mod row;
mod source;
mod swf;
#[allow(dead_code, clippy::allow_attributes, reason = "the next format uses it")]
mod text;

pub use clean::Cleaning;
pub use error::{LogError, LogProblem};
pub use input::Progress;
pub use names::Names;
pub use quality::{Finding, Quality, Tally, Treatment};
pub use reader::{Entry, LogReader};
pub use row::{Header, Line, Number, Parser, Row, SizeUnit, State};
pub use source::LogSource;

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
pub const FORMATS: &[Format] = &[swf::ENTRY];
