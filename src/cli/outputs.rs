//! The files of a run: written aside while it runs, and published together when all of them are there.

use super::Failure;
use super::timing::Timing;
use crate::experiment::{Cell, Comparison, Witness};
use crate::model::Span;
use crate::plot::{Formats, draw_all};
use crate::record::{Observer, Record};
use crate::report::{
    FileError, JobColumn, JobsFile, OutFile, Staging, write_causes_csv, write_file, write_summary_csv,
    write_summary_json, write_usage_csv,
};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The files and folders that are published; a folder has a slash at its end.
const NAMES: [&str; 7] =
    ["summary.json", "summary.csv", "causes.csv", "usage.csv", "jobs.csv", "timing.json", "plots/"];

/// The files of a run.
pub(super) struct Outputs {
    staging: Staging,
    policies: Vec<String>,
    columns: Vec<JobColumn>,
    failure: Arc<JobsFailure>,
}

/// The first failure of a writer of jobs. Observers cannot fail, so that it is kept here until somebody asks.
#[derive(Default)]
struct JobsFailure {
    failed: AtomicBool,
    error: Mutex<Option<FileError>>,
}

impl JobsFailure {
    fn keep(&self, error: FileError) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }
}

/// In which formats plots are drawn.
pub(super) const fn formats(png: bool) -> Formats {
    if png { Formats::SvgAndPng } else { Formats::Svg }
}

impl Outputs {
    /// Proves that everything can be written, before the run.
    pub(super) fn prepare(dir: &Path, scenario: &Scenario) -> Result<Outputs, Failure> {
        Ok(Outputs {
            staging: Staging::new(dir, &NAMES)?,
            policies: scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
            columns: JobColumn::of(scenario),
            failure: Arc::default(),
        })
    }

    /// A writer of jobs for the first replication of each policy: for all of them the file would be too large to open.
    pub(super) fn witness(&self, cell: Cell) -> Option<Box<dyn Witness>> {
        if 0 < cell.replication {
            return None;
        }
        match JobsFile::create(&self.part(cell.policy), Span::ZERO, self.columns.clone()) {
            Ok(file) => Some(Box::new(JobsWitness { file, failure: Arc::clone(&self.failure) })),
            Err(error) => {
                self.failure.keep(error);
                None
            }
        }
    }

    /// Whether a writer of jobs has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.failed.load(Ordering::Relaxed)
    }

    /// Why a writer of jobs has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.failure.error.lock().unwrap_or_else(PoisonError::into_inner).take().map(Failure::from)
    }

    /// Writes everything that is not written yet, publishes all of it, and tells how many files there are.
    pub(super) fn write(
        self,
        comparison: &Comparison,
        timing: &Timing,
        formats: Formats,
        stop: &AtomicBool,
    ) -> Result<usize, Failure> {
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let dir = self.staging.dir();
        write_with(&dir.join("summary.json"), |out| write_summary_json(comparison, out))?;
        write_with(&dir.join("summary.csv"), |out| write_summary_csv(comparison, out))?;
        write_with(&dir.join("causes.csv"), |out| write_causes_csv(comparison, out))?;
        write_with(&dir.join("usage.csv"), |out| write_usage_csv(comparison, out))?;
        write_with(&dir.join("jobs.csv"), |out| self.write_jobs(out))?;
        for policy in 0..self.policies.len() {
            std::fs::remove_file(self.part(policy)).map_err(Failure::unanswered)?;
        }
        let timing = serde_json::to_string_pretty(timing).map_err(Failure::unanswered)?;
        write_file(&dir.join("timing.json"), format!("{timing}\n").as_bytes())?;
        let plots = self.staging.make_dir("plots")?;
        draw_all(comparison, &plots, formats)?;
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        Ok(self.staging.publish()?.len())
    }

    fn part(&self, policy: usize) -> PathBuf {
        self.staging.dir().join(format!("jobs-{policy}.csv"))
    }

    /// The jobs of every policy one after another, with the policy as last column.
    fn write_jobs(&self, out: &mut dyn Write) -> io::Result<()> {
        for (place, policy) in self.policies.iter().enumerate() {
            for (row, line) in BufReader::new(File::open(self.part(place))?).lines().enumerate() {
                let line = line?;
                match (place, row) {
                    (0, 0) => writeln!(out, "{line},policy")?,
                    (_, 0) => {}
                    (_, _) => writeln!(out, "{line},{}", crate::text::csv_cell(policy))?,
                }
            }
        }
        Ok(())
    }
}

/// Writes the jobs of one cell.
struct JobsWitness {
    file: JobsFile,
    failure: Arc<JobsFailure>,
}

impl Observer for JobsWitness {
    fn observe(&mut self, record: &Record<'_>) {
        self.file.observe(record);
    }

    fn save(&mut self) -> Saved {
        self.file.save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.file.restore(state)
    }
}

impl Witness for JobsWitness {
    fn finish(self: Box<Self>) {
        let JobsWitness { file, failure } = *self;
        if let Err(error) = file.finish() {
            failure.keep(error);
        }
    }
}

fn write_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    let mut file = OutFile::create(path)?;
    write(&mut file).map_err(|source| file.failed(source))?;
    file.finish()
}
