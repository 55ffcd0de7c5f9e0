//! The files of a run: written aside while it runs, and published together when all of them are there.

use super::jobs_kept::{JobsArgs, JobsKept};
use super::timing::Timing;
use super::{Failure, console};
use crate::experiment::{Cell, Comparison, Witness};
use crate::plot::{Formats, draw_all};
use crate::report::{
    About, FileError, OutFile, Published, Staging, has_outages, write_causes_csv, write_differences_csv,
    write_file, write_invoices_csv, write_ledger_csv, write_outages_csv, write_power_csv, write_summary_csv,
    write_summary_json, write_usage_csv, write_values_csv,
};
use crate::scenario::Scenario;
use crate::text::counted;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The files and folders that are published; a folder has a slash at its end.
const NAMES: [&str; 12] = [
    "summary.json",
    "summary.csv",
    "values.csv",
    "differences.csv",
    "causes.csv",
    "usage.csv",
    "outages.csv",
    "ledger.csv",
    "invoices.csv",
    "power.csv",
    "timing.json",
    "plots/",
];

/// Results of `run` and `compare` take each other's place.
const KIND: &str = "experiment";

/// The files of a run.
pub(super) struct Outputs {
    staging: Staging,
    jobs: JobsKept,
}

/// In which formats plots are drawn.
pub(super) const fn formats(png: bool) -> Formats {
    if png { Formats::SvgAndPng } else { Formats::Svg }
}

/// Says what became of a folder.
pub(super) fn tell(published: &Published, dir: &Path) {
    let Published { files, removed, changed } = published;
    let files_in_words = |files: &[PathBuf]| counted(files.len() as u64, "file", "files");
    let removed = match removed.as_slice() {
        [] => String::new(),
        removed => format!("; took away {} of older results", files_in_words(removed)),
    };
    console::tell(&format!("wrote {} to {}{removed}", files_in_words(files), dir.display()));
    for (path, kept) in changed {
        let (path, kept) = (path.display(), kept.display());
        console::tell(&format!("{path} was changed since it was written: it is kept as {kept}"));
    }
}

impl Outputs {
    /// Proves that everything can be written, before the run.
    pub(super) fn prepare(dir: &Path, scenario: &Scenario, jobs: &JobsArgs) -> Result<Outputs, Failure> {
        let jobs = JobsKept::new(jobs, scenario);
        let plots = crate::plot::names().map(|(name, _)| format!("plots/{name}*"));
        let more: Vec<String> = plots.chain(jobs.names()).collect();
        let names: Vec<&str> = NAMES.into_iter().chain(more.iter().map(String::as_str)).collect();
        Ok(Outputs { staging: Staging::new(dir, KIND, &names)?, jobs })
    }

    /// A writer of the jobs of a cell, where they are to be written down.
    pub(super) fn witness(&self, cell: Cell) -> Option<Box<dyn Witness>> {
        self.jobs.witness(self.staging.dir(), cell)
    }

    /// Whether a writer of jobs has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.jobs.has_failed()
    }

    /// Why a writer of jobs has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.jobs.failure()
    }

    /// Writes everything that is not written yet, publishes all of it, and tells which files those are.
    pub(super) fn write(
        self,
        comparison: &Comparison,
        timing: &Timing,
        formats: Formats,
        stop: &AtomicBool,
    ) -> Result<Published, Failure> {
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let dir = self.staging.dir();
        write_with(&dir.join("summary.json"), |out| write_summary_json(comparison, out))?;
        write_with(&dir.join("summary.csv"), |out| write_summary_csv(comparison, out))?;
        write_with(&dir.join("values.csv"), |out| write_values_csv(comparison, out))?;
        write_with(&dir.join("differences.csv"), |out| write_differences_csv(comparison, out))?;
        write_with(&dir.join("causes.csv"), |out| write_causes_csv(comparison, out))?;
        write_with(&dir.join("usage.csv"), |out| write_usage_csv(comparison, out))?;
        if has_outages(comparison) {
            write_with(&dir.join("outages.csv"), |out| write_outages_csv(comparison, out))?;
        }
        if !comparison.ledgers.is_empty() {
            write_with(&dir.join("ledger.csv"), |out| write_ledger_csv(comparison, out))?;
            write_with(&dir.join("invoices.csv"), |out| write_invoices_csv(comparison, out))?;
            write_with(&dir.join("power.csv"), |out| write_power_csv(comparison, out))?;
        }
        self.jobs.write(dir)?;
        let timing = serde_json::to_string_pretty(timing).map_err(Failure::unanswered)?;
        write_file(&dir.join("timing.json"), format!("{timing}\n").as_bytes())?;
        let plots = self.staging.make_dir("plots")?;
        draw_all(comparison, &plots, formats)?;
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        Ok(self.staging.publish(&about(&comparison.scenario), &["timing.json"])?)
    }
}

fn about(scenario: &Scenario) -> About {
    About {
        title: scenario.title.clone(),
        seed: Some(scenario.seed),
        replications: Some(scenario.replications),
        policies: scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
    }
}

fn write_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    let mut file = OutFile::create(path)?;
    write(&mut file).map_err(|source| file.failed(source))?;
    file.finish()
}
