//! `suanli explain`: why one job of a scenario waited, from its submission to its end.

use super::study::{policies_named, scenario_at, stop_on_interrupt};
use super::{Failure, console};
use crate::engine::Settings;
use crate::experiment::{ExplainError, Explanation, World, explain, source_of};
use crate::log::{LogReader, LogSource};
use crate::model::{Center, JobId, Span, Streams, Time};
use crate::policy::PolicySpec;
use crate::report::{StoryNames, story_json, story_text};
use std::path::PathBuf;

/// Tell the story of one job: who was ahead, what was reserved, which limit held it, and what would have let it start at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario (a TOML file).
    scenario: PathBuf,
    /// The number of the job, as in jobs.csv.
    #[arg(long, value_name = "N")]
    job: u64,
    /// The policy: a name from the scenario, or `order+backfill[+placement]` [default: the scenario's first].
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
    /// Which replication; jobs.csv holds the first.
    #[arg(long, value_name = "R", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replication: u32,
    /// The seed of all chance [default: as in the scenario].
    #[arg(long)]
    seed: Option<u64>,
    /// The folder of the logs that the scenario names [default: that of the scenario].
    #[arg(long, value_name = "DIR")]
    logs: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Does it.
///
/// # Errors
/// When the scenario, the policy or the number of the job is wrong, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let scenario = scenario_at(&args.scenario, args.logs.as_deref())?;
    let policy = match &args.policy {
        Some(name) => policies_named(&scenario, std::slice::from_ref(name))?.remove(0),
        None => scenario.policies[0].clone(),
    };
    let stop = stop_on_interrupt()?;
    let streams = Streams::new(args.seed.unwrap_or(scenario.seed), u64::from(args.replication - 1));
    let centers = scenario.centers_under(&policy);
    let world = World {
        centers,
        policy: &policy,
        settings: Settings { causes: true, ..Settings::default() },
        horizon: Time::ZERO + scenario.horizon,
        stop: &stop,
    };
    let explanation = explain(world, &mut *source_of(&scenario, streams), JobId(args.job))?;
    let names = StoryNames {
        policy: &policy.name,
        centers,
        tenants: scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect(),
        classes: scenario.workloads.iter().map(|workload| workload.name.clone()).collect(),
        start: Some(scenario.start),
        origin: Span::ZERO,
    };
    print(&explanation, &names, args.json)
}

/// A log that is replayed for the sake of one of its jobs.
pub(super) struct Replayed<'a> {
    pub(super) reader: LogReader,
    pub(super) center: &'a Center,
    pub(super) policy: &'a PolicySpec,
    pub(super) settings: Settings,
    /// The tenants, where somebody says who they are.
    pub(super) tenants: Vec<String>,
    pub(super) job: u64,
    pub(super) json: bool,
}

/// Tells the story of a job of a log.
///
/// # Errors
/// When the log cannot be read, no job has that number, or the user stops it.
pub(super) fn replayed(asked: Replayed<'_>) -> Result<(), Failure> {
    let Replayed { reader, center, policy, settings, tenants, job, json } = asked;
    let stop = stop_on_interrupt()?;
    // One job is worth a sorted log: where rows go back in time nothing has to begin anew.
    let mut source = LogSource::sorted(reader)?;
    let origin = source.origin();
    let centers = std::slice::from_ref(center);
    let world = World { centers, policy, settings, horizon: Time::NEVER, stop: &stop };
    let explanation = explain(world, &mut source, JobId(job))?;
    let policy = format!("{}+{}+{}", policy.order, policy.backfill, policy.placement);
    let names = StoryNames { policy: &policy, centers, tenants, classes: Vec::new(), start: None, origin };
    print(&explanation, &names, json)
}

fn print(explanation: &Explanation, names: &StoryNames<'_>, json: bool) -> Result<(), Failure> {
    console::print(&match json {
        true => story_json(explanation, names),
        false => story_text(explanation, names),
    })
}

impl From<ExplainError> for Failure {
    fn from(error: ExplainError) -> Failure {
        match error {
            ExplainError::Unknown(..) => Failure::wrong(format!("--job: {error}")),
            ExplainError::Source(error) => Failure::from(error),
            ExplainError::Stopped => Failure::Interrupted,
        }
    }
}
