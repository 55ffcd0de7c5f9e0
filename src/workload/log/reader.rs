//! A log as a stream of jobs in its own order, with the account of what was dropped or repaired.

use super::Format;
use super::clean::{Cleaning, cleaned};
use super::error::{LogError, LogProblem};
use super::input::{Input, Progress};
use super::lines::Lines;
use super::quality::{Finding, Quality, Treatment};
use super::recognition::recognised;
use super::row::{Header, Line, Parser, Row, SizeUnit};
use crate::model::{Job, Time};
use std::fmt;
use std::io::Read;
use std::path::Path;

/// A row that gave a job, and the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What is simulated.
    pub job: Job,
    /// What the log says, as it stands there.
    pub row: Row,
    /// The number of its line, counted on through logs that follow each other.
    pub line: u64,
}

/// Reads a log, or several one after the other, job by job, in the order of their rows.
pub struct LogReader {
    cleaning: Cleaning,
    unit: Option<SizeUnit>,
    lines: Lines,
    /// The logs that come after this one, the next one last.
    later: Vec<LogReader>,
    /// How many lines the logs before this one had.
    lines_before: u64,
    format: &'static Format,
    parser: Box<dyn Parser>,
    header: Header,
    quality: Quality,
    fields_of_first_row: usize,
    submit_latest: Time,
    line: u64,
}

impl fmt::Debug for LogReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogReader")
            .field("format", &self.format.name)
            .field("header", &self.header)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

impl LogReader {
    /// Opens a log and recognises its format.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is no log of a known format.
    pub fn open(path: &Path) -> Result<LogReader, LogError> {
        LogReader::of_lines(Lines::open(path)?)
    }

    /// Reads a log from wherever its bytes come, packed or not, and recognises its format; messages name it by the path.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is no log of a known format.
    pub fn from_reader(path: &Path, bytes: impl Read + Send + 'static) -> Result<LogReader, LogError> {
        LogReader::of_lines(Lines::of(path, Input::of(path, Box::new(bytes))?)?)
    }

    fn of_lines(lines: Lines) -> Result<LogReader, LogError> {
        if let Some(place) = lines.head().position(|line| line.contains(&0)) {
            return Err(lines.error(Some(place as u64 + 1), LogProblem::Binary));
        }
        let (format, header) = recognised(&lines)?;
        Ok(LogReader {
            cleaning: Cleaning::Archive,
            unit: None,
            lines,
            later: Vec::new(),
            lines_before: 0,
            format,
            parser: (format.parser)(),
            header,
            quality: Quality::default(),
            fields_of_first_row: 0,
            submit_latest: Time::ZERO,
            line: 0,
        })
    }

    /// Opens logs that are read one after the other as if they were one file: the account counts their lines on. What the
    /// header of the first does not say is taken from those of the later ones.
    ///
    /// # Errors
    /// When one of them cannot be read, is empty, or is no log of a known format.
    ///
    /// # Panics
    /// When there is no path.
    pub fn open_all<P: AsRef<Path>>(paths: &[P]) -> Result<LogReader, LogError> {
        let mut readers = paths
            .iter()
            .rev()
            .map(|path| LogReader::open(path.as_ref()))
            .collect::<Result<Vec<LogReader>, LogError>>()?;
        let mut first = readers.pop().expect("there is at least one log to open");
        for later in readers.iter().rev() {
            first.header.complete(&later.header);
        }
        first.later = readers;
        Ok(first)
    }

    /// The same with a rule of cleaning other than the archive's.
    #[must_use]
    pub fn cleaned(self, cleaning: Cleaning) -> LogReader {
        LogReader { cleaning, ..self }
    }

    /// The format of the log.
    #[must_use]
    pub const fn format(&self) -> &'static Format {
        self.format
    }

    /// What the log says of its machine at its beginning.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The account of the rows read so far.
    #[must_use]
    pub const fn quality(&self) -> &Quality {
        &self.quality
    }

    /// How far the log has been read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut progress = self.lines.progress().clone();
        for later in &self.later {
            progress.add(later.lines.progress());
        }
        progress
    }

    /// Whether the log can be read once more from its beginning; a pipe cannot.
    #[must_use]
    pub fn repeatable(&self) -> bool {
        self.lines.repeatable() && self.later.iter().all(LogReader::repeatable)
    }

    /// The error that a row was submitted before one above it, for whoever needs jobs in order.
    #[must_use]
    pub(super) fn goes_back(&self) -> LogError {
        self.lines.error(Some(self.line), LogProblem::GoesBack)
    }

    /// The next job, in the order of the rows.
    ///
    /// # Errors
    /// When the log cannot be read on, was cut off, or when it ends and held no job.
    pub fn next_job(&mut self) -> Result<Option<Job>, LogError> {
        Ok(self.next_entry()?.map(|entry| entry.job))
    }

    /// The next row that gives a job, in the order of the rows.
    ///
    /// # Errors
    /// When the log cannot be read on, was cut off, or when it ends and held no job.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, LogError> {
        loop {
            let Some(line) = self.lines.next()? else {
                if let Some(row) = self.parser.finish(&mut self.header) {
                    if let Some(entry) = self.entry(row) {
                        return Ok(Some(entry));
                    }
                    continue;
                }
                if self.go_on_to_next_log() {
                    continue;
                }
                return self.end();
            };
            let (number, complete) = (line.number, line.complete);
            self.line = number;
            let counted = self.lines_before + number;
            let row = match self.parser.parse(line.bytes, &mut self.header) {
                Line::Row(row) => Some(row),
                Line::Unreadable => None,
                Line::Skipped(finding) => {
                    self.quality.note(finding, counted);
                    continue;
                }
                Line::Header | Line::Part | Line::Blank => continue,
            };
            if row.is_none() && line.bytes.contains(&0) {
                return Err(self.lines.error(Some(number), LogProblem::Binary));
            }
            if !complete || self.fields_of_first_row == 0 {
                let found = self.parser.fields(line.bytes);
                let expected = self.fields_of_first_row;
                if !complete && found < expected {
                    return Err(self
                        .lines
                        .error(Some(number), LogProblem::LastRowCutOff { found, expected }));
                }
                self.fields_of_first_row = if row.is_some() { found } else { expected };
            }
            let Some(row) = row else {
                self.quality.rows_read += 1;
                self.quality.note(Finding::Unreadable, counted);
                continue;
            };
            if let Some(entry) = self.entry(row) {
                return Ok(Some(entry));
            }
        }
    }

    /// The job of a row, if the rules of cleaning take it.
    fn entry(&mut self, row: Row) -> Option<Entry> {
        let line = self.lines_before + self.line;
        let job = cleaned((self.cleaning, self.unit()), &row, line, &mut self.quality)?;
        if job.request.submit < self.submit_latest {
            self.quality.note(Finding::OutOfOrder, line);
        }
        self.submit_latest = self.submit_latest.max(job.request.submit);
        Some(Entry { job, row, line })
    }

    /// What the sizes of jobs count: what was asked for, or else what the format counts.
    #[must_use]
    pub fn unit(&self) -> SizeUnit {
        self.unit.unwrap_or(self.header.unit)
    }

    /// The same with sizes counted in another unit than the format's own.
    #[must_use]
    pub fn counted_in(self, unit: SizeUnit) -> LogReader {
        LogReader { unit: Some(unit), ..self }
    }

    /// Goes on with the next log, if there is one.
    fn go_on_to_next_log(&mut self) -> bool {
        let Some(next) = self.later.pop() else { return false };
        self.lines_before += self.line;
        (self.lines, self.format, self.parser) = (next.lines, next.format, next.parser);
        self.fields_of_first_row = 0;
        true
    }

    /// A log without a single job is not worth a simulation.
    fn end(&self) -> Result<Option<Entry>, LogError> {
        let rows = self.quality.rows_read;
        if rows == 0 {
            return Err(self.lines.error(None, LogProblem::NoRows));
        }
        if self.quality.rows_kept == 0 {
            let most = self.quality.found(Treatment::Dropped).max_by_key(|(_, tally)| tally.rows);
            let reason = most.map_or("", |(finding, _)| finding.words());
            return Err(self.lines.error(None, LogProblem::NoJobs { reason, rows }));
        }
        Ok(None)
    }
}
