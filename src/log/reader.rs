//! A log as a stream of jobs in its own order, with the account of what was dropped or repaired.

mod clocks;
mod ends;
mod opening;

use super::Format;
use super::asked::Asked;
use super::clean::{Cleaning, cleaned, own_shape};
use super::entry::{Entry, ReadRow};
use super::error::{LogError, LogProblem};
use super::input::Progress;
use super::kinds::Kinds;
use super::lines::Lines;
use super::options::{Shapes, Sizes, Together};
use super::quality::{Finding, Quality};
use super::row::{Header, Line, Parser, Row, SizeUnit};
use super::seam::Seam;
use super::transform::{Clock, Transform};
use super::twins::twin_mark;
use crate::model::{Job, Span, Time};
use std::collections::BTreeMap;
use std::fmt;
use std::io;

/// Reads a log, or several one after the other, job by job, in the order of their rows.
pub struct LogReader {
    cleaning: Cleaning,
    unit: Option<SizeUnit>,
    sizes: Sizes,
    shapes: Shapes,
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
    /// How many exports were met: files, and tables within one that begin with their header once more.
    part: u32,
    /// The line of the header after which the next export begins, while no job of it was read.
    header_line: Option<u64>,
    together: Together,
    /// When the time 0 of this log was, in seconds since 1970.
    unix_start: Option<u64>,
    clock: Option<Clock>,
    transform: Transform,
    /// Whether that is more than none.
    changes_jobs: bool,
    /// The first submission so far of a job that could run, in the window, whether or not the filter takes it.
    earliest: Option<Time>,
    /// The kinds of jobs that are told apart.
    kinds: Kinds,
    seam: Seam,
    /// In which export each job stood first, where jobs that stand in several are left out.
    seen: Option<BTreeMap<u64, u32>>,
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
    /// The same with jobs that are changed before they are given.
    #[must_use]
    pub fn transformed(self, transform: Transform) -> LogReader {
        let changes_jobs = transform != Transform::default();
        LogReader { transform, changes_jobs, ..self }
    }

    /// The same with a rule of cleaning other than the archive's.
    #[must_use]
    pub fn cleaned(self, cleaning: Cleaning) -> LogReader {
        LogReader { cleaning, ..self }
    }

    /// The longest time that a job may ask for, where longer ones are split.
    pub(super) const fn split_at(&self) -> Option<Span> {
        self.transform.split_at
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

    /// The first submission so far of a job that could run, in the window that was asked for, whether or not the filter takes it.
    #[must_use]
    pub const fn earliest(&self) -> Option<Time> {
        self.earliest
    }

    /// What time 0 of its jobs is on the machine's own clock, in seconds since 1970; nothing where times have no dates.
    #[must_use]
    pub fn time_zero(&self) -> Option<i64> {
        // Dates since 1970 that are written as such are those of the machine's clock already.
        let Clock { time_zero, .. } = self.clock?;
        let offset = self.header.utc_offset_secs.unwrap_or(0);
        i64::try_from(time_zero?).ok()?.checked_add(i64::from(offset))
    }

    /// The same without the rows of jobs that stood in an export before, as a replay has it, whatever the order of its rows. Some
    /// bytes for each job are remembered, of which a log that is one export has no need.
    #[must_use]
    pub fn without_twins(self) -> LogReader {
        LogReader { seen: Some(BTreeMap::new()), ..self }
    }

    /// In which of several exports the last row stood, counted from 0: files, and tables within one that begin with their header
    /// once more.
    #[must_use]
    pub const fn part(&self) -> u32 {
        self.part
    }

    /// A job that was given is none after all.
    pub(super) fn drop_kept(&mut self, finding: Finding) {
        self.quality.drop_kept(finding);
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

    /// The error that a row was submitted before one above it, for those that need jobs in order.
    #[must_use]
    pub(super) fn goes_back(&self) -> LogError {
        self.lines.error(Some(self.line), LogProblem::GoesBack)
    }

    /// The error that the log could not be sorted.
    #[must_use]
    pub(super) fn cannot_sort(&self, error: io::Error) -> LogError {
        self.lines.error(None, LogProblem::CannotSort(error))
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
        let mut row = Row::default();
        while self.read_row(&mut row)? {
            match self.wanted(&row) {
                Ok(None) => {}
                // An entry is large, and handed on as it lies there.
                found => return found,
            }
        }
        Ok(None)
    }

    /// The next row that can be read, also one that gives no job.
    ///
    /// # Errors
    /// When the log cannot be read on, was cut off, or when it ends and held no job.
    pub fn next_row(&mut self) -> Result<Option<ReadRow>, LogError> {
        let mut row = Row::default();
        if !self.read_row(&mut row)? {
            return Ok(None);
        }
        let line = self.lines_before + self.own_line();
        let entry = self.wanted(&row)?;
        let asked = entry.map_or_else(Asked::default, |entry| entry.asked);
        Ok(Some(ReadRow { job: entry.map(|entry| entry.job), row, asked, line }))
    }

    /// Reads the next row that can be read, as it stands there. Returns false where there is none.
    fn read_row(&mut self, row: &mut Row) -> Result<bool, LogError> {
        loop {
            if let Some(more) = self.parser.more() {
                *row = more;
                return Ok(true);
            }
            let Some(line) = self.lines.next()? else {
                if let Some(last) = self.parser.finish(&mut self.header) {
                    *row = last;
                    return Ok(true);
                }
                if self.go_on_to_next_log() {
                    continue;
                }
                self.end()?;
                return Ok(false);
            };
            let (number, complete) = (line.number, line.complete);
            self.line = number;
            let counted = self.lines_before + number;
            let is_row = match self.parser.parse(line.bytes, &mut self.header) {
                Line::Row(found) => {
                    *row = found;
                    true
                }
                Line::Unreadable => false,
                Line::Skipped(finding) => {
                    self.quality.note(finding, counted);
                    continue;
                }
                Line::Header => {
                    self.header_line = Some(number);
                    continue;
                }
                Line::Part | Line::Blank => continue,
            };
            if !is_row && line.bytes.contains(&0) {
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
                self.fields_of_first_row = if is_row { found } else { expected };
            }
            if is_row {
                return Ok(true);
            }
            self.quality.rows_read += 1;
            self.quality.note(Finding::Unreadable, counted);
        }
    }

    /// The line in its file of the row that was read last.
    fn own_line(&self) -> u64 {
        self.line - self.parser.lines_ago()
    }

    /// A row with its job, if the rules of cleaning take it, it is wanted, and it is not in another export, too.
    fn wanted(&mut self, row: &Row) -> Result<Option<Entry>, LogError> {
        let own_line = self.own_line();
        let line = self.lines_before + own_line;
        if self.header_line.take_if(|header| *header < own_line).is_some() {
            // What was put together from several files has the header of each.
            self.part += u32::from(0 < self.quality.rows_read);
        }
        let entry = self.entry(row, line);
        if let (Some(seen), Ok(Some(new))) = (&mut self.seen, &entry)
            && *seen.entry(twin_mark(new)).or_insert(self.part) != self.part
        {
            self.quality.drop_kept(Finding::Twice);
            return Ok(None);
        }
        entry
    }

    /// The job of a row, if the rules of cleaning take it and it is wanted.
    fn entry(&mut self, row: &Row, line: u64) -> Result<Option<Entry>, LogError> {
        self.quality.rows_read += 1;
        let (job, mut notes) = match cleaned((self.cleaning, self.unit(), self.sizes), row, line) {
            Ok(cleaned) => cleaned,
            Err(finding) => {
                self.quality.note(finding, line);
                return Ok(None);
            }
        };
        let asked = Asked::of(row, (job.request.shape.tasks, self.unit()));
        let mut entry = Entry { job, row: *row, asked, line };
        // Few logs say so much, and rows are read by the million.
        if let Some(each) = row.per_node
            && matches!((self.shapes, self.unit()), (Shapes::AsAsked, SizeUnit::Nodes))
        {
            match own_shape(job.request.shape.tasks, each) {
                Ok(shape) => entry.job.request.shape = shape,
                Err(finding) => {
                    self.quality.note(finding, line);
                    return Ok(None);
                }
            }
        }
        match self.together {
            Together::Merged => entry.job.request.submit = self.dated(job.request.submit)?,
            Together::InTurn => {
                let (submit, is_dated) = (entry.job.request.submit, self.unix_start.is_some());
                if let Some(problem) = self.seam.row(entry.row.job, submit, is_dated) {
                    return Err(self.lines.error(None, problem));
                }
            }
        }
        let clock = match self.clock {
            Some(clock) => clock,
            None => self.start_clock(entry.job.request.submit)?,
        };
        if let Err(finding) = self.change(&mut entry, clock, &mut notes) {
            self.quality.note(finding, line);
            return Ok(None);
        }
        if let Shapes::OnNodes { nodes, each } = self.shapes {
            let shape = &mut entry.job.request.shape;
            *shape = entry.asked.on_nodes(shape.tasks, self.unit.unwrap_or(self.header.unit), (nodes, each));
        }
        let request = &mut entry.job.request;
        request.class = self.kinds.class_of(row, request.shape.total().cores);
        for finding in notes.findings() {
            self.quality.note(finding, line);
        }
        self.note_kept(entry.job.request.submit, line);
        Ok(Some(entry))
    }

    fn note_kept(&mut self, submit: Time, line: u64) {
        if submit < self.submit_latest {
            self.quality.note(Finding::OutOfOrder, line);
        }
        self.submit_latest = self.submit_latest.max(submit);
        self.quality.rows_kept += 1;
    }

    /// What the sizes of jobs count: what was asked for, or else what the format counts.
    #[must_use]
    pub fn unit(&self) -> SizeUnit {
        self.unit.unwrap_or(self.header.unit)
    }
}
