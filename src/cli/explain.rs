//! `suanli explain`: why one job of a scenario waited, from its submission to its end.

use super::asked::{Asked, OnePolicy, OneReplication};
use super::study::stop_on_interrupt;
use super::{Failure, console};
use crate::engine::Settings;
use crate::experiment::{ExplainError, Explanation, Setup, World, explain, explain_attempts};
use crate::log::{Cleaning, Entry, LogReader, LogSource, Logs, Names, Number, number_of_job};
use crate::model::{Center, JobId, Source};
use crate::policy::PolicySpec;
use crate::report::{StoryNames, story_json, story_text};
use std::path::PathBuf;

/// Tell the story of one job: who was ahead, what was reserved, which limit held it, and what would have let it start at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The scenario: a TOML file, or the `summary.json` of a run.
    scenario: PathBuf,
    /// The number of the job, as in the files of jobs.
    #[arg(long, value_name = "N")]
    job: u64,
    #[command(flatten)]
    policy: OnePolicy,
    #[command(flatten)]
    replication: OneReplication,
    #[command(flatten)]
    asked: Asked,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Does it.
///
/// # Errors
/// When the scenario, the policy or the number of the job is wrong, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let scenario = args.asked.measured(&args.scenario)?;
    let policy = args.policy.of(&scenario)?;
    let world = World::of(&scenario, &policy, args.replication.place());
    let stop = stop_on_interrupt()?;
    let explanation = explain(&world.setup(), &mut *world.source(), JobId(args.job), &stop)?;
    print(&explanation, &StoryNames::of(world), args.json)
}

/// A job as it was asked for.
#[derive(Debug, Clone)]
pub(super) struct AskedJob {
    pub(super) typed: String,
    pub(super) number: u64,
}

impl AskedJob {
    /// A number, or the task of an array.
    pub(super) fn parse(text: &str) -> Result<AskedJob, String> {
        let number =
            number_of_job(text).ok_or("expected the number of a job, or a task of an array as in 501_2")?;
        Ok(AskedJob { typed: text.to_owned(), number })
    }
}

/// A log that is replayed for the sake of one of its jobs.
pub(super) struct Replayed<'a> {
    pub(super) reader: LogReader,
    pub(super) center: &'a Center,
    pub(super) policy: &'a PolicySpec,
    pub(super) settings: Settings,
    /// The tenants, where somebody says who they are.
    pub(super) tenants: Vec<String>,
    pub(super) job: &'a AskedJob,
    /// How many jobs of the log have that number.
    pub(super) attempts: u64,
    pub(super) json: bool,
}

/// No more stories are told of one number.
const ATTEMPTS_MAX: u64 = 100;

/// The number under which a job of a log is simulated, and how many jobs have it: a job that was put back into its queue stands
/// there once for each attempt. The task of an array may have another number beside its name.
pub(super) fn attempts(logs: &Logs, cleaning: Cleaning, job: u64) -> Result<(u64, u64), Failure> {
    let mut reader = logs.open()?.cleaned(cleaning);
    let name = Some(Number::of(job));
    let (mut is_number, mut of_task) = (false, None);
    while let Some(Entry { job: found, row, .. }) = reader.next_entry()? {
        is_number |= found.request.id == JobId(job);
        of_task = of_task.or((row.task == name).then_some(found.request.id.0));
    }
    let number = of_task.filter(|_| !is_number).unwrap_or(job);
    let mut source = LogSource::sorted(logs.open()?.cleaned(cleaning))?;
    let mut attempts = 0;
    while source.next_submit()?.is_some() {
        attempts += u64::from(source.take().request.id == JobId(number));
    }
    Ok((number, attempts.clamp(1, ATTEMPTS_MAX)))
}

/// Tells the story of a job of a log, or of all jobs of its number.
///
/// # Errors
/// When the log cannot be read, no job has that number, or the user stops it.
pub(super) fn replayed(asked: Replayed<'_>) -> Result<(), Failure> {
    let Replayed { reader, center, policy, settings, tenants, job, attempts, json } = asked;
    let stop = stop_on_interrupt()?;
    // One job is worth a sorted log: where rows go back in time nothing has to begin anew.
    let mut source = LogSource::sorted(reader)?;
    let origin = source.origin();
    let setup = Setup::of_machine(center, policy, settings);
    let found = explain_attempts(&setup, &mut source, (JobId(job.number), attempts), &stop);
    let explanations = found.map_err(|error| match error {
        ExplainError::Unknown(..) => Failure::wrong(format!("--explain {}: {error}", job.typed)),
        ExplainError::Source(_) | ExplainError::Stopped => Failure::from(error),
    })?;
    let policy = format!("{}+{}+{}", policy.order, policy.backfill, policy.placement);
    let users = &source.header().users;
    let names = StoryNames {
        policy: &policy,
        centers: std::slice::from_ref(center),
        tenants: if tenants.is_empty() { names_of(users) } else { tenants },
        classes: Vec::new(),
        start: source.begins_on(),
        origin,
    };
    console::print(&match (&explanations[..], json) {
        ([only], true) => story_json(only, &names),
        ([only], false) => console::fitted(&story_text(only, &names)),
        (several, true) => {
            let stories: Vec<String> =
                several.iter().map(|one| story_json(one, &names).trim_end().to_owned()).collect();
            format!("[\n{}\n]\n", stories.join(",\n"))
        }
        (several, false) => {
            let head = format!("{} jobs of the log have the number {}.\n", several.len(), job.typed);
            let stories = several.iter().zip(1..).map(|(one, number)| {
                format!("\nAttempt {number} of {}\n{}", several.len(), story_text(one, &names))
            });
            console::fitted(&(head + &stories.collect::<String>()))
        }
    })
}

/// The users of a log by number, where it has words for them.
pub(super) fn names_of(users: &Names) -> Vec<String> {
    let words = (1..=users.len() as u64).filter_map(|number| users.word(number)).map(str::to_owned);
    if users.is_empty() {
        Vec::new()
    } else {
        // Jobs without a user stand under 0.
        std::iter::once(String::new()).chain(words).collect()
    }
}

fn print(explanation: &Explanation, names: &StoryNames<'_>, json: bool) -> Result<(), Failure> {
    console::print(&match json {
        true => story_json(explanation, names),
        false => console::fitted(&story_text(explanation, names)),
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
