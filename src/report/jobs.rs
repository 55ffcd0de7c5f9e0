//! The file of all jobs, `jobs.csv`: one row for each job, in order of submission, written while the simulation runs.

use super::files::{FileError, OutFile};
use super::in_order::{Course, Fate, InOrder};
use crate::model::{Cause, Causes, Request, Span, Time};
use crate::record::{Fact, JobFact, Observer, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError, from_bytes};
use crate::text::csv_cell;
use std::io::Write;
use std::path::Path;

/// Rows are written in pieces of this size.
const PIECE_BYTES: usize = 1 << 16;

/// A column beside those that every file has. Names stand in order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobColumn {
    /// The requested time in seconds.
    Walltime,
    /// The user's number in a log; empty where it is not known.
    User,
    /// The tenant, by name.
    Tenant(Vec<String>),
    /// The group of the tenant, by name.
    Group(Vec<String>),
    /// The class (workload), by name.
    Class(Vec<String>),
    /// The centre, by name.
    Center(Vec<String>),
    /// How many accelerators it held.
    Accelerators,
    /// On how many nodes it ran; empty where it never ran.
    Nodes,
    /// When it was due, in seconds; empty where it was not.
    Due,
    /// For how many seconds it waited for this cause, over all its waits, up to the horizon; empty where it never waited in a
    /// queue, as it was turned away.
    Wait(Cause),
}

impl JobColumn {
    fn title(&self) -> String {
        let title = match self {
            JobColumn::Wait(cause) => return format!("wait_{}", cause.name()),
            JobColumn::Walltime => "walltime",
            JobColumn::User => "user",
            JobColumn::Tenant(_) => "tenant",
            JobColumn::Group(_) => "group",
            JobColumn::Class(_) => "class",
            JobColumn::Center(_) => "center",
            JobColumn::Accelerators => "accelerators",
            JobColumn::Nodes => "nodes",
            JobColumn::Due => "due",
        };
        title.to_owned()
    }

    /// The columns that there are for the jobs of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Vec<JobColumn> {
        let tenants = scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect();
        let groups = scenario.groups.iter().map(|group| group.name.clone()).collect();
        let classes = scenario.workloads.iter().map(|workload| workload.name.clone()).collect();
        let centers = scenario.centers.iter().map(|center| center.name.clone()).collect();
        let mut columns = vec![
            JobColumn::Walltime,
            JobColumn::Accelerators,
            JobColumn::Nodes,
            JobColumn::Center(centers),
            JobColumn::Class(classes),
            JobColumn::Group(groups),
            JobColumn::Tenant(tenants),
        ];
        if scenario.workloads.iter().any(|workload| workload.deadline.is_some()) {
            columns.push(JobColumn::Due);
        }
        columns.extend(Cause::ALL.map(JobColumn::Wait));
        columns
    }

    /// The same with names that may stand in a row as they are.
    fn quoted(self) -> JobColumn {
        let quoted = |names: Vec<String>| names.iter().map(|name| csv_cell(name)).collect();
        match self {
            JobColumn::Tenant(names) => JobColumn::Tenant(quoted(names)),
            JobColumn::Group(names) => JobColumn::Group(quoted(names)),
            JobColumn::Class(names) => JobColumn::Class(quoted(names)),
            JobColumn::Center(names) => JobColumn::Center(quoted(names)),
            JobColumn::Walltime
            | JobColumn::User
            | JobColumn::Accelerators
            | JobColumn::Nodes
            | JobColumn::Due
            | JobColumn::Wait(_) => self,
        }
    }
}

/// A file of jobs that is being written.
///
/// Its columns begin with `job,submit,start,end,procs,state`; times are seconds, and empty where a thing did not happen.
/// It holds in memory the jobs from the oldest open one on. Nothing appears under its name before
/// [`JobsFile::finish`].
#[derive(Debug)]
pub struct JobsFile {
    file: OutFile,
    origin: Span,
    columns: Vec<JobColumn>,
    jobs: InOrder,
    text: Vec<u8>,
    /// Observers cannot fail, so the first failure is kept until the end.
    failure: Option<FileError>,
}

impl JobsFile {
    /// Begins a file. `origin` is added to every time: it is what simulated time 0 is in the time of a log.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(path: &Path, origin: Span, columns: Vec<JobColumn>) -> Result<JobsFile, FileError> {
        let file = OutFile::create(path)?;
        let mut text = Vec::with_capacity(PIECE_BYTES + 256);
        text.extend_from_slice(b"job,submit,start,end,procs,state");
        for column in &columns {
            text.push(b',');
            text.extend_from_slice(column.title().as_bytes());
        }
        text.push(b'\n');
        let columns = columns.into_iter().map(JobColumn::quoted).collect();
        Ok(JobsFile { file, origin, columns, jobs: InOrder::default(), text, failure: None })
    }

    /// Completes the file.
    ///
    /// # Errors
    /// When the disk is or was full, or the target cannot be replaced. Nothing is left behind then.
    ///
    /// # Panics
    /// When something has yet to become of a job: every job has its row, or there is no file.
    pub fn finish(mut self) -> Result<(), FileError> {
        assert!(self.failure.is_some() || self.jobs.is_empty(), "a job has neither ended nor been given up");
        self.write_out();
        match self.failure {
            Some(failure) => Err(failure),
            None => self.file.finish(),
        }
    }

    fn write_closed(&mut self) {
        while let Some(course) = self.jobs.next_closed() {
            write_row(&mut self.text, &course, self.origin, &self.columns);
            if PIECE_BYTES <= self.text.len() {
                self.write_out();
            }
        }
    }

    fn write_out(&mut self) {
        if self.failure.is_none() {
            self.failure = self.file.write_all(&self.text).err().map(|error| self.file.failed(error));
        }
        self.text.clear();
    }
}

impl Observer for JobsFile {
    /// The rows so far are part of the state, so that the file can be completed anywhere.
    fn save(&mut self) -> Saved {
        match self.file.written() {
            Ok(rows) => Saved::of(&(rows, &self.text, &self.jobs)),
            Err(error) => Saved::CannotBeSaved(self.file.failed(error).to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.text, self.jobs) = from_bytes(state)?;
        let written = self.file.write_all(&rows);
        written.map_err(|error| StateError::Other(self.file.failed(error).to_string()))
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
            let start = fact.stretch().map_or(record.at, |(start, _)| start);
            (course.fate, course.start, course.end) = (fate, start, record.at);
            course.nodes = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
            self.write_closed();
        }
    }
}

const fn course(request: &Request, fate: Fate) -> Course {
    Course { request: *request, fate, start: Time::ZERO, end: Time::ZERO, nodes: 0, causes: Causes::NONE }
}

fn write_row(text: &mut Vec<u8>, course: &Course, origin: Span, columns: &[JobColumn]) {
    let request = &course.request;
    let fate = course.fate;
    write_whole(text, request.id.0);
    text.push(b',');
    write_time(text, request.submit + origin);
    text.push(b',');
    if fate.has_started() {
        write_time(text, course.start + origin);
    }
    text.push(b',');
    if fate.has_ended() {
        write_time(text, course.end + origin);
    }
    text.push(b',');
    write_whole(text, u64::from(request.shape.tasks) * u64::from(request.shape.per_task.cores));
    text.push(b',');
    text.extend_from_slice(fate.name().as_bytes());
    for column in columns {
        text.push(b',');
        write_column(text, column, course, origin);
    }
    text.push(b'\n');
}

fn write_column(text: &mut Vec<u8>, column: &JobColumn, course: &Course, origin: Span) {
    let request = &course.request;
    match column {
        JobColumn::Walltime => write_micros(text, request.walltime.as_micros()),
        JobColumn::User if request.tenant.0 == 0 => {}
        JobColumn::User => write_whole(text, u64::from(request.tenant.0)),
        JobColumn::Tenant(names) => write_name(text, names, request.tenant.0),
        JobColumn::Group(names) => write_name(text, names, u32::from(request.group.0)),
        JobColumn::Class(names) => write_name(text, names, u32::from(request.class.0)),
        JobColumn::Center(names) => write_name(text, names, u32::from(request.center.0)),
        JobColumn::Accelerators => {
            write_whole(
                text,
                u64::from(request.shape.tasks) * u64::from(request.shape.per_task.accelerators),
            );
        }
        JobColumn::Nodes if course.fate.has_started() => write_whole(text, u64::from(course.nodes)),
        JobColumn::Nodes => {}
        JobColumn::Due => {
            if let Some(due) = request.due_at() {
                write_time(text, due + origin);
            }
        }
        JobColumn::Wait(_) if course.fate == Fate::Rejected => {}
        JobColumn::Wait(cause) => write_micros(text, course.causes.of(*cause).as_micros()),
    }
}

/// The name of an id; the number itself where nobody gave it a name.
fn write_name(text: &mut Vec<u8>, names: &[String], id: u32) {
    match names.get(id as usize) {
        Some(name) => text.extend_from_slice(name.as_bytes()),
        None => write_whole(text, u64::from(id)),
    }
}

fn write_whole(text: &mut Vec<u8>, number: u64) {
    text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn write_time(text: &mut Vec<u8>, time: Time) {
    write_micros(text, time.as_micros());
}

/// Seconds, with as many digits behind the point as there are.
fn write_micros(text: &mut Vec<u8>, micros: u64) {
    write_whole(text, micros / 1_000_000);
    let mut rest = micros % 1_000_000;
    if rest == 0 {
        return;
    }
    text.push(b'.');
    let mut worth = 100_000;
    while 0 < rest {
        text.push(b'0' + (rest / worth) as u8);
        rest %= worth;
        worth /= 10;
    }
}
