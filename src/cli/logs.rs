//! The options that say which logs are read, and what is changed in their jobs.

use super::Failure;
use crate::log::{
    Apart, ColumnMap, Factor, Filter, Header, LogReader, Logs, MapErrors, RUN_MAX, Resize, SUBMIT_MAX,
    Shapes, SizeUnit, Sizes, TenantMap, Together, Transform, Window,
};
use crate::model::Span;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

const UNITS: [SizeUnit; 3] = [SizeUnit::Processors, SizeUnit::Nodes, SizeUnit::Accelerators];

const SIZES: [(&str, Sizes); 2] = [("requested", Sizes::Requested), ("allocated", Sizes::Allocated)];

/// Which logs are read, and what is changed in their jobs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct LogArgs {
    /// The log, in any format of `suanli list formats`, plain or compressed (.gz, .zst); several are read one after the other.
    #[arg(value_name = "LOG", required = true)]
    pub(super) logs: Vec<PathBuf>,

    #[command(flatten)]
    how: HowArgs,
}

/// How logs are read, and what is changed in their jobs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct HowArgs {
    /// What the columns of the log mean: a TOML file, for tables in no known format.
    #[arg(long, value_name = "MAP.toml", help_heading = "Jobs of the log")]
    columns: Option<PathBuf>,

    /// What the size of a job counts; without it, what the format counts.
    #[arg(long, value_name = "UNIT", help_heading = "Jobs of the log", value_parser = PossibleValuesParser::new(UNITS.map(SizeUnit::words)))]
    unit: Option<String>,

    /// Which of its processors the size of a job counts, where the log knows both: those that it requested, or those that were
    /// allocated to it, which are more where it got whole nodes or cores.
    #[arg(long, value_name = "WHICH", default_value = SIZES[0].0, help_heading = "Jobs of the log", value_parser = PossibleValuesParser::new(SIZES.map(|(name, _)| name)))]
    sizes: String,

    /// Merge several logs by their dates instead of reading one after the other.
    #[arg(long, help_heading = "Jobs of the log")]
    merge: bool,

    /// Take only these jobs: comparisons with commas between them, all of which must hold, such as
    /// 'queue=gpu|debug,user!=3,nodes>=4,run<1h'.
    #[arg(long, value_name = "FILTER", help_heading = "Jobs of the log")]
    filter: Option<Filter>,

    /// Take only jobs submitted in this time: dates (2024-03-01..2024-04-01) or times of the log (7d..14d, 3600..).
    #[arg(long, value_name = "FROM..UNTIL", help_heading = "Jobs of the log")]
    window: Option<Window>,

    /// Multiply the number of jobs in a given time: the times between submissions are divided by F.
    #[arg(long, value_name = "F", default_value = "1", help_heading = "Jobs of the log")]
    scale_arrivals: Factor,

    /// Multiply the sizes of jobs; rounded to the nearest whole number, at least 1.
    #[arg(long, value_name = "F", default_value = "1", help_heading = "Jobs of the log")]
    scale_sizes: Factor,

    /// Multiply run times and requested times.
    #[arg(long, value_name = "F", default_value = "1", help_heading = "Jobs of the log")]
    scale_runtimes: Factor,

    /// How fast the machine is beside the log's own: run times and requested times are divided by F.
    #[arg(long, value_name = "F", default_value = "1", help_heading = "Jobs of the log")]
    speed: Factor,

    /// Simulate a machine of this size instead of the log's own: jobs keep their share of it, rounded to the nearest whole
    /// number, at least 1 and at most the machine.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Jobs of the log")]
    resize_to: Option<u32>,

    /// The size of the log's own machine; without it, what the header of the log says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "resize_to", help_heading = "Jobs of the log")]
    resize_from: Option<u32>,

    /// Submit everything later by this time, such as 3d or 12h.
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = later, help_heading = "Jobs of the log")]
    shift: Span,

    /// Whose the jobs are: a TOML file that names the users of each tenant. Fair shares, and predictions by user, go by tenant
    /// then.
    #[arg(long, value_name = "MAP.toml", help_heading = "Jobs of the log")]
    tenants: Option<PathBuf>,
}

fn later(text: &str) -> Result<Span, String> {
    let wrong = || format!("expected a time such as 3d, 12h or 3600, found `{text}`");
    let shift = crate::log::span(text).ok_or_else(wrong)?;
    if SUBMIT_MAX < shift {
        let days = SUBMIT_MAX.as_secs() / 86_400;
        return Err(format!("expected a time of at most {days}d (3,168 years), found `{text}`"));
    }
    Ok(shift)
}

/// The longest time that a job may ask for, where longer ones are split.
pub(super) fn part_length(text: &str) -> Result<Span, String> {
    let known = crate::log::span(text).filter(|length| Span::MINUTE <= *length && *length <= RUN_MAX);
    known.ok_or_else(|| {
        format!("expected a time from a minute to 31 years, such as 24h or 30min, found `{text}`")
    })
}

/// Logs that have been opened.
pub(super) struct Opened {
    /// How to open them again.
    pub(super) logs: Logs,
    pub(super) reader: LogReader,
    /// For which machine the jobs are made to fit, if it is another one than the log's.
    pub(super) resize: Option<Resize>,
}

impl LogArgs {
    /// Whether somebody says what the columns mean.
    pub(super) const fn has_columns(&self) -> bool {
        self.how.columns.is_some()
    }

    /// Opens the logs.
    pub(super) fn open(&self) -> Result<Opened, Failure> {
        self.how.open(&self.logs)
    }

    /// The changes in the jobs, in words, for the summary; nothing where nothing is changed.
    pub(super) fn changes(&self, opened: &Opened) -> Vec<String> {
        self.how.changes(opened.resize)
    }
}

impl HowArgs {
    /// Opens logs.
    pub(super) fn open(&self, paths: &[PathBuf]) -> Result<Opened, Failure> {
        let unit = |name: &String| UNITS.into_iter().find(|unit| unit.words() == *name);
        let mut problems = Vec::new();
        let columns = self.columns.as_ref().map(|path| ColumnMap::read(path));
        let columns = told(columns, &mut problems);
        let tenants = told(self.tenants.as_ref().map(|path| TenantMap::read(path)), &mut problems);
        if !problems.is_empty() {
            return Err(Failure::Wrong(problems));
        }
        let mut logs = Logs {
            paths: paths.to_vec(),
            columns,
            together: if self.merge { Together::Merged } else { Together::InTurn },
            unit: self.unit.as_ref().and_then(unit),
            sizes: self.sizes(),
            shapes: Shapes::Counted,
            apart: Apart::default(),
            transform: Transform {
                filter: self.filter.clone().unwrap_or_default(),
                window: self.window.clone().unwrap_or_default(),
                resize: None,
                sizes: self.scale_sizes,
                runs: self.scale_runtimes,
                speed: self.speed,
                arrivals: self.scale_arrivals,
                shift: self.shift,
                tenants,
                split_at: None,
            },
        };
        let reader = logs.open()?;
        logs.transform.resize = self.resize(reader.header(), reader.unit())?;
        let resize = logs.transform.resize;
        let reader = reader.transformed(logs.transform.clone());
        Ok(Opened { logs, reader, resize })
    }

    fn sizes(&self) -> Sizes {
        let known = SIZES.into_iter().find(|(name, _)| *name == self.sizes);
        known.map_or(Sizes::Requested, |(_, sizes)| sizes)
    }

    fn resize(&self, header: &Header, unit: SizeUnit) -> Result<Option<Resize>, Failure> {
        let Some(to) = self.resize_to else { return Ok(None) };
        let from = self.resize_from.or_else(|| header.size(unit)).ok_or_else(|| {
            Failure::wrong(format!(
                "--resize-to: the log does not say how many {} its own machine has: give --resize-from N",
                unit.words()
            ))
        })?;
        Ok(Some(Resize { from: u64::from(from), to }))
    }

    /// Whether everything stays as it is without a word.
    pub(super) fn is_usual(&self) -> bool {
        let files = self.columns.is_none() && self.tenants.is_none() && self.resize_to.is_none();
        files && self.changes(None).is_empty()
    }

    fn changes(&self, resize: Option<Resize>) -> Vec<String> {
        let mut changes = Vec::new();
        let mut add = |option: &str, value: Option<String>| {
            changes.extend(value.map(|value| format!("{option} {value}")));
        };
        let factor = |factor: Factor| (factor != Factor::ONE).then(|| factor.to_string());
        add("--unit", self.unit.clone());
        add("--sizes", (self.sizes() != Sizes::Requested).then(|| self.sizes.clone()));
        add("--filter", self.filter.as_ref().map(ToString::to_string));
        add("--window", self.window.as_ref().map(ToString::to_string));
        add("--resize-to", resize.map(|Resize { from, to }| format!("{to} (from {from})")));
        add("--scale-sizes", factor(self.scale_sizes));
        add("--scale-runtimes", factor(self.scale_runtimes));
        add("--speed", factor(self.speed));
        add("--scale-arrivals", factor(self.scale_arrivals));
        add("--shift", (self.shift != Span::ZERO).then(|| format!("{} s", self.shift.as_secs_f64())));
        if self.merge {
            changes.push("--merge".into());
        }
        changes
    }
}

fn told<T>(read: Option<Result<T, MapErrors>>, problems: &mut Vec<miette::Report>) -> Option<T> {
    match read? {
        Ok(value) => Some(value),
        Err(errors) => {
            problems.extend(errors.each().map(miette::Report::msg));
            None
        }
    }
}

/// The logs by their names, without their folders.
pub(super) fn names(logs: &[PathBuf]) -> String {
    let name = |log: &PathBuf| log.file_name().unwrap_or(log.as_os_str()).to_string_lossy().into_owned();
    logs.iter().map(name).collect::<Vec<_>>().join(" + ")
}
