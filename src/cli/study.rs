//! What `run` and `compare` share: the options, the run itself, and what becomes of its results.

use super::onlooker::Onlooker;
use super::outputs::Outputs;
use super::{Failure, console, machine, outputs};
use crate::experiment::{CompareError, Heat, Settings, compare};
use crate::model::Time;
use crate::policy::PolicySpec;
use crate::report::{comparison_text, span_words, write_summary_json};
use crate::scenario::{Checked, Scenario, ScenarioErrors, check_file, check_file_with_logs_in, parse_span};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Options of `run` and `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct Study {
    /// How often each policy is run, each time with other chance [default: as in the scenario].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replications: Option<u32>,
    /// The seed of all chance [default: as in the scenario].
    #[arg(long)]
    seed: Option<u64>,
    /// How long is simulated, as in "30 days" [default: as in the scenario].
    #[arg(long, value_name = "SPAN")]
    horizon: Option<String>,
    /// The date on which the week of the node heat map begins [default: in the middle].
    #[arg(long, value_name = "DATE")]
    week: Option<jiff::civil::Date>,
    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    threads: Option<usize>,
    /// The folder of the logs that the scenario names [default: that of the scenario].
    #[arg(long, value_name = "DIR")]
    logs: Option<PathBuf>,
    /// A folder for summary.json, summary.csv, causes.csv, jobs.csv, timing.json and plots/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write summary.json to stdout instead of tables.
    #[arg(long)]
    json: bool,
    /// Plots as PNG besides SVG.
    #[arg(long, requires = "out")]
    png: bool,
}

/// More threads than this are a slip of the finger.
const THREADS_MAX: usize = 1_024;

pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads) if (1..=THREADS_MAX).contains(&threads) => Ok(threads),
        Ok(_) | Err(_) => Err(format!("expected a whole number from 1 to {THREADS_MAX}")),
    }
}

/// A scenario from a file whose logs lie in this folder, or beside it where none is named.
pub(super) fn checked(path: &Path, logs: Option<&Path>) -> Result<Checked, ScenarioErrors> {
    match logs {
        Some(folder) => check_file_with_logs_in(path, folder),
        None => check_file(path),
    }
}

/// The scenario as it is in its file; what is strange in it is told.
pub(super) fn scenario_at(path: &Path, logs: Option<&Path>) -> Result<Scenario, Failure> {
    let checked = checked(path, logs).map_err(|errors| Failure::Wrong(errors.reports()))?;
    for warning in &checked.warnings {
        console::tell(&format!("warning: {warning}"));
    }
    Ok(checked.scenario)
}

/// The scenario as it is to be run: as in its file, but for what the command line says.
pub(super) fn scenario_of(path: &Path, study: &Study) -> Result<Scenario, Failure> {
    let mut scenario = scenario_at(path, study.logs.as_deref())?;
    if let Some(replications) = study.replications {
        scenario.replications = replications;
    }
    if let Some(seed) = study.seed {
        scenario.seed = seed;
    }
    if let Some(text) = &study.horizon {
        let horizon = parse_span(text).map_err(|error| Failure::wrong(format!("--horizon: {error}")))?;
        if horizon <= scenario.warm_up {
            return Err(Failure::wrong(format!(
                "--horizon {text}: the first {} are left out, so that nothing would be measured",
                span_words(scenario.warm_up)
            )));
        }
        scenario = scenario.lasting(horizon).map_err(|errors| Failure::Wrong(errors.reports()))?;
    }
    Ok(scenario)
}

/// The policies of these names, in this order; tells every name that means nothing.
pub(super) fn policies_named(scenario: &Scenario, names: &[String]) -> Result<Vec<PolicySpec>, Failure> {
    let mut policies: Vec<PolicySpec> = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        let known = scenario.policies.iter().find(|policy| policy.name == *name);
        match known.cloned().map_or_else(|| PolicySpec::parse(name), Ok) {
            Ok(policy) if policies.iter().any(|other| other.name == policy.name) => {
                problems.push(miette::Report::msg(format!("--policy {name}: given twice")));
            }
            Ok(policy) => policies.push(policy),
            Err(unknown) => {
                let own: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
                let help = format!(
                    "policies of the scenario are {}; others are written order+backfill[+placement]",
                    own.join(", ")
                );
                let problem = |part| miette::miette!(help = help.clone(), "--policy {name}: {part}");
                problems.extend(unknown.into_iter().map(problem));
            }
        }
    }
    if problems.is_empty() { Ok(policies) } else { Err(Failure::Wrong(problems)) }
}

/// Runs a scenario and gives the results to whom they belong.
pub(super) fn answer(scenario: &Scenario, study: &Study) -> Result<(), Failure> {
    let heat = match study.week {
        Some(date) => Heat::WeekFrom(time_of(scenario, date)?),
        None => Heat::MiddleWeek,
    };
    let settings = Settings { threads: study.threads.unwrap_or_else(machine::core_count), heat };
    let stop = stop_on_interrupt()?;
    let outputs = study.out.as_deref().map(|dir| Outputs::prepare(dir, scenario)).transpose()?;
    let onlooker = Onlooker::new(scenario, Arc::clone(&stop), outputs.as_ref());
    let comparison = compare(scenario, settings, &onlooker).map_err(|error| match error {
        // A job that could not be written down stops the run, and is the reason to tell.
        CompareError::Stopped => outputs.as_ref().and_then(Outputs::failure).unwrap_or(Failure::Interrupted),
        CompareError::Jobs { .. } | CompareError::Threads { .. } => Failure::unanswered(error),
    });
    let timing = onlooker.finish(settings.threads);
    let comparison = comparison?;
    if let Some(outputs) = outputs {
        let formats = outputs::formats(study.png);
        let files = outputs.write(&comparison, &timing, formats, &stop)?;
        console::tell(&format!(
            "wrote {files} files to {}",
            study.out.as_deref().unwrap_or(Path::new("")).display()
        ));
    }
    if study.json {
        let mut text = Vec::new();
        write_summary_json(&comparison, &mut text).map_err(Failure::unanswered)?;
        return console::print(&String::from_utf8_lossy(&text));
    }
    console::print(&comparison_text(&comparison))
}

/// A flag that Ctrl-C raises.
pub(super) fn stop_on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::unanswered(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

fn time_of(scenario: &Scenario, date: jiff::civil::Date) -> Result<Time, Failure> {
    let midnight = date.to_datetime(jiff::civil::Time::midnight());
    let micros = u64::try_from(midnight.duration_since(scenario.start).as_micros()).ok();
    match micros.map(Time::from_micros) {
        Some(time) if time < Time::ZERO + scenario.horizon => Ok(time),
        Some(_) | None => Err(Failure::wrong(format!(
            "--week {date}: the simulation covers {} from {}",
            span_words(scenario.horizon),
            scenario.start
        ))),
    }
}
