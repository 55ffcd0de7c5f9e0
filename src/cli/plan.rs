//! `suanli plan`: the least, or the most, of something such that a centre keeps its promises.

use super::asked::{Asked, OnePolicy, policies_named};
use super::saving::ScenarioText;
use super::study::{stop_on_interrupt, threads};
use super::sure::Stoppable;
use super::{Failure, console, machine};
use crate::experiment::plan::{Plan, PlanError, Promise, Question, Tried, plan, try_one};
use crate::experiment::{CompareError, Settings, Watch};
use crate::policy::PolicySpec;
use crate::report::{About, PlanPage, Staging, plan_csv, plan_json, plan_text, write_file};
use crate::scenario::{Axis, AxisError, Planned, Scenario, check_text};
use crate::stats::Confidence;
use std::path::PathBuf;

/// Find the fewest nodes, or the least or most of anything else, with which a scenario keeps what is promised.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what"))]
pub(super) struct Args {
    /// The scenario: a TOML file.
    scenario: PathBuf,
    /// The value of which the least is asked for: KEY=LOW..HIGH or KEY=LOW..HIGH:STEP, as in
    /// center.wuhan-ai.partition.npu.nodes=60..140 [default: as in the scenario's `[plan]`].
    #[arg(long, value_name = "RANGE", group = "what")]
    least: Option<String>,
    /// The value of which the most is asked for, as in `workload.training.load=10 %..60 %:5 %`.
    #[arg(long, value_name = "RANGE", group = "what")]
    most: Option<String>,
    /// A promise that is to be kept, once for each: `p95 wait of fine-tuning <= 2 h`, `deadlines of weather >= 99 %`, `power <= 800 kW`
    /// [default: as in the scenario's `[plan]`].
    #[arg(long, value_name = "PROMISE")]
    promise: Vec<String>,
    #[command(flatten)]
    policy: OnePolicy,
    #[command(flatten)]
    asked: Asked,
    /// How many runs of each value to begin with [default: as in the scenario].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replications: Option<u32>,
    /// How many runs of a value at most, where fewer do not tell [default: four times as many].
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_replications: Option<u32>,
    /// How sure each promise is to be kept, as in 95% or 0.99 [default: 95%].
    #[arg(long, value_name = "LEVEL", value_parser = Confidence::parse)]
    confidence: Option<Confidence>,
    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    threads: Option<usize>,
    /// A folder for plan.json and plan.csv.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// A scenario of which one value is varied.
struct Varied<'a> {
    args: &'a Args,
    typed: ScenarioText,
    axis: Axis,
    policy: PolicySpec,
    replications: u32,
}

impl Varied<'_> {
    /// The experiment of its results.
    fn about(&self, scenario: &Scenario) -> About {
        About {
            title: scenario.title.clone(),
            seed: Some(scenario.seed),
            replications: Some(self.replications),
            policies: vec![self.policy.name.clone()],
        }
    }

    /// The scenario with one of the values, under the one policy.
    fn scenario(&self, place: usize) -> Result<Scenario, String> {
        let text = self.axis.text_with(&self.typed.text, place);
        let told = |problem: String| format!("{}={}: {problem}", self.axis.key(), self.axis.shown(place));
        let checked =
            check_text(&self.typed.name, &text, self.args.asked.logs.as_deref()).map_err(|errors| {
                let problems: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
                told(problems.join("; "))
            })?;
        let applied = self.args.asked.applied(checked.scenario, |_| {});
        let scenario = applied.map_err(|_| told("the length or the warm-up does not suit it".into()))?;
        Ok(Scenario { policies: vec![self.policy.clone()], replications: self.replications, ..scenario })
    }
}

/// The question, looked at.
struct Asking<'a> {
    varied: Varied<'a>,
    scenario: Scenario,
    promises: Vec<Promise>,
    is_most: bool,
}

/// Does it.
///
/// # Errors
/// When the scenario, the range or a promise is wrong, a run cannot be made, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let Asking { varied, scenario, promises, is_most } = asking(args)?;
    let replications = varied.replications;
    let confidence = args.confidence.unwrap_or_default();
    let most = scenario.planned.as_deref().and_then(|planned| planned.replications_most);
    let most = args.max_replications.or(most);
    let threads = args.threads.unwrap_or_else(machine::core_count);
    let settings = Settings { threads, confidence, ..Settings::default() };
    let question = Question {
        promises: &promises,
        count: varied.axis.len(),
        is_most,
        first: varied.axis.place_of_here(),
        replications_most: most.unwrap_or(4 * replications).max(replications),
        settings,
    };
    // It is too late to learn after the runs that results cannot be written.
    let names = ["plan.json", "plan.csv"];
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "plan", &names)).transpose()?;
    let watch = Stoppable(stop_on_interrupt()?);
    let tell = |tried: &Tried| {
        let kept = if tried.kept == crate::experiment::plan::Kept::Yes { "kept" } else { "not kept" };
        console::tell(&format!("{} = {}: {kept}", varied.axis.key(), varied.axis.shown(tried.place)));
    };
    let found = plan(question, &|place| varied.scenario(place), &watch, &mut { tell }).map_err(failure)?;
    let grown = grown(&varied, question, &found, &watch)?;
    let values: Vec<String> =
        (0..varied.axis.len()).map(|place| varied.axis.shown(place).to_owned()).collect();
    let page = PlanPage {
        plan: &found,
        promises: &promises,
        key: varied.axis.key(),
        values: &values,
        here: varied.axis.here(),
        is_most,
        title: (&scenario.title, &varied.policy.name),
        confidence,
        grown: grown.as_ref(),
    };
    if let Some(staging) = staging {
        write_file(&staging.dir().join("plan.json"), plan_json(page).as_bytes())?;
        write_file(&staging.dir().join("plan.csv"), plan_csv(page).as_bytes())?;
        staging.publish(&varied.about(&scenario), &[])?;
    }
    console::print(&if args.json { plan_json(page) } else { plan_text(page, console::width()) })
}

/// The question, of which everything is right that can be known before the first run.
fn asking(args: &Args) -> Result<Asking<'_>, Failure> {
    let scenario = args.asked.measured(&args.scenario)?;
    let planned = scenario.planned.as_deref();
    let (range, is_most) = match (&args.least, &args.most, planned) {
        (Some(range), _, _) => (range, false),
        (None, Some(range), _) => (range, true),
        (None, None, Some(planned)) => (&planned.range, planned.is_most),
        (None, None, None) => {
            return Err(Failure::wrong(
                "nothing says what is varied: --least KEY=LOW..HIGH or --most KEY=LOW..HIGH, or `[plan]` in the scenario",
            ));
        }
    };
    let policy = match planned.and_then(|planned| planned.policy.as_ref()) {
        Some(policy) if !args.policy.is_named() => {
            policies_named(&scenario, std::slice::from_ref(policy))?.remove(0)
        }
        Some(_) | None => args.policy.of(&scenario)?,
    };
    let typed = args.asked.typed(&args.scenario)?;
    let option = if is_most { "--most" } else { "--least" };
    let axis = Axis::parse(&typed.text, range).map_err(|AxisError { message, help }| match help {
        Some(help) => Failure::Wrong(vec![miette::miette!(help = help, "{option}: {message}")]),
        None => Failure::wrong(format!("{option}: {message}")),
    })?;
    let promises = match planned {
        Some(planned) if args.promise.is_empty() => planned_promises(&scenario, planned, &typed.text)?,
        Some(_) | None => promises(&scenario, &args.promise)?,
    };
    if promises.is_empty() {
        return Err(Failure::wrong(
            "nothing is promised: --promise \"p95 wait of fine-tuning <= 2 h\", or `[plan]` in the scenario",
        ));
    }
    let replications = args.replications.unwrap_or(scenario.replications);
    if let Some(most) = args.max_replications.filter(|most| *most < replications) {
        return Err(Failure::wrong(format!(
            "--max-replications {most}: each value is run {replications} times to begin with: expected no fewer"
        )));
    }
    if 1 < replications && scenario.is_of_logs_alone() {
        console::tell(
            "chance has no part in a log, so that each value is run once and nothing is known of the spread",
        );
    }
    let varied = Varied { args, typed, axis, policy, replications };
    refuse_demand_that_grows(&varied, &scenario)?;
    check_values(&varied)?;
    Ok(Asking { varied, scenario, promises, is_most })
}

/// The promises of the scenario's own `[plan]`; every one that means nothing is told with its line.
pub(super) fn planned_promises(
    scenario: &Scenario,
    planned: &Planned,
    typed: &str,
) -> Result<Vec<Promise>, Failure> {
    let (mut promises, mut problems) = (Vec::new(), Vec::new());
    for text in &planned.promises {
        match Promise::parse(scenario, text) {
            Ok(promise) => promises.push(promise),
            Err(message) => {
                let line = typed.lines().position(|line| line.contains(text.as_str()));
                let place = line.map_or(String::new(), |line| format!("line {}: ", line + 1));
                problems.push(miette::miette!("{}: {place}{message}", scenario.name));
            }
        }
    }
    if problems.is_empty() { Ok(promises) } else { Err(Failure::Wrong(problems)) }
}

fn promises(scenario: &Scenario, texts: &[String]) -> Result<Vec<Promise>, Failure> {
    let (mut promises, mut problems) = (Vec::new(), Vec::new());
    for text in texts {
        match Promise::parse(scenario, text) {
            Ok(promise) => promises.push(promise),
            Err(message) => problems.push(miette::miette!("--{message}")),
        }
    }
    if problems.is_empty() { Ok(promises) } else { Err(Failure::Wrong(problems)) }
}

/// More nodes must not bring more jobs.
fn refuse_demand_that_grows(varied: &Varied<'_>, scenario: &Scenario) -> Result<(), Failure> {
    let key = varied.axis.key();
    if !key.ends_with(".nodes") || scenario.is_of_logs_alone() {
        return Ok(());
    }
    let ambiguous = scenario.ambiguous_loads();
    let Some(workload) = ambiguous.first() else { return Ok(()) };
    let help = format!(
        "say in the `[[center.partition]]` for how many nodes the demand is stated: `demand_nodes = {}`",
        varied.axis.here()
    );
    Err(Failure::Wrong(vec![miette::miette!(
        help = help,
        "{key}: the load of workload `{workload}` is a share of however many nodes there are, so that more nodes would bring more jobs"
    )]))
}

/// All values are looked at before the first run, so that none turns out to be wrong after hours.
fn check_values(varied: &Varied<'_>) -> Result<(), Failure> {
    let problems = (0..varied.axis.len()).filter_map(|place| varied.scenario(place).err());
    let problems: Vec<miette::Report> = problems.take(10).map(miette::Report::msg).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Wrong(problems)) }
}

/// What becomes of the answer when a tenth more jobs come; nothing where all come from logs.
fn grown(
    varied: &Varied<'_>,
    question: Question<'_>,
    found: &Plan,
    watch: &dyn Watch,
) -> Result<Option<Tried>, Failure> {
    let Some(answer) = found.answer else { return Ok(None) };
    let mut scenario = varied.scenario(answer).map_err(Failure::wrong)?;
    if scenario.is_of_logs_alone() {
        return Ok(None);
    }
    for workload in &mut scenario.workloads {
        workload.demand = workload.demand.times(1.1);
    }
    try_one(question, &scenario, answer, watch).map(Some).map_err(failure)
}

fn failure(error: PlanError) -> Failure {
    match error {
        PlanError::Run(CompareError::Stopped) => Failure::Interrupted,
        PlanError::NothingSeen(_) | PlanError::Wrong(_) => Failure::wrong(error.to_string()),
        PlanError::Run(CompareError::Jobs { .. } | CompareError::Threads { .. }) => {
            Failure::unanswered(error)
        }
    }
}
