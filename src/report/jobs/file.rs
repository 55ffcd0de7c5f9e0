//! The file of all jobs: one row for each job, in order of submission, made while the simulation runs.

use super::column::JobColumn;
use super::named::named;
use super::row::{job_fields, write_job};
use super::swf::{ScheduleHead, write_swf};
use crate::log::Names;
use crate::model::{Causes, Request, Span, Time};
use crate::record::{Fact, JobFact, Observer, Record};
use crate::report::FileError;
use crate::report::in_order::{Course, Fate, InOrder};
use crate::report::rows::{Field, Lead, Part, RowsFile, unpacked};
use crate::report::sink::Sink;
use crate::state::{Saved, StateError, from_bytes};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The rows of all jobs of a run. It holds in memory the jobs from the oldest open one on.
#[derive(Debug)]
pub struct JobRows {
    part: Part,
    origin: Span,
    form: Form,
    jobs: InOrder,
}

/// What a row looks like.
#[derive(Debug)]
enum Form {
    /// CSV, with these columns behind those that every file has.
    Csv(Vec<JobColumn>),
    /// A line of Standard Workload Format.
    Swf(ScheduleHead),
}

impl JobRows {
    /// Begins with nothing. `origin` is added to every time: it is what simulated time 0 is in the time of a log.
    #[must_use]
    pub fn new(part: Part, origin: Span, columns: Vec<JobColumn>) -> JobRows {
        let columns = columns.into_iter().map(JobColumn::quoted).collect();
        JobRows { part, origin, form: Form::Csv(columns), jobs: InOrder::default() }
    }

    /// The same as lines of Standard Workload Format.
    #[must_use]
    pub fn schedule(part: Part, origin: Span, head: ScheduleHead) -> JobRows {
        JobRows { part, origin, form: Form::Swf(head), jobs: InOrder::default() }
    }

    /// Writes the schedule of a run that is over, packed as the name of the file says.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn write_schedule(lines: File, head: &ScheduleHead, path: &Path) -> Result<(), FileError> {
        let failed = |source| FileError { path: path.into(), doing: "cannot write", source };
        write_lines(Sink::create(path)?, lines, head).map_err(failed)?.finish()
    }

    /// The columns of all of its rows.
    #[must_use]
    pub fn fields(columns: &[JobColumn]) -> Vec<Field> {
        job_fields().into_iter().chain(columns.iter().map(JobColumn::field)).collect()
    }

    /// Completes the rows, and gives back the file that holds them.
    ///
    /// # Errors
    /// When the disk is or was full.
    ///
    /// # Panics
    /// When something has yet to become of a job: every job has its row, or there is no file.
    pub fn finish(self) -> Result<File, FileError> {
        let is_whole = self.part.has_failed() || self.jobs.is_empty();
        assert!(is_whole, "a job has neither ended nor been given up");
        self.part.finish()
    }

    fn write_closed(&mut self) {
        while let Some(course) = self.jobs.next_closed() {
            self.part.add(|text| match &self.form {
                Form::Csv(columns) => write_job(text, &course, self.origin, columns),
                Form::Swf(head) => write_swf(text, &course, head, self.origin),
            });
        }
    }
}

fn write_lines(mut sink: Sink, lines: File, head: &ScheduleHead) -> io::Result<Sink> {
    sink.write_all(head.text().as_bytes())?;
    io::copy(&mut unpacked(lines, "")?, &mut sink)?;
    Ok(sink)
}

/// Takes note of what became of a job.
fn note_fate(course: &mut Course, fate: Fate, at: Time, fact: &JobFact) {
    let start = fact.stretch().map_or(at, |(start, _)| start);
    let past = fact.past().unwrap_or_default();
    (course.fate, course.start, course.end) = (fate, start, at);
    (course.waited, course.ran, course.runs) = (past.waited, past.ran, past.stops);
    if fate.has_started() {
        course.ran += at.since(start);
        course.runs += 1;
    }
}

impl Observer for JobRows {
    /// The rows so far are part of the state, so that the file can be completed anywhere.
    fn save(&mut self) -> Saved {
        match self.part.save() {
            Ok(rows) => Saved::of(&(rows, &self.jobs)),
            Err(error) => Saved::CannotBeSaved(error.to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.jobs) = from_bytes(state)?;
        self.part.restore(&rows)
    }

    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, pieces, ref fact } = record.fact else { return };
        if let JobFact::Submitted | JobFact::Rejected { .. } = fact {
            self.jobs.submit(course(request, Fate::told(fact).unwrap_or(Fate::Open)));
            self.write_closed();
        } else if let JobFact::Waited { causes } = fact {
            self.jobs.open(request).causes += *causes;
        } else if let Some(fate) = Fate::told(fact) {
            let course = self.jobs.close(request);
            course.nodes = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
            note_fate(course, fate, record.at, fact);
            self.write_closed();
        }
    }
}

const fn course(request: &Request, fate: Fate) -> Course {
    Course {
        request: *request,
        fate,
        start: Time::ZERO,
        end: Time::ZERO,
        nodes: 0,
        waited: Span::ZERO,
        ran: Span::ZERO,
        runs: 0,
        causes: Causes::NONE,
    }
}

/// A file of the jobs of one run.
///
/// Its columns begin with `job,submit_secs,start_secs,end_secs,procs,state`; times are empty where a thing did not happen.
/// The ending of its name says what it is: CSV, packed where it ends in `.gz` or `.zst`, or Parquet. Nothing appears under
/// its name before [`JobsFile::finish`].
#[derive(Debug)]
pub struct JobsFile {
    path: PathBuf,
    rows: JobRows,
    target: Target,
}

/// Where the rows go in the end.
#[derive(Debug)]
enum Target {
    Rows(RowsFile),
    Schedule(Sink, ScheduleHead),
}

impl JobsFile {
    /// Begins a file. `origin` is added to every time: it is what simulated time 0 is in the time of a log.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(path: &Path, origin: Span, columns: Vec<JobColumn>) -> Result<JobsFile, FileError> {
        let file = RowsFile::create(path, JobRows::fields(&columns))?;
        let rows = JobRows::new(Part::beside(path)?, origin, columns);
        Ok(JobsFile { path: path.to_owned(), rows, target: Target::Rows(file) })
    }

    /// Begins a file in Standard Workload Format, packed as its name says.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn schedule(path: &Path, origin: Span, head: ScheduleHead) -> Result<JobsFile, FileError> {
        let target = Target::Schedule(Sink::create(path)?, head.clone());
        let rows = JobRows::schedule(Part::beside(path)?, origin, head);
        Ok(JobsFile { path: path.to_owned(), rows, target })
    }

    /// Completes the file.
    ///
    /// # Errors
    /// When the disk is or was full, or the target cannot be replaced. Nothing is left behind then.
    ///
    /// # Panics
    /// When something has yet to become of a job: every job has its row, or there is no file.
    pub fn finish(self) -> Result<(), FileError> {
        self.finish_naming(&Names::default())
    }

    /// The same, with users called as their log calls them, where it has words for them.
    ///
    /// # Errors
    /// As [`JobsFile::finish`].
    ///
    /// # Panics
    /// As [`JobsFile::finish`].
    pub fn finish_naming(self, users: &Names) -> Result<(), FileError> {
        let place = match &self.rows.form {
            Form::Csv(columns) => columns.iter().position(|column| *column == JobColumn::User),
            Form::Swf(_) => None,
        };
        let part = self.rows.finish()?;
        let part = match place.filter(|_| !users.is_empty()) {
            Some(place) => named(part, job_fields().len() + place, users, &self.path)?,
            None => part,
        };
        match self.target {
            Target::Rows(file) => file.write(std::iter::once(Ok((Lead::default(), part)))),
            Target::Schedule(sink, head) => {
                let failed = |source| FileError { path: self.path.clone(), doing: "cannot write", source };
                write_lines(sink, part, &head).map_err(failed)?.finish()
            }
        }
    }
}

impl Observer for JobsFile {
    fn save(&mut self) -> Saved {
        self.rows.save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.rows.restore(state)
    }

    fn observe(&mut self, record: &Record<'_>) {
        self.rows.observe(record);
    }
}
