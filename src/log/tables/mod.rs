//! Files that are published beside logs and hold no jobs: lists of machines, counts, prices and carbon intensities over time,
//! summaries, and demands without times. Each is read to its end into a few figures, with the same account of its rows as a log.

mod demands;
mod failures;
mod machines;
mod series;
mod summary;

pub use demands::Demands;
pub use failures::{FailureFigures, Failures, Fault};
pub use machines::{MachineKind, Machines};
pub use series::{Column, Series, Step};
pub use summary::{Summary, SummaryRow};

use super::error::{LogError, LogProblem};
use super::input::Input;
use super::lines::Lines;
use super::quality::{Finding, Quality, Tally, Treatment};
use super::row::{Header, Line};
use super::{FORMATS, Format};
use crate::text::Delimited;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Read;
use std::path::Path;

/// So many columns are read; a file with more is none of these, and memory must not grow with it.
const COLUMNS_MAX: usize = 10_000;

/// No name is longer than so many bytes.
const NAME_BYTES_MAX: usize = 200;

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A list of machines.
    Machines(Machines),
    /// Figures over time.
    Series(Series),
    /// A few figures for each of a few things.
    Summary(Summary),
    /// Which nodes were out, from when until when.
    Failures(Failures),
    /// What jobs need, without a word of when.
    Demands(Demands),
}

/// A file that holds no jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherTable {
    /// What it is, in words.
    pub kind: &'static str,
    /// The account of its rows.
    pub quality: Quality,
    /// What it holds.
    pub content: Content,
}

impl OtherTable {
    /// What it holds as lines of a name and a value, for people; `machine` is the number of nodes, where it is known. For machines, [`Content`] becomes JSON.
    #[must_use]
    pub fn facts(&self, machine: Option<u64>) -> Vec<(String, String)> {
        match &self.content {
            Content::Failures(failures) => failures.facts(machine),
            Content::Machines(machines) => machines.facts(),
            Content::Series(series) => series.facts(),
            Content::Summary(summary) => summary.facts(),
            Content::Demands(demands) => demands.facts(),
        }
    }
}

/// Takes the rows of one kind of file.
trait Reading {
    /// Takes a row. Its mistakes are noted; `false` where it cannot be used.
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool;

    /// What was read.
    fn content(self: Box<Self>, quality: &mut Quality) -> Content;
}

/// A kind of file.
struct Kind {
    name: &'static str,
    delimiter: u8,
    /// Begins to read a file of this kind, if its first line says that it is one.
    reading: fn(first: &Delimited) -> Option<Box<dyn Reading>>,
    /// What the first line is.
    first: First,
}

/// What the first line of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Names,
    Row,
}

/// The kinds that are read, those whose first line is most particular first.
const KINDS: &[Kind] =
    &[failures::KIND, machines::LIST, machines::ALEA, demands::KIND, summary::KIND, series::KIND];

/// Reads a file that holds no jobs; `None` where it is a log, or nothing that is known.
///
/// # Errors
/// When it cannot be read, is empty, was cut off, or has no rows.
pub fn read_other(path: &Path) -> Result<Option<OtherTable>, LogError> {
    read_lines(Lines::open(path)?)
}

/// The same of bytes from wherever they come; messages name them by the path.
///
/// # Errors
/// When they cannot be read, are none, were cut off, or have no rows.
pub fn read_other_from(
    path: &Path,
    bytes: impl Read + Send + 'static,
) -> Result<Option<OtherTable>, LogError> {
    read_lines(Lines::of(path, Input::of(path, Box::new(bytes))?)?)
}

fn read_lines(mut lines: Lines) -> Result<Option<OtherTable>, LogError> {
    let first: Vec<u8> = lines.head().find(|line| !line.trim_ascii().is_empty()).unwrap_or(b"").to_vec();
    if first.contains(&0) || FORMATS.iter().any(|format| begins(format, &first)) {
        return Ok(None);
    }
    for kind in KINDS {
        let mut fields = Delimited::new(kind.delimiter);
        if COLUMNS_MAX < fields.split(&first) {
            return Ok(None);
        }
        if let Some(reading) = (kind.reading)(&fields) {
            return read(&mut lines, kind, fields, reading).map(Some);
        }
    }
    Ok(None)
}

/// Whether a log of this format may begin with this line.
fn begins(format: &Format, line: &[u8]) -> bool {
    match (format.parser)().parse(line, &mut Header::default()) {
        Line::Row(_) | Line::Header | Line::Part | Line::Skipped(_) => true,
        Line::Blank | Line::Unreadable => false,
    }
}

/// Reads a file of this kind to its end.
fn read(
    lines: &mut Lines,
    kind: &Kind,
    mut fields: Delimited,
    mut reading: Box<dyn Reading>,
) -> Result<OtherTable, LogError> {
    let expected = fields.fields().count();
    let mut quality = Quality::default();
    let mut names_left = kind.first == First::Names;
    while let Some(line) = lines.next()? {
        let (number, complete) = (line.number, line.complete);
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        if std::mem::take(&mut names_left) {
            continue;
        }
        let found = fields.split(line.bytes);
        if !complete && found < expected {
            return Err(lines.error(Some(number), LogProblem::LastRowCutOff { found, expected }));
        }
        quality.rows_read += 1;
        if found != expected {
            if line.bytes.contains(&0) {
                return Err(lines.error(Some(number), LogProblem::Binary));
            }
            quality.note(Finding::Unreadable, number);
        } else if reading.take(&fields, number, &mut quality) {
            quality.rows_kept += 1;
        }
    }
    if quality.rows_kept == 0 {
        let most = quality.found(Treatment::Dropped).max_by_key(|(_, tally)| tally.rows);
        let none_usable = |(finding, _): (Finding, &Tally)| LogProblem::NoneUsable {
            reason: finding.words(),
            rows: quality.rows_read,
        };
        return Err(lines.error(None, most.map_or(LogProblem::NoRows, none_usable)));
    }
    let content = reading.content(&mut quality);
    Ok(OtherTable { kind: kind.name, quality, content })
}
