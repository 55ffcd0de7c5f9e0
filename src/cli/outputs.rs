//! The files of a run: written aside while it runs, and published together when all of them are there.

use super::also_kept::{AlsoArgs, AlsoKept};
use super::jobs_kept::{JobsArgs, JobsKept};
use super::page_kept::PageKept;
use super::timing::Timing;
use super::{Failure, console};
use crate::experiment::{Cell, Comparison, Witness};
use crate::lang::Lang;
use crate::page::{self, comparison_page};
use crate::plot::{Formats, Written, draw_all, map_of};
use crate::report::{
    About, DATA_FILES, FileError, OutFile, Published, ROW_FORMATS, Staging, write_data, write_file,
    write_summary_json,
};
use crate::scenario::Scenario;
use crate::text::counted;
use clap::builder::PossibleValuesParser;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The files and folders that are published beside those of [`DATA_FILES`]; a folder has a slash at its end.
const NAMES: [&str; 4] = ["report.html", "summary.json", "timing.json", "plots/"];

/// Results of `run` and `compare` take each other's place.
const KIND: &str = "experiment";

/// The files of a run.
pub(super) struct Outputs {
    staging: Staging,
    jobs: JobsKept,
    also: AlsoKept,
    format: String,
    page: PageKept,
}

/// Options of what is written, and how.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct FilesArgs {
    #[command(flatten)]
    jobs: JobsArgs,
    #[command(flatten)]
    also: AlsoArgs,
    /// The format of all other tables of --out, of which docs/files.md tells every column.
    #[arg(long, value_name = "FORMAT", default_value = "csv", value_parser = PossibleValuesParser::new(ROW_FORMATS), requires = "out", help_heading = "Files")]
    data_format: String,
}

/// What only the command knows of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct AboutPage<'a> {
    /// Its language.
    pub(super) lang: Lang,
    /// The scenario as the user named it.
    pub(super) file: &'a str,
    /// The command that gives it again.
    pub(super) command: &'a str,
    /// The scenario as it was typed.
    pub(super) typed: Option<&'a str>,
}

/// In which formats plots are drawn.
pub(super) const fn formats(png: bool) -> Formats {
    if png { Formats::SvgAndPng } else { Formats::Svg }
}

/// Warns where PNG files lack letters.
pub(super) fn tell_left_out(written: &Written) {
    if written.left_out.is_empty() {
        return;
    }
    let some: String = written.left_out.iter().take(8).collect();
    let more = if 8 < written.left_out.len() { " and others" } else { "" };
    console::tell(&format!(
        "warning: no font of this machine has the letters {some}{more}: the PNG files are without them, the SVG files have them; \
         install a font such as Noto Sans CJK"
    ));
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
    let is_report = |file: &&PathBuf| file.file_name().is_some_and(|name| name == "report.html");
    if let Some(report) = files.iter().find(is_report) {
        console::tell(&format!("to be opened in a browser: {}", report.display()));
    }
    for (path, kept) in changed {
        let (path, kept) = (path.display(), kept.display());
        console::tell(&format!("{path} was changed since it was written: it is kept as {kept}"));
    }
}

impl Outputs {
    /// Proves that everything can be written, before the run.
    pub(super) fn prepare(dir: &Path, scenario: &Scenario, args: &FilesArgs) -> Result<Outputs, Failure> {
        let jobs = JobsKept::new(&args.jobs, scenario);
        let also = AlsoKept::new(&args.also, jobs.replications(), jobs.format(), scenario)?;
        let format = args.data_format.clone();
        let plots = crate::plot::names().map(|(name, _)| format!("plots/{name}*"));
        let data = DATA_FILES.iter().map(|file| format!("{}.{format}", file.name));
        let more: Vec<String> = plots.chain(data).chain(jobs.names()).chain(also.names()).collect();
        let names: Vec<&str> = NAMES.into_iter().chain(more.iter().map(String::as_str)).collect();
        let page = PageKept::new(scenario);
        Ok(Outputs { staging: Staging::new(dir, KIND, &names)?, jobs, also, format, page })
    }

    /// A writer of the jobs of a cell, and of its schedule in other forms, where they are to be written down.
    pub(super) fn witness(&self, cell: Cell) -> Option<Box<dyn Witness>> {
        let dir = self.staging.dir();
        let written: Option<Box<dyn Witness>> =
            match (self.jobs.witness(dir, cell), self.also.witness(dir, cell)) {
                (Some(jobs), Some(also)) => Some(Box::new((jobs, also))),
                (one, other) => one.or(other),
            };
        self.page.beside(cell, written)
    }

    /// Whether a writer of jobs has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.jobs.has_failed() || self.also.has_failed()
    }

    /// Why a writer of jobs has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.jobs.failure().or_else(|| self.also.failure())
    }

    /// Writes everything that is not written yet, publishes all of it, and tells which files those are.
    pub(super) fn write(
        self,
        comparison: &Comparison,
        timing: &Timing,
        (formats, about_page): (Formats, AboutPage<'_>),
        stop: &AtomicBool,
    ) -> Result<Published, Failure> {
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let dir = self.staging.dir();
        write_with(&dir.join("summary.json"), |out| write_summary_json(comparison, out))?;
        write_data(comparison, dir, &self.format)?;
        let AboutPage { lang, file, command, typed } = about_page;
        let runs = self.page.runs();
        let map = map_of(comparison, lang).map(|map| map.svg());
        let told = page::Told { comparison, runs: &runs, lang, file, command, typed, map: map.as_deref() };
        write_file(&dir.join("report.html"), page::html(&comparison_page(told)).as_bytes())?;
        self.jobs.write(dir)?;
        self.also.write(dir)?;
        let timing = serde_json::to_string_pretty(timing).map_err(Failure::unanswered)?;
        write_file(&dir.join("timing.json"), format!("{timing}\n").as_bytes())?;
        let plots = self.staging.make_dir("plots")?;
        tell_left_out(&draw_all(comparison, lang, &plots, formats)?);
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
