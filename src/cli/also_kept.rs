//! Schedules in the forms of other programs, in `--out`: written aside while runs go on, and put together in the end.

use super::Failure;
use super::first_failure::FirstFailure;
use crate::experiment::{Cell, Witness};
use crate::model::{Span, Time};
use crate::record::{Observer, Record};
use crate::report::{
    BatsimRows, FileError, JobRows, Lead, NodeRows, Part, RowsFile, ScheduleHead, Seats, TraceAbout,
    TraceRows, slugs,
};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError, from_bytes};
use crate::text::csv_cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which forms of schedules are written besides the file of jobs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct AlsoArgs {
    /// Each policy's schedule in other forms as well, of the replications that --jobs names.
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        value_delimiter = ',',
        requires = "out",
        help_heading = "Files"
    )]
    also: Vec<Form>,
}

/// A form of schedule as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Form {
    /// What each node did from when to when, a row for each job on it.
    Nodes,
    /// A Gantt chart for Perfetto and Chrome, in the Trace Event Format.
    Trace,
    /// A log in Standard Workload Format, which `suanli replay` reads.
    Swf,
    /// The jobs as Batsim writes them, which `suanli verify` and Evalys read.
    Batsim,
}

impl Form {
    /// The name of a file; of `nodes` one has all replications.
    fn file(self, slug: &str, replication: u32, rows: &str) -> String {
        let number = if replication == 0 { String::new() } else { format!("@{}", replication + 1) };
        match self {
            Form::Nodes => format!("nodes-{slug}.{rows}"),
            Form::Trace => format!("trace-{slug}{number}.json.gz"),
            Form::Swf => format!("schedule-{slug}{number}.swf.gz"),
            Form::Batsim => format!("batsim-{slug}{number}_jobs.csv"),
        }
    }
}

/// The schedules on their way.
pub(super) struct AlsoKept {
    forms: Vec<Form>,
    replications: u32,
    /// The format of files of rows.
    format: String,
    policies: Vec<String>,
    /// By policy.
    seats: Vec<Seats>,
    head: ScheduleHead,
    title: String,
    end: Time,
    told: Arc<FirstFailure>,
}

impl AlsoKept {
    /// Of so many replications.
    pub(super) fn new(
        args: &AlsoArgs,
        replications: u32,
        format: &str,
        scenario: &Scenario,
    ) -> Result<AlsoKept, Failure> {
        let mut forms = args.also.clone();
        forms.sort_unstable();
        forms.dedup();
        if replications == 0 && !forms.is_empty() {
            return Err(Failure::wrong(
                "--also: writes the replications that --jobs names, and that says none",
            ));
        }
        let wanted = if forms.is_empty() { &[] } else { &scenario.policies[..] };
        Ok(AlsoKept {
            forms,
            replications,
            format: format.to_owned(),
            policies: scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
            seats: wanted.iter().map(|policy| Seats::of(scenario, policy)).collect(),
            head: schedule_head(scenario),
            title: scenario.title.clone(),
            end: Time::ZERO + scenario.horizon,
            told: Arc::default(),
        })
    }

    fn slugs(&self) -> Vec<String> {
        slugs(self.policies.iter().map(String::as_str))
    }

    /// The files that are written.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for slug in self.slugs() {
            for form in &self.forms {
                let files =
                    (0..self.replications).map(|replication| form.file(&slug, replication, &self.format));
                names.extend(files);
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// A writer of the schedule of a cell, where one is to be written down.
    pub(super) fn witness(&self, dir: &Path, cell: Cell) -> Option<Box<dyn Witness>> {
        if self.replications <= cell.replication || self.forms.is_empty() {
            return None;
        }
        let writers: Result<Vec<Writer>, FileError> =
            self.forms.iter().map(|form| self.writer(dir, *form, cell)).collect();
        match writers {
            Ok(writers) => {
                Some(Box::new(AlsoWitness { writers, end: self.end, told: Arc::clone(&self.told) }))
            }
            Err(error) => {
                self.told.fail(error);
                None
            }
        }
    }

    fn writer(&self, dir: &Path, form: Form, cell: Cell) -> Result<Writer, FileError> {
        let part = Part::create(&part(dir, form, cell))?;
        let seats = || self.seats[cell.policy].clone();
        Ok(match form {
            Form::Nodes => Writer::Nodes(NodeRows::new(part, Span::ZERO, seats())),
            Form::Trace => Writer::Trace(TraceRows::new(part, Span::ZERO, seats())),
            Form::Swf => Writer::Swf(JobRows::schedule(part, Span::ZERO, self.head.clone())),
            Form::Batsim => Writer::Batsim(BatsimRows::new(part, Span::ZERO, seats())),
        })
    }

    /// Whether a writer has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.told.has_failed()
    }

    /// Why a writer has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.told.failure()
    }

    /// Puts all schedules together.
    pub(super) fn write(&self, dir: &Path) -> Result<(), Failure> {
        for (policy, slug) in self.slugs().iter().enumerate() {
            for form in &self.forms {
                let cells = || (0..self.replications).map(move |replication| Cell { policy, replication });
                if *form == Form::Nodes {
                    let fields = self.lead(Cell { policy, replication: 0 }).fields.into_iter();
                    let fields = fields.chain(NodeRows::fields()).collect();
                    let path = dir.join(form.file(slug, 0, &self.format));
                    let rows = |cell| Ok((self.lead(cell), File::open(part(dir, *form, cell))?));
                    RowsFile::create(&path, fields)?.write(cells().map(rows))?;
                }
                for cell in cells() {
                    self.write_form(dir, *form, (slug, cell))?;
                    fs::remove_file(part(dir, *form, cell)).map_err(Failure::unanswered)?;
                }
            }
        }
        Ok(())
    }

    fn write_form(&self, dir: &Path, form: Form, (slug, cell): (&str, Cell)) -> Result<(), Failure> {
        let path = dir.join(form.file(slug, cell.replication, &self.format));
        let rows = File::open(part(dir, form, cell)).map_err(Failure::unanswered)?;
        match form {
            // All replications are in one file.
            Form::Nodes => {}
            Form::Trace => {
                let about = TraceAbout {
                    title: self.title.clone(),
                    policy: self.policies[cell.policy].clone(),
                    replication: cell.replication + 1,
                    start: self.head.start.map(|start| start.to_string()),
                };
                TraceRows::write(rows, &about, &path)?;
            }
            Form::Swf => {
                let policy = &self.policies[cell.policy];
                let title = format!("{}, policy {policy}, replication {}", self.title, cell.replication + 1);
                JobRows::write_schedule(rows, &ScheduleHead { title, ..self.head.clone() }, &path)?;
            }
            Form::Batsim => BatsimRows::write(rows, &path)?,
        }
        Ok(())
    }

    fn lead(&self, cell: Cell) -> Lead {
        Lead::of_run(&csv_cell(&self.policies[cell.policy]), cell.replication)
    }
}

/// What a schedule says of all jobs of a scenario.
fn schedule_head(scenario: &Scenario) -> ScheduleHead {
    let partitions = scenario.centers.iter().map(|center| {
        let names = center.partitions.iter().map(|partition| format!("{}/{}", center.name, partition.name));
        names.collect()
    });
    ScheduleHead {
        title: scenario.title.clone(),
        start: Some(scenario.start),
        procs: scenario.centers.iter().map(|center| u64::from(center.capacity().cores)).sum(),
        partitions: partitions.collect(),
        classes: scenario.workloads.iter().map(|workload| workload.name.clone()).collect(),
        is_of_log: false,
    }
}

/// Where the rows of a cell are until all are put together.
fn part(dir: &Path, form: Form, cell: Cell) -> PathBuf {
    let name = match form {
        Form::Nodes => "nodes",
        Form::Trace => "trace",
        Form::Swf => "swf",
        Form::Batsim => "batsim",
    };
    dir.join(format!(".{name}-{}-{}", cell.policy, cell.replication))
}

/// Writes one form of schedule.
enum Writer {
    Nodes(NodeRows),
    Trace(TraceRows),
    Swf(JobRows),
    Batsim(BatsimRows),
}

impl Writer {
    fn observer(&mut self) -> &mut dyn Observer {
        match self {
            Writer::Nodes(rows) => rows,
            Writer::Trace(rows) => rows,
            Writer::Swf(rows) => rows,
            Writer::Batsim(rows) => rows,
        }
    }

    fn finish(self, end: Time) -> Result<File, FileError> {
        match self {
            Writer::Nodes(rows) => rows.finish(end),
            Writer::Trace(rows) => rows.finish(end),
            Writer::Swf(rows) => rows.finish(),
            Writer::Batsim(rows) => rows.finish(),
        }
    }
}

/// Writes the schedule of one cell in all forms.
struct AlsoWitness {
    writers: Vec<Writer>,
    end: Time,
    told: Arc<FirstFailure>,
}

impl Observer for AlsoWitness {
    fn observe(&mut self, record: &Record<'_>) {
        for writer in &mut self.writers {
            writer.observer().observe(record);
        }
    }

    fn save(&mut self) -> Saved {
        let mut states: Vec<Vec<u8>> = Vec::new();
        for writer in &mut self.writers {
            match writer.observer().save() {
                Saved::State(state) => states.push(state),
                cannot @ Saved::CannotBeSaved(_) => return cannot,
            }
        }
        Saved::of(&states)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let states: Vec<Vec<u8>> = from_bytes(state)?;
        if states.len() != self.writers.len() {
            return Err(StateError::Other(
                "other forms of schedules were written when the state was saved".into(),
            ));
        }
        self.writers.iter_mut().zip(&states).try_for_each(|(writer, state)| writer.observer().restore(state))
    }
}

impl Witness for AlsoWitness {
    fn finish(self: Box<Self>) {
        for writer in self.writers {
            if let Err(error) = writer.finish(self.end) {
                self.told.fail(error);
            }
        }
    }
}
