//! What can be wrong with a whole log, with the place, in words for its owner.

use super::FORMATS;
use super::other_kind::OtherKind;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a log cannot be used.
#[derive(Debug)]
pub struct LogError {
    /// The file.
    pub path: PathBuf,
    /// The line, where there is one.
    pub line: Option<u64>,
    /// The problem.
    pub problem: LogProblem,
}

/// The problems of a log.
#[derive(Debug)]
pub enum LogProblem {
    /// It cannot be opened.
    CannotOpen(io::Error),
    /// It is a folder.
    Folder,
    /// It has no bytes.
    Empty,
    /// It is compressed in a way that is not read.
    OtherCompression(&'static str),
    /// It cannot be read on.
    CannotRead(io::Error),
    /// Its compressed data are damaged.
    Damaged(io::Error),
    /// Its compressed data end too early.
    CompressedCutOff,
    /// It is not text.
    Binary,
    /// A line is longer than any row.
    LineTooLong {
        /// The most that is read, in bytes.
        bytes_max: usize,
    },
    /// It is something else that is known.
    OtherKind(&'static OtherKind),
    /// It is in no known format.
    UnknownFormat {
        /// The line that was found.
        found: String,
        /// Whether there are fields between bars, as `sacct` writes them.
        bars: bool,
    },
    /// It has not all the columns of the map.
    NoSuchColumns {
        /// Those it has not, in words.
        absent: Vec<String>,
        /// Its first line.
        found: String,
    },
    /// A window names dates, or several logs are merged by their dates, but this one does not know its own.
    NoDates,
    /// It would be laid on top of the log before it: not both say when their time 0 was.
    OnTop {
        /// The name of the log before it.
        before: String,
        /// Whether that one says so.
        before_is_dated: bool,
        /// Whether this one says so.
        is_dated: bool,
    },
    /// Sorting it needs a temporary file, which cannot be written or read.
    CannotSort(io::Error),
    /// It begins like one format, but goes on in another way.
    NotRecognised {
        /// The name of the format that comes nearest.
        format: &'static str,
        /// What a row of that format has.
        expected: &'static str,
        /// The line that was found.
        found: String,
    },
    /// Its last row has fewer fields than its first.
    LastRowCutOff {
        /// How many fields it has.
        found: usize,
        /// How many the first row has.
        expected: usize,
    },
    /// Its list of jobs has no end.
    ListCutOff,
    /// It has remarks, but no rows.
    NoRows,
    /// None of its rows gives a job.
    NoJobs {
        /// The most frequent reason.
        reason: &'static str,
        /// How many rows.
        rows: u64,
    },
    /// None of its rows can be used, in a file that holds no jobs.
    NoneUsable {
        /// The most frequent reason.
        reason: &'static str,
        /// How many rows.
        rows: u64,
    },
    /// A row was submitted before one above it.
    GoesBack,
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let LogProblem::OtherKind(kind) = &self.problem {
            return f.write_str(&kind.told(&self.path.display().to_string()));
        }
        self.problem.fmt(f)
    }
}

impl fmt::Display for LogProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogProblem::CannotOpen(error) => write!(f, "cannot be opened: {error}"),
            LogProblem::Folder => write!(f, "is a folder, expected a log"),
            LogProblem::Empty => write!(f, "is empty, expected a log"),
            LogProblem::OtherCompression(name) => {
                write!(f, "is compressed with {name}: unpack it first (.gz and .zst are read as they are)")
            }
            LogProblem::CannotRead(error) => write!(f, "cannot be read: {error}"),
            LogProblem::Damaged(error) => write!(f, "the compressed data are damaged: {error}"),
            LogProblem::CompressedCutOff => {
                write!(f, "the compressed data end too early: the file was cut off")
            }
            LogProblem::Binary => write!(f, "expected text, found binary data"),
            LogProblem::LineTooLong { bytes_max } => {
                write!(f, "expected a row, found a line of more than {bytes_max} bytes")
            }
            LogProblem::OtherKind(kind) => f.write_str(&kind.told("FILE")),
            LogProblem::UnknownFormat { found, bars } => unknown_format(f, found, *bars),
            LogProblem::NoSuchColumns { absent, found } => {
                write!(f, "expected the columns of the map: {}; found `{found}`", absent.join(", "))
            }
            LogProblem::NoDates => write!(
                f,
                "does not say when its time 0 was (UnixStartTime): it cannot be merged by dates, nor a window of dates be cut out"
            ),
            LogProblem::OnTop { before, before_is_dated, is_dated } => {
                on_top(f, before, (*is_dated, *before_is_dated))
            }
            LogProblem::CannotSort(error) => {
                write!(f, "sorting its rows by submit time needs a temporary file: {error}")
            }
            LogProblem::NotRecognised { format, expected, found } => {
                write!(f, "this is not in the format {format}: expected {expected}, found `{found}`")
            }
            LogProblem::LastRowCutOff { found: 0, expected: 1 } => {
                write!(f, "the file was cut off in the middle of its last row")
            }
            LogProblem::LastRowCutOff { found, expected } => {
                write!(
                    f,
                    "the file was cut off: expected {expected} fields as in its first row, found {found}"
                )
            }
            LogProblem::ListCutOff => write!(f, "the file was cut off: its list of jobs has no end"),
            LogProblem::NoRows => write!(f, "holds no jobs, only remarks or empty lines"),
            LogProblem::NoJobs { reason, rows } => {
                write!(f, "none of its {rows} rows gives a job that can run, mostly because: {reason}")
            }
            LogProblem::NoneUsable { reason, rows } => {
                write!(f, "none of its {rows} rows can be used, mostly because: {reason}")
            }
            LogProblem::GoesBack => write!(f, "submitted before a row above it"),
        }
    }
}

/// Two logs of which not both say from when their times count.
fn on_top(
    f: &mut fmt::Formatter<'_>,
    before: &str,
    (is_dated, before_is_dated): (bool, bool),
) -> fmt::Result {
    let this = if is_dated { "says" } else { "does not say" };
    let that = match (is_dated, before_is_dated) {
        (false, false) => format!("nor does `{before}`"),
        (_, true) => format!("and `{before}` does"),
        (true, false) => format!("and `{before}` does not"),
    };
    write!(
        f,
        "{this} when its time 0 was (UnixStartTime), {that}, so that its jobs would be laid on top of those of `{before}`: write `; UnixStartTime: SECONDS` (since 1970) at the beginning of a log that lacks it, or read them one at a time"
    )
}

fn unknown_format(f: &mut fmt::Formatter<'_>, found: &str, bars: bool) -> fmt::Result {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    write!(
        f,
        "this is in none of the formats that are read ({}): found `{found}`. `--columns map.toml` says what the columns of any table mean",
        names.join(", ")
    )?;
    if bars {
        write!(
            f,
            ". If it comes from `sacct`, its columns cannot be known without their names: leave out `--noheader`"
        )?;
    }
    Ok(())
}

impl std::error::Error for LogError {}
