//! Jobs for other simulators: Standard Workload Format, CSV and Parquet.

mod csv;
#[cfg(feature = "parquet")]
mod parquet;
mod swf;

use super::files::FileError;
use super::sink::Sink;
use crate::log::State;
use crate::model::{Shape, Span, Time};
use jiff::civil::DateTime;
use std::io;
use std::path::{Path, PathBuf};

/// What a file of jobs says of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportHead {
    /// Of what the jobs are, for people.
    pub title: String,
    /// The civil time at which time 0 lies, where there is one.
    pub start: Option<DateTime>,
    /// What sizes count.
    pub unit: String,
    /// How many of them there are in all, where that is known.
    pub machine: Option<u64>,
    /// The seed.
    pub seed: u64,
    /// The classes of jobs, by place.
    pub classes: Vec<String>,
    /// The partitions to which jobs are sent, by place; empty where there is only one.
    pub partitions: Vec<String>,
    /// Of the classes those whose jobs come from a log, and were run.
    pub recorded: Vec<String>,
}

/// A job as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportJob {
    /// When it is submitted.
    pub submit: Time,
    /// How long it would run if nobody stopped it.
    pub run: Span,
    /// How much of the unit it holds.
    pub size: u32,
    /// For how long it asks.
    pub walltime: Span,
    /// The number of its user; 0 where nobody knows.
    pub user: u32,
    /// The place of its class.
    pub class: usize,
    /// The place of its partition.
    pub partition: usize,
    /// What its tasks hold on their nodes, where that is known.
    pub shape: Option<Shape>,
    /// How it ends by itself.
    pub state: State,
}

/// A format in which jobs are written: a row of [`EXPORTS`].
#[derive(Debug, Clone, Copy)]
pub struct ExportFormat {
    /// The name, which is also the ending of its files.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Begins a file.
    create: fn(PathBuf, Sink, &ExportHead) -> io::Result<Box<dyn Writer>>,
    /// Whether it packs its contents itself.
    packed: bool,
}

/// Writes one file of jobs, in order of submission.
trait Writer {
    fn write(&mut self, number: u64, job: &ExportJob) -> io::Result<()>;

    /// Completes the contents and gives back what they were written to.
    fn finish(self: Box<Self>) -> io::Result<Sink>;
}

/// The formats that can be written.
pub const EXPORTS: &[ExportFormat] = &[
    swf::ENTRY,
    csv::ENTRY,
    #[cfg(feature = "parquet")]
    parquet::ENTRY,
];

/// The format of a name, or of a file's ending before `.gz` or `.zst`.
#[must_use]
pub fn export_format(name: &str) -> Option<ExportFormat> {
    EXPORTS.iter().copied().find(|format| format.name == name)
}

/// The format that the name of a file says.
#[must_use]
pub fn export_format_of(path: &Path) -> Option<ExportFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    export_format(name.rsplit_once('.')?.1)
}

/// A file of jobs that appears under its name once it is complete; packed, where its name ends in `.gz` or `.zst`.
pub struct ExportFile {
    path: PathBuf,
    writer: Box<dyn Writer>,
    jobs: u64,
}

impl std::fmt::Debug for ExportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportFile")
            .field("path", &self.path)
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}

impl ExportFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written, or when a format that packs its contents itself is to be packed once more.
    pub fn create(path: &Path, format: ExportFormat, head: &ExportHead) -> Result<ExportFile, FileError> {
        let failed = |source| FileError { path: path.into(), doing: "cannot write", source };
        let sink = Sink::create(path)?;
        if format.packed && sink.packs() {
            let why = format!("{} packs its columns itself: leave out .gz or .zst", format.name);
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, why)));
        }
        let writer = (format.create)(path.into(), sink, head).map_err(failed)?;
        Ok(ExportFile { path: path.into(), writer, jobs: 0 })
    }

    /// Writes the next job; jobs are numbered from 1.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, job: &ExportJob) -> Result<(), FileError> {
        self.jobs += 1;
        self.writer.write(self.jobs, job).map_err(|source| self.failed(source))
    }

    /// How many jobs have been written.
    #[must_use]
    pub const fn jobs(&self) -> u64 {
        self.jobs
    }

    /// Completes the file.
    ///
    /// # Errors
    /// When the disk is full or the target cannot be replaced. Nothing is left behind then.
    pub fn finish(self) -> Result<(), FileError> {
        let ExportFile { path, writer, .. } = self;
        let sink = writer.finish().map_err(|source| FileError { path, doing: "cannot write", source })?;
        sink.finish()
    }

    fn failed(&self, source: io::Error) -> FileError {
        FileError { path: self.path.clone(), doing: "cannot write", source }
    }
}
