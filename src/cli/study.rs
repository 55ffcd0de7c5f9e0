//! What `run` and `compare` share: the options, the run itself, and what becomes of its results.

use super::asked::Asked;
use super::by;
use super::onlooker::{Onlooker, Saving};
use super::outputs::{AboutPage, FilesArgs, Outputs};
use super::page_args::PageArgs;
use super::saver::{Runs, Saver, saver};
use super::saving::{SaveArgs, ScenarioText};
use super::sure::{SureArgs, found_warm_up};
use super::watch::Watching;
use super::{Failure, changed, console, machine, outputs, rerun, tables};
use crate::experiment::{CompareError, Comparison, Heat, Settings, compare};
use crate::model::Time;
use crate::report::{By, answer_text_in, hours_text, span_words, tables_text, write_summary_json};
use crate::scenario::{Scenario, Shown};
use crate::stats::Confidence;
use crate::workload::recorded;
use clap::ColorChoice;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Options of `run` and `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct Study {
    /// How often each policy is run, each time with other chance [default: as in the scenario].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replications: Option<u32>,
    #[command(flatten)]
    sure: SureArgs,
    /// Tell the spread within a single run of many weeks, as of a log, by drawing its weeks anew.
    #[arg(long, value_name = "WHAT", value_parser = ["weeks"])]
    resample: Option<String>,
    #[command(flatten)]
    pub(super) asked: Asked,
    /// How sure intervals are, as in 95% or 0.99 [default: 95%].
    #[arg(long, value_name = "LEVEL", value_parser = Confidence::parse)]
    confidence: Option<Confidence>,
    /// The date on which the week of the node heat map begins [default: in the middle].
    #[arg(long, value_name = "DATE")]
    week: Option<jiff::civil::Date>,
    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    threads: Option<usize>,
    /// A folder for report.html, summary.json, summary.csv, values.csv, differences.csv, causes.csv, a file of jobs for each policy,
    /// timing.json and plots/.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    files: FilesArgs,
    /// Tell also what jobs held, in core-hours and accelerator-hours, by these (users of logs are tenants).
    #[arg(long, value_name = "KIND", value_parser = by::one_of(&By::ALL), value_delimiter = ',')]
    by: Vec<By>,
    /// Which tables to print below the answer: all, or some by name.
    #[arg(long, value_name = "TABLES", value_parser = tables::named(), value_delimiter = ',')]
    tables: Vec<String>,
    /// Write summary.json to stdout instead of tables.
    #[arg(long)]
    json: bool,
    /// Show queue, use and nodes on the terminal while the simulation runs; q closes the view.
    #[arg(long)]
    pub(super) watch: bool,
    /// Whether text has colours.
    #[arg(skip)]
    pub(super) colors: ColorChoice,
    /// Plots as PNG besides SVG.
    #[arg(long, requires = "out")]
    png: bool,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    pub(super) save: SaveArgs,
}

/// More threads than this are a slip of the finger.
const THREADS_MAX: usize = 1_024;

pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads) if (1..=THREADS_MAX).contains(&threads) => Ok(threads),
        Ok(_) | Err(_) => Err(format!("expected a whole number from 1 to {THREADS_MAX}")),
    }
}

/// The scenario as it is to be run: as in its file, but for what the command line says; and the file word for word.
pub(super) fn scenario_of(path: &Path, study: &Study) -> Result<(Scenario, ScenarioText), Failure> {
    // A warm-up that is to be found is found later.
    let warm_up = study.asked.warm_up.clone().filter(|_| !study.asked.finds_warm_up());
    let (mut scenario, typed) = Asked { warm_up, ..study.asked.clone() }.measured_as_typed(path)?;
    scenario.replications = study.replications.unwrap_or(scenario.replications);
    if 1 < scenario.replications && scenario.is_of_logs_alone() {
        console::tell(&format!(
            "warning: --replications {}: chance has no part in a log, so that all would be the same: each policy is run once",
            scenario.replications
        ));
    }
    Ok((scenario.without_repetition(), typed))
}

/// Runs a scenario, of which more policies are known, and writes or prints the results.
pub(super) fn answer(
    scenario: Scenario,
    known: &Scenario,
    (path, typed): (&Path, &ScenarioText),
    study: &Study,
) -> Result<(), Failure> {
    let (scenario, save) = changed::changed(scenario, known, &study.save)?;
    let week = week(&scenario, path, study)?;
    let settings = Settings {
        threads: study.threads.unwrap_or_else(machine::core_count),
        heat: heat(week.map(|(_, from)| from), study),
        confidence: confidence(&scenario, path, study)?,
    };
    let stop = stop_on_interrupt()?;
    let scenario = match study.asked.finds_warm_up() {
        true => found_warm_up(scenario, settings, &stop)?,
        false => scenario,
    };
    let (scenario, sure) = study.sure.decided(scenario, settings, &stop)?;
    let week = week.map(|(date, _)| date);
    if let Some(comparison) = sure.filter(|_| study.out.is_none()) {
        return tell(&Comparison { week, ..comparison }, path, study);
    }
    let scenario = &scenario;
    let saver = saver_of(scenario, typed, study)?;
    let outputs =
        study.out.as_deref().map(|dir| Outputs::prepare(dir, scenario, &study.files)).transpose()?;
    let saving = Saving { saver: saver.as_ref(), args: &save };
    let runs = scenario.policies.len() * scenario.replications as usize;
    let watching = study.watch.then(|| Watching::begin(runs, &stop, study.colors)).transpose()?;
    let onlooker = Onlooker::new(scenario, Arc::clone(&stop), outputs.as_ref(), saving).watching(watching);
    let comparison = compare(scenario, settings, &onlooker).map_err(|error| {
        // A job that could not be written down stops the run, and is the reason to tell.
        let written = outputs.as_ref().filter(|_| error == CompareError::Stopped);
        written.and_then(Outputs::failure).unwrap_or_else(|| error.into())
    });
    let timing = onlooker.finish(settings.threads);
    let comparison = Comparison { branched: save.told.clone(), week, ..comparison? };
    if let Some(outputs) = outputs {
        let formats = outputs::formats(study.png);
        let about = AboutPage {
            lang: study.page.lang(),
            file: &study.asked.named(path),
            command: &rerun::rerun(&save.arguments),
            typed: Some(typed.text.as_str()).filter(|text| !text.trim_start().starts_with('{')),
        };
        let published = outputs.write(&comparison, &timing, (formats, about), &stop)?;
        outputs::tell(&published, study.out.as_deref().unwrap_or(Path::new("")));
    }
    tell(&comparison, path, study)
}

/// Nodes and shares are drawn into files alone; a run that goes on from a state may have some.
fn heat(week: Option<Time>, study: &Study) -> Heat {
    let is_seen = study.out.is_some() || study.save.save_every.is_some();
    match week {
        _ if !is_seen => Heat::Nothing,
        Some(from) => Heat::WeekFrom(from),
        None => Heat::MiddleWeek,
    }
}

/// Prints what came out.
fn tell(comparison: &Comparison, path: &Path, study: &Study) -> Result<(), Failure> {
    if study.json {
        let mut text = Vec::new();
        write_summary_json(comparison, &mut text).map_err(Failure::unanswered)?;
        return console::print(&String::from_utf8_lossy(&text));
    }
    let (width, lang) = (console::width(), study.page.lang());
    let (file, draws_weeks) = (study.asked.named(path), study.resample.is_some());
    let mut text = answer_text_in(lang, comparison, &file, draws_weeks, width);
    let tables = tables::asked(&study.tables);
    if !tables.is_empty() {
        text.push('\n');
        text.push_str(&tables_text(comparison, lang, &tables, width));
    }
    text.push_str(&hours_text(comparison, lang, &study.by, width));
    console::print(&text)
}

/// What writes states of the runs, if they are to be written.
fn saver_of(scenario: &Scenario, typed: &ScenarioText, study: &Study) -> Result<Option<Saver>, Failure> {
    let logs = scenario.workloads.iter().filter_map(recorded).flat_map(|log| log.logs.paths.clone());
    let logs: Vec<PathBuf> = logs.collect();
    let policies = scenario.policies.iter().map(|policy| policy.name.clone()).collect();
    let runs = Runs { policies, replications: scenario.replications, horizon: Some(scenario.horizon) };
    saver(&study.save, Some(typed.clone()), &logs, &runs)
}

/// A flag that Ctrl-C raises.
pub(super) fn stop_on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::unanswered(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// The level of intervals: as on the command line, or else as in a summary that is run again.
fn confidence(scenario: &Scenario, path: &Path, study: &Study) -> Result<Confidence, Failure> {
    match (study.confidence, shown(scenario).confidence) {
        (Some(confidence), _) => Ok(confidence),
        (None, Some(level)) => Confidence::new(level).ok_or_else(|| {
            let path = path.display();
            Failure::wrong(format!("{path}: confidence: expected a level from 0.5 to 0.9999, found {level}"))
        }),
        (None, None) => Ok(Confidence::default()),
    }
}

/// The date and time at which the week of the node heat map begins, where somebody chose one.
fn week(
    scenario: &Scenario,
    path: &Path,
    study: &Study,
) -> Result<Option<(jiff::civil::Date, Time)>, Failure> {
    let (date, written) = match (study.week, shown(scenario).week) {
        (Some(date), _) => (date, format!("--week {date}")),
        (None, Some(date)) => (date, format!("{}: week {date}", path.display())),
        (None, None) => return Ok(None),
    };
    let midnight = date.to_datetime(jiff::civil::Time::midnight());
    let micros = u64::try_from(midnight.duration_since(scenario.start).as_micros()).ok();
    match micros.map(Time::from_micros) {
        Some(time) if time < Time::ZERO + scenario.horizon => Ok(Some((date, time))),
        Some(_) | None => Err(Failure::wrong(format!(
            "{written}: the simulation covers {} from {}",
            span_words(scenario.horizon),
            scenario.start
        ))),
    }
}

fn shown(scenario: &Scenario) -> Shown {
    scenario.document.as_ref().map(|document| document.shown()).unwrap_or_default()
}
