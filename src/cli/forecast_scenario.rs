//! `suanli forecast` at an instant of a scenario: its run is the truth, and is told beside.

use super::Failure;
use super::asked::{Asked, OnePolicy};
use super::forecast_answer::{NAMES, hand_over};
use super::forecast_args::Args;
use crate::experiment::World;
use crate::experiment::forecast::{Awaited, Branching, BranchingError, Expected, branched, size};
use crate::log::date_secs;
use crate::model::Time;
use crate::report::{About, ForecastPage, JobForecast, Staging, instant_words};
use crate::scenario::{Scenario, parse_span};
use std::path::Path;

/// The scenario that is asked about, where it is none of a log.
pub(super) fn scenario_path(args: &Args) -> Option<&Path> {
    let [path] = args.logs.as_slice() else { return None };
    path.extension().is_some_and(|ending| ending == "toml").then_some(path.as_path())
}

/// Answers for one instant of a scenario.
///
/// # Errors
/// When the scenario, its policy or the instant makes no sense, or files cannot be written.
pub(super) fn run(args: &Args, path: &Path) -> Result<(), Failure> {
    refuse_what_goes_with_logs(args)?;
    let asked = Asked { seed: None, horizon: None, warm_up: None, logs: None, text: None };
    let scenario = asked.scenario(path)?;
    let policy = OnePolicy::named(args.policy.clone()).of(&scenario)?;
    let text = args.at.as_deref().unwrap_or("");
    let at = instant(text)?;
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "forecast", &NAMES)).transpose()?;
    let world = World::of(&scenario, &policy, 0);
    let branching = Branching { world, at, futures: args.futures, seed: args.seed };
    let found = branched(branching).map_err(|error| failure(&error, text, &scenario))?;
    let is_asked = |job: &&Awaited| args.job.is_empty() || args.job.contains(&job.request.id.0.to_string());
    let jobs: Vec<JobForecast> =
        found.waiting.iter().filter(is_asked).map(|job| told(job, at, &scenario)).collect();
    refuse_unknown_jobs(args, &jobs)?;
    let instant = instant_words(at.as_secs(), false);
    let page = ForecastPage {
        lang: args.page.lang(),
        jobs: &jobs,
        others: &[],
        at: (&instant, at.as_secs()),
        running: found.running,
        waiting: found.waiting.len(),
        held: &[],
        lessons: None,
        policy: &policy.name,
        futures: args.futures,
        scenario: Some(&scenario.title),
    };
    let about = About {
        title: scenario.title.clone(),
        seed: Some(args.seed),
        replications: Some(args.futures),
        policies: vec![policy.name.clone()],
    };
    hand_over(args, staging, page, &about)
}

/// Options that say something of a log or a queue say nothing of a scenario.
fn refuse_what_goes_with_logs(args: &Args) -> Result<(), Failure> {
    let options = [
        ("--queue", args.queue.is_some()),
        ("--judge", args.judge.months.is_some()),
        ("--lessons-from", args.lessons_from.is_some()),
        ("--what-if", !args.what_if.is_empty()),
        ("--processors", args.processors.is_some()),
    ];
    let given = options.iter().filter(|(_, is_given)| *is_given);
    let problem =
        |(name, _): &(&str, bool)| miette::miette!("{name}: goes with a log or a queue, not with a scenario");
    let problems: Vec<_> = given.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Wrong(problems)) }
}

fn instant(text: &str) -> Result<Time, Failure> {
    if date_secs(text).is_some() {
        let message = format!("--at {text}: expected a time since the scenario began such as 30d");
        return Err(Failure::wrong(message));
    }
    parse_span(text).map(|span| Time::ZERO + span).map_err(|why| Failure::wrong(format!("--at: {why}")))
}

fn failure(error: &BranchingError, text: &str, scenario: &Scenario) -> Failure {
    match error {
        BranchingError::TooLate => {
            let days = scenario.horizon.as_secs() as f64 / 86_400.0;
            Failure::wrong(format!("--at {text}: {error}: it lasts {days} days"))
        }
        BranchingError::NobodyWaits => Failure::wrong(format!("--at {text}: {error}")),
        BranchingError::UsersWait(_) | BranchingError::OfLog(_) | BranchingError::Source(_) => {
            Failure::wrong(error.to_string())
        }
        BranchingError::State(_) => Failure::unanswered(error.to_string()),
    }
}

fn refuse_unknown_jobs(args: &Args, jobs: &[JobForecast]) -> Result<(), Failure> {
    let unknown = args.job.iter().filter(|name| !jobs.iter().any(|job| job.name == **name));
    let problems: Vec<_> = unknown.map(|name| miette::miette!("--job {name}: no such job waits")).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Wrong(problems)) }
}

fn told(job: &Awaited, at: Time, scenario: &Scenario) -> JobForecast {
    let request = job.request;
    let expected = Expected { starts: job.starts.clone(), features: Vec::new() };
    let tenant = scenario.tenants.get(request.tenant.0 as usize);
    JobForecast {
        name: request.id.0.to_string(),
        owner: tenant.map_or_else(String::new, |tenant| tenant.name.clone()),
        size: size(request.shape),
        walltime_secs: request.walltime.as_secs(),
        waited_secs: at.since(request.submit).as_secs(),
        figures: expected.figures(),
        scheduler_secs: None,
        actual_secs: job.came,
    }
}
