//! The files of jobs and of their runs in `--out`: rows are written aside while runs go on, and put together in the end.

use super::Failure;
use super::first_failure::FirstFailure;
use crate::experiment::{Cell, Witness};
use crate::model::Span;
use crate::record::{Observer, Record};
use crate::report::{JobColumn, JobRows, Lead, Part, ROW_FORMATS, RowsFile, RunRows, slugs};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError, from_bytes};
use crate::text::csv_cell;
use clap::builder::PossibleValuesParser;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Which jobs are written down, and how.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct JobsArgs {
    /// Of which replications every job is written down, in a file for each policy.
    #[arg(long, value_enum, default_value = "first", requires = "out", help_heading = "Files")]
    jobs: Replications,
    /// The format of these files.
    #[arg(long, value_name = "FORMAT", default_value = ROW_FORMATS[0], value_parser = PossibleValuesParser::new(ROW_FORMATS), requires = "out", help_heading = "Files")]
    jobs_format: String,
}

/// Replications as the command line names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Replications {
    /// No job is written down.
    None,
    /// The jobs of the first replication.
    First,
    /// The jobs of every replication.
    All,
}

/// The files of jobs on their way.
pub(super) struct JobsKept {
    replications: u32,
    format: String,
    policies: Vec<String>,
    columns: Vec<JobColumn>,
    run_columns: Vec<JobColumn>,
    told: Arc<Told>,
}

/// What the writers of all cells tell.
#[derive(Default)]
struct Told {
    failure: FirstFailure,
    /// Whether any run was stopped before its job was done.
    is_stopped: AtomicBool,
}

/// A kind of rows.
#[derive(Debug, Clone, Copy)]
enum Rows {
    Jobs,
    Runs,
}

impl Rows {
    const fn name(self) -> &'static str {
        match self {
            Rows::Jobs => "jobs",
            Rows::Runs => "runs",
        }
    }
}

impl JobsKept {
    pub(super) fn new(args: &JobsArgs, scenario: &Scenario) -> JobsKept {
        JobsKept {
            replications: match args.jobs {
                Replications::None => 0,
                Replications::First => 1,
                Replications::All => scenario.replications,
            },
            format: args.jobs_format.clone(),
            policies: scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
            columns: JobColumn::of(scenario),
            run_columns: JobColumn::of_runs(scenario),
            told: Arc::default(),
        }
    }

    /// Of how many replications jobs are written down.
    pub(super) const fn replications(&self) -> u32 {
        self.replications
    }

    /// The format of files of rows.
    pub(super) fn format(&self) -> &str {
        &self.format
    }

    /// The files that are written.
    pub(super) fn names(&self) -> Vec<String> {
        if self.replications == 0 {
            return Vec::new();
        }
        let slugs = self.slugs();
        let names = |rows: Rows| slugs.iter().map(move |slug| self.name(rows, slug));
        names(Rows::Jobs).chain(names(Rows::Runs)).collect()
    }

    fn slugs(&self) -> Vec<String> {
        slugs(self.policies.iter().map(String::as_str))
    }

    fn name(&self, rows: Rows, slug: &str) -> String {
        format!("{}-{slug}.{}", rows.name(), self.format)
    }

    /// A writer of the jobs of a cell, where they are to be written down.
    pub(super) fn witness(&self, dir: &Path, cell: Cell) -> Option<Box<dyn Witness>> {
        if self.replications <= cell.replication {
            return None;
        }
        let part = |rows| Part::create(&part(dir, rows, cell));
        let parts = part(Rows::Jobs).and_then(|jobs| Ok((jobs, part(Rows::Runs)?)));
        match parts {
            Ok((jobs, runs)) => Some(Box::new(JobsWitness {
                jobs: JobRows::new(jobs, Span::ZERO, self.columns.clone()),
                runs: RunRows::new(runs, self.run_columns.clone()),
                told: Arc::clone(&self.told),
            })),
            Err(error) => {
                self.told.failure.fail(error);
                None
            }
        }
    }

    fn lead(&self, cell: Cell) -> Lead {
        Lead::of_run(&csv_cell(&self.policies[cell.policy]), cell.replication)
    }

    /// Whether a writer has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.told.failure.has_failed()
    }

    /// Why a writer has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.told.failure.failure()
    }

    /// Puts the rows of each policy together. Runs have files of their own where any was stopped before its job was done.
    pub(super) fn write(&self, dir: &Path) -> Result<(), Failure> {
        let slugs = self.slugs();
        let runs = self.told.is_stopped.load(Ordering::Relaxed);
        for (policy, slug) in slugs.iter().enumerate() {
            self.write_rows(dir, Rows::Jobs, (policy, slug), true)?;
            self.write_rows(dir, Rows::Runs, (policy, slug), runs)?;
        }
        Ok(())
    }

    fn write_rows(
        &self,
        dir: &Path,
        rows: Rows,
        (policy, slug): (usize, &str),
        is_wanted: bool,
    ) -> Result<(), Failure> {
        if self.replications == 0 {
            return Ok(());
        }
        let cells = (0..self.replications).map(|replication| Cell { policy, replication });
        if is_wanted {
            let mut fields = self.lead(Cell { policy, replication: 0 }).fields;
            fields.extend(match rows {
                Rows::Jobs => JobRows::fields(&self.columns),
                Rows::Runs => RunRows::fields(&self.run_columns),
            });
            let path = dir.join(self.name(rows, slug));
            let part = |cell| Ok((self.lead(cell), File::open(part(dir, rows, cell))?));
            RowsFile::create(&path, fields)?.write(cells.clone().map(part))?;
        }
        for cell in cells {
            fs::remove_file(part(dir, rows, cell)).map_err(Failure::unanswered)?;
        }
        Ok(())
    }
}

/// Where the rows of a cell are until all are put together.
fn part(dir: &Path, rows: Rows, cell: Cell) -> PathBuf {
    dir.join(format!(".{}-{}-{}", rows.name(), cell.policy, cell.replication))
}

/// Writes the jobs of one cell, and their runs.
struct JobsWitness {
    jobs: JobRows,
    runs: RunRows,
    told: Arc<Told>,
}

impl Observer for JobsWitness {
    fn observe(&mut self, record: &Record<'_>) {
        self.jobs.observe(record);
        self.runs.observe(record);
    }

    fn save(&mut self) -> Saved {
        match (self.jobs.save(), self.runs.save()) {
            (Saved::State(jobs), Saved::State(runs)) => Saved::of(&(jobs, runs)),
            (cannot @ Saved::CannotBeSaved(_), _) | (_, cannot @ Saved::CannotBeSaved(_)) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let (jobs, runs): (Vec<u8>, Vec<u8>) = from_bytes(state)?;
        self.jobs.restore(&jobs)?;
        self.runs.restore(&runs)
    }
}

impl Witness for JobsWitness {
    fn finish(self: Box<Self>) {
        let JobsWitness { jobs, runs, told } = *self;
        if runs.is_stopped() {
            told.is_stopped.store(true, Ordering::Relaxed);
        }
        if let Err(error) = jobs.finish().and_then(|_| runs.finish()) {
            told.failure.fail(error);
        }
    }
}
