//! What `suanli plan` is asked: its options, and everything of them that can be known to be right before the first run.

use super::asked::{Asked, OnePolicy, policies_named};
use super::page_args::PageArgs;
use super::saving::ScenarioText;
use super::study::threads;
use super::{Failure, console};
use crate::experiment::plan::{PlanError, Promise};
use crate::policy::PolicySpec;
use crate::report::About;
use crate::scenario::{Axis, AxisError, Planned, Scenario, check_text};
use crate::stats::Confidence;
use std::path::PathBuf;

/// Find the fewest nodes, or the least or most of anything else, with which a scenario keeps what is promised.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what"))]
pub(super) struct Args {
    /// The scenario: a TOML file.
    pub(super) scenario: PathBuf,
    /// The value of which the least is asked for: KEY=LOW..HIGH or KEY=LOW..HIGH:STEP, as in
    /// center.wuhan-ai.partition.npu.nodes=60..140 [default: as in the scenario's `[plan]`].
    #[arg(long, value_name = "RANGE", group = "what")]
    least: Option<String>,
    /// The value of which the most is asked for, as in `workload.training.load=10 %..60 %:5 %`.
    #[arg(long, value_name = "RANGE", group = "what")]
    most: Option<String>,
    /// Another value that is bought beside that of --least, as in center.wuhan-ai.partition.npu.phase.new.nodes=0..40:4: asks for the cheapest mix of
    /// the two.
    #[arg(long, value_name = "RANGE", requires = "least", requires = "prices")]
    beside: Option<String>,
    /// What one of each costs, as in 120,35.
    #[arg(long, value_name = "PRICE,PRICE", requires = "beside", value_parser = prices)]
    pub(super) prices: Option<(f64, f64)>,
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
    pub(super) max_replications: Option<u32>,
    /// How sure each promise is to be kept, as in 95% or 0.99 [default: 95%].
    #[arg(long, value_name = "LEVEL", value_parser = Confidence::parse)]
    pub(super) confidence: Option<Confidence>,
    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    pub(super) threads: Option<usize>,
    /// A folder for report.html, plan.json, plan.csv and the figure of the curve.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// The figure as PNG besides SVG.
    #[arg(long, requires = "out")]
    pub(super) png: bool,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) page: PageArgs,
}

/// A scenario of which one value is varied.
pub(super) struct Varied<'a> {
    args: &'a Args,
    typed: ScenarioText,
    pub(super) axis: Axis,
    /// The value that is varied beside it, where a mix is asked for.
    pub(super) beside: Option<Axis>,
    pub(super) policy: PolicySpec,
    pub(super) replications: u32,
}

impl Varied<'_> {
    /// The experiment of its results.
    pub(super) fn about(&self, scenario: &Scenario) -> About {
        About {
            title: scenario.title.clone(),
            seed: Some(scenario.seed),
            replications: Some(self.replications),
            policies: vec![self.policy.name.clone()],
        }
    }

    /// The scenario with one of the values, under the one policy.
    pub(super) fn scenario(&self, place: usize) -> Result<Scenario, String> {
        self.scenario_of(&[(&self.axis, place)])
    }

    /// The scenario with a value of each of both axes.
    pub(super) fn scenario_of(&self, chosen: &[(&Axis, usize)]) -> Result<Scenario, String> {
        let text = Axis::text_with_all(&self.typed.text, chosen.iter().copied());
        let names: Vec<String> =
            chosen.iter().map(|(axis, place)| format!("{}={}", axis.key(), axis.shown(*place))).collect();
        let told = |problem: String| format!("{}: {problem}", names.join(" "));
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
pub(super) struct Asking<'a> {
    pub(super) varied: Varied<'a>,
    pub(super) scenario: Scenario,
    pub(super) promises: Vec<Promise>,
    pub(super) is_most: bool,
}

/// The question, of which everything is right that can be known before the first run.
pub(super) fn asking(args: &Args) -> Result<Asking<'_>, Failure> {
    let (scenario, typed) = args.asked.measured_as_typed(&args.scenario)?;
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
    let option = if is_most { "--most" } else { "--least" };
    let axis = axis_of(option, &typed.text, range)?;
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
    let beside = args.beside.as_ref().map(|range| axis_of("--beside", &typed.text, range)).transpose()?;
    if beside.as_ref().is_some_and(|beside| beside.is_of(&axis)) {
        return Err(Failure::wrong("--beside: expected another value than that of --least"));
    }
    let varied = Varied { args, typed, axis, beside, policy, replications };
    refuse_demand_that_grows(&varied, &scenario)?;
    check_values(&varied)?;
    Ok(Asking { varied, scenario, promises, is_most })
}

fn axis_of(option: &str, text: &str, range: &str) -> Result<Axis, Failure> {
    Axis::parse(text, range).map_err(|AxisError { message, help }| match help {
        Some(help) => Failure::Wrong(vec![miette::miette!(help = help, "{option}: {message}")]),
        None => Failure::wrong(format!("{option}: {message}")),
    })
}

/// Two prices of more than nothing.
fn prices(text: &str) -> Result<(f64, f64), String> {
    let price = |text: &str| {
        let price = text.trim().parse().ok();
        price.filter(|price: &f64| price.is_finite() && 0.0 < *price)
    };
    let read = text.split_once(',').and_then(|(one, other)| Some((price(one)?, price(other)?)));
    read.ok_or_else(|| format!("expected two prices above zero, such as 120,35, found `{text}`"))
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
    let last = varied.beside.as_ref().map(|beside| (beside, beside.len() - 1));
    let problems = (0..varied.axis.len()).filter_map(|place| {
        let chosen: Vec<(&Axis, usize)> = std::iter::once((&varied.axis, place)).chain(last).collect();
        varied.scenario_of(&chosen).err()
    });
    let problems: Vec<miette::Report> = problems.take(10).map(miette::Report::msg).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Wrong(problems)) }
}

/// Why there is no plan.
pub(super) fn failure(error: PlanError) -> Failure {
    match error {
        PlanError::Run(error) => error.into(),
        PlanError::NothingSeen(_) | PlanError::Wrong(_) => Failure::wrong(error.to_string()),
    }
}
