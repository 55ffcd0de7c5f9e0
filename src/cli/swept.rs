//! A sweep as it was asked for: its axes and points, all problems told at once, and the scenario of each point.

use super::asked::policies_named;
use super::saving::{LogMark, ScenarioText};
use super::sweep_args::SweepArgs;
use super::{Failure, console};
use crate::experiment::sweep::{Design, Point, points, steps};
use crate::model::Streams;
use crate::report::sweep::{AxisTold, Described, FileMark, ScopeTold};
use crate::scenario::{Assumption, Axis, AxisError, Scenario, Steps, assumptions, check_text};
use crate::text::{counted, nearest};
use crate::workload::{Origin, recorded};

/// More cells than this are a slip of the finger.
const CELLS_MAX: usize = 1_000_000;

/// The axis of the demand of all workloads is of a file of its own.
const LOAD: &str = "load";
const LOAD_TEXT: &str = "load = \"100 %\"\n";

/// Values that say how is simulated go by options instead.
const NO_AXES: [(&str, &str); 1] = [("scenario.replications", "--replications")];

/// A sweep as it was asked for.
pub(super) struct Swept<'a> {
    args: &'a SweepArgs,
    typed: ScenarioText,
    axes: Vec<Axis>,
    points: Vec<Point>,
    policies: Vec<String>,
    replications: u32,
    design: Design,
    scenario: Scenario,
}

impl<'a> Swept<'a> {
    /// The sweep, of which everything is right but what only the scenarios of its points can tell.
    pub(super) fn of(args: &'a SweepArgs) -> Result<Swept<'a>, Failure> {
        let (scenario, typed) = args.asked.measured_as_typed(&args.scenario)?;
        let design = args.design();
        let (axes, policies) = axes(args, &typed, &scenario)?;
        if axes.is_empty() && design != Design::Grid {
            return Err(Failure::wrong(
                "nothing is varied: name values with --set, or take the numbers that are marked with --assumptions",
            ));
        }
        let too_few = axes.iter().find(|axis| matches!(design, Design::Morris { .. }) && axis.len() < 2);
        if let Some(axis) = too_few {
            return Err(Failure::wrong(format!(
                "--set {}: expected at least two values for morris",
                axis.key()
            )));
        }
        let policies = match (policies.is_empty(), args.is_of_effects()) {
            (false, _) => policies,
            (true, true) => vec![scenario.policies[0].name.clone()],
            (true, false) => scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
        };
        let mut replications = args.replications.unwrap_or(scenario.replications);
        if 1 < replications && scenario.is_of_logs_alone() {
            console::tell(
                "chance has no part in a log, so that each point is run once and nothing is known of the spread",
            );
            replications = 1;
        }
        let counts: Vec<usize> = axes.iter().map(Axis::len).collect();
        check_count(design, &counts, policies.len() * replications as usize)?;
        let points = points(design, &counts, Streams::new(scenario.seed, 0));
        warn_of_demand_that_grows(&axes, &scenario);
        Ok(Swept { args, typed, axes, points, policies, replications, design, scenario })
    }

    /// The scenario of a point, with the policies and replications of the sweep.
    pub(super) fn scenario_of(&self, point: usize) -> Result<Scenario, String> {
        let told = |problem: String| format!("{}: {problem}", self.words(point));
        let chosen = self.axes.iter().zip(&self.points[point]);
        let chosen = chosen.filter_map(|(axis, place)| Some((axis, (*place)?)));
        let of_file = chosen.clone().filter(|(axis, _)| axis.key() != LOAD);
        let text = Axis::text_with_all(&self.typed.text, of_file);
        let logs = self.args.asked.logs.as_deref();
        let checked = check_text(&self.typed.name, &text, logs).map_err(|errors| {
            let problems: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
            told(problems.join("; "))
        })?;
        let applied = self.args.asked.applied(checked.scenario, |_| {});
        let mut scenario = applied.map_err(|_| told("the length or the warm-up does not suit it".into()))?;
        if scenario.horizon <= scenario.warm_up {
            return Err(told("the warm-up is as long as all, so that nothing would be measured".into()));
        }
        let load = chosen.clone().find(|(axis, _)| axis.key() == LOAD);
        if let Some((axis, place)) = load {
            let factor = axis.number(place).ok_or_else(|| told("the load is no number".into()))? / 100.0;
            for workload in &mut scenario.workloads {
                workload.demand = workload.demand.times(factor);
            }
        }
        let policies = policies_named(&scenario, &self.policies);
        let policies = policies.map_err(|_| told("it has no such policy any more".into()))?;
        Ok(Scenario { policies, replications: self.replications, ..scenario })
    }

    /// What becomes of the values of a point, for people.
    fn values(&self, point: usize) -> Vec<String> {
        let shown = |(axis, place): (&Axis, &Option<usize>)| match place {
            Some(place) => axis.shown(*place).to_owned(),
            None => axis.here().to_owned(),
        };
        self.axes.iter().zip(&self.points[point]).map(shown).collect()
    }

    fn words(&self, point: usize) -> String {
        let values = self.values(point);
        let set = self.axes.iter().zip(values).map(|(axis, value)| format!("{}={value}", axis.key()));
        let words: Vec<String> = set.collect();
        if words.is_empty() { "the scenario".into() } else { words.join(", ") }
    }

    /// What the sweep is, as it is written down.
    pub(super) fn described(&self) -> Result<Described, Failure> {
        let mut described =
            Described::new(&self.scenario.title, self.design, self.policies.clone(), self.replications);
        described.scenario.clone_from(&self.typed.text);
        described.axes = self
            .axes
            .iter()
            .map(|axis| AxisTold { key: axis.key().into(), here: axis.here().into(), last: axis.len() - 1 })
            .collect();
        described.points = (0..self.points.len()).map(|point| self.values(point)).collect();
        if matches!(self.design, Design::Morris { .. }) {
            described.places =
                self.points.iter().map(|point| point.iter().flatten().copied().collect()).collect();
        }
        let asked = &self.args.asked;
        let seed = asked.seed.map(|seed| seed.to_string());
        let options = [("--seed", &seed), ("--horizon", &asked.horizon), ("--warm-up", &asked.warm_up)];
        described.options =
            options.iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?))).collect();
        described.scopes = scopes(&self.scenario);
        described.logs = logs(&self.scenario)?;
        Ok(described)
    }
}

/// Every scope of which results have rows, in their order.
fn scopes(scenario: &Scenario) -> Vec<ScopeTold> {
    let told = |kind: &str, name: &str| ScopeTold { kind: kind.into(), name: name.into() };
    let mut scopes = vec![told("overall", "")];
    scopes.extend(scenario.centers.iter().map(|center| told("center", &center.name)));
    scopes.extend(scenario.workloads.iter().map(|workload| told("class", &workload.name)));
    scopes.extend(scenario.groups.iter().map(|group| told("group", &group.name)));
    scopes.extend(crate::metrics::SizeBand::ALL.iter().map(|band| told("size", band.name())));
    scopes
}

fn logs(scenario: &Scenario) -> Result<Vec<FileMark>, Failure> {
    let paths = scenario.workloads.iter().filter_map(recorded).flat_map(|log| log.logs.paths.clone());
    let mark = |path: std::path::PathBuf| {
        let mark = LogMark::of(&path)
            .map_err(|error| Failure::unanswered(format!("{}: cannot read: {error}", path.display())))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(FileMark { name, bytes: mark.bytes, head: format!("{:016x}", mark.head) })
    };
    paths.map(mark).collect()
}

/// The axes, and the policies that are named; all problems at once.
fn axes(
    args: &SweepArgs,
    typed: &ScenarioText,
    scenario: &Scenario,
) -> Result<(Vec<Axis>, Vec<String>), Failure> {
    let (mut axes, mut policies, mut problems) = (Vec::<Axis>::new(), args.policy.clone(), Vec::new());
    for set in &args.set {
        if let Some(("policy", names)) = set.split_once('=').map(|(key, names)| (key.trim(), names)) {
            policies.extend(names.split(',').map(|name| name.trim().to_owned()));
            continue;
        }
        match axis(args, typed, scenario, set, steps(args.design())) {
            Ok(axis) if axes.iter().any(|other| same_value(other, &axis)) => {
                problems.push(miette::miette!("--set {}: the same value is varied twice", axis.key()));
            }
            Ok(axis) => axes.push(axis),
            Err(AxisError { message, help: Some(help) }) => {
                problems.push(miette::miette!(help = help, "--set: {message}"));
            }
            Err(AxisError { message, help: None }) => problems.push(miette::miette!("--set: {message}")),
        }
    }
    if let Err(Failure::Wrong(unknown)) = policies_named(scenario, &policies) {
        problems.extend(unknown);
    }
    match assumed(args, typed, &axes) {
        Ok(more) => axes.extend(more),
        Err(wrong) => problems.extend(wrong),
    }
    if problems.is_empty() { Ok((axes, policies)) } else { Err(Failure::Wrong(problems)) }
}

fn same_value(one: &Axis, other: &Axis) -> bool {
    if one.key() == LOAD || other.key() == LOAD { one.key() == other.key() } else { one.is_of(other) }
}

/// What a `--set` asks for.
fn axis(
    args: &SweepArgs,
    typed: &ScenarioText,
    scenario: &Scenario,
    set: &str,
    steps: Steps,
) -> Result<Axis, AxisError> {
    let told = |message: String, help: &str| {
        Err(AxisError { message, help: Some(help.to_owned()).filter(|help| !help.is_empty()) })
    };
    let key = set.split_once('=').map_or("", |(key, _)| key.trim());
    if key == LOAD {
        if scenario.workloads.iter().any(|workload| matches!(workload.origin, Origin::Log(_))) {
            return told(
                "`load`: jobs of logs come as they were submitted".into(),
                "vary the load of single workloads",
            );
        }
        let axis = Axis::of_list(LOAD_TEXT, set, steps)?;
        if let Some(place) = (0..axis.len()).find(|place| axis.number(*place).is_none_or(|load| load <= 0.0))
        {
            return told(format!("`load`: expected a share above nothing, found {}", axis.shown(place)), "");
        }
        if !(0..axis.len()).all(|place| axis.shown(place).ends_with('%')) {
            return told("`load`: expected shares of what the file says, such as 80 %".into(), "");
        }
        return Ok(axis);
    }
    let set = if key == "seed" { format!("scenario.{}", set.trim_start()) } else { set.to_owned() };
    let axis = Axis::of_list(&typed.text, &set, steps)?;
    if let Some((key, option)) = NO_AXES.iter().find(|(key, _)| *key == axis.key()) {
        return told(
            format!("`{key}`: the number of runs changes no cell"),
            &format!("say it with {option}"),
        );
    }
    let asked = &args.asked;
    let fixed = [
        ("scenario.seed", "--seed", asked.seed.is_some()),
        ("scenario.horizon", "--horizon", asked.horizon.is_some()),
        ("scenario.warm_up", "--warm-up", asked.warm_up.is_some()),
    ];
    match fixed.iter().find(|(key, _, is_fixed)| *key == axis.key() && *is_fixed) {
        Some((key, option, _)) => told(format!("`{key}`: {option} says what it is"), "leave one of both out"),
        None => Ok(axis),
    }
}

/// The axes of the numbers that are marked as assumptions and of which nothing else is said.
fn assumed(args: &SweepArgs, typed: &ScenarioText, set: &[Axis]) -> Result<Vec<Axis>, Vec<miette::Report>> {
    if !args.varies_assumptions() {
        return match args.without.first() {
            Some(key) => {
                Err(vec![miette::miette!("--without {key}: assumptions are varied only with --assumptions")])
            }
            None => Ok(Vec::new()),
        };
    }
    let (found, left_out) =
        assumptions(&typed.text, args.by).map_err(|problem| vec![miette::Report::msg(problem)])?;
    let known = || found.iter().map(|assumption| assumption.key.as_str());
    let mut problems = Vec::new();
    for key in args.without.iter().filter(|key| known().all(|known| known != *key)) {
        let near = nearest(key, known()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        problems.push(miette::miette!("--without {key}: no such number is marked as an assumption{near}"));
    }
    let wanted = |assumption: &&Assumption| {
        !args.without.contains(&assumption.key) && set.iter().all(|axis| axis.key() != assumption.key)
    };
    let mut axes = Vec::new();
    for Assumption { key, low, high, .. } in found.iter().filter(wanted) {
        let steps = steps(args.design());
        let between = if steps == Steps::Fine { ".." } else { "," };
        match Axis::of_list(&typed.text, &format!("{key}={low}{between}{high}"), steps) {
            Ok(axis) => axes.push(axis),
            Err(error) => problems.push(miette::miette!("{key}: {error}")),
        }
    }
    if found.is_empty() {
        problems.push(miette::miette!(
            help = "write `# assumption` or `# assumption LOW..HIGH` behind a value",
            "no number of the scenario is marked as an assumption"
        ));
    }
    if problems.is_empty() {
        let left_out: Vec<&str> = left_out.iter().map(|left_out| left_out.key.as_str()).collect();
        if !left_out.is_empty() {
            console::tell(&format!(
                "{} are marked, too, and not varied, as they are no numbers of the world: {}",
                counted(left_out.len() as u64, "value", "values"),
                left_out.join(", ")
            ));
        }
        return Ok(axes);
    }
    Err(problems)
}

fn check_count(design: Design, counts: &[usize], runs: usize) -> Result<(), Failure> {
    let product = counts.iter().fold(1_usize, |product, count| product.saturating_mul(*count));
    let points = match design {
        Design::Grid => product,
        Design::LatinHypercube { samples } | Design::Sobol { samples } => samples,
        Design::OneAtATime => 1 + counts.iter().sum::<usize>(),
        Design::Morris { trajectories, .. } => trajectories.saturating_mul(counts.len() + 1),
    };
    let cells = points.saturating_mul(runs);
    if CELLS_MAX < cells {
        return Err(Failure::wrong(format!(
            "these are {cells} cells ({points} points, {runs} runs of each), expected at most {CELLS_MAX}"
        )));
    }
    if matches!(design, Design::Sobol { .. }) && 256 < counts.len() {
        return Err(Failure::wrong(format!("a Sobol sequence has at most 256 axes, found {}", counts.len())));
    }
    Ok(())
}

/// More nodes may bring more jobs, which is rarely meant.
fn warn_of_demand_that_grows(axes: &[Axis], scenario: &Scenario) {
    let ambiguous = scenario.ambiguous_loads();
    let nodes = axes.iter().find(|axis| axis.key().ends_with(".nodes") && axis.key() != LOAD);
    if let (Some(axis), Some(workload)) = (nodes, ambiguous.first()) {
        console::tell(&format!(
            "warning: {}: the load of workload `{workload}` is a share of however many nodes there are, so that more nodes bring more jobs; \
             write `demand_nodes = {}` where that is not meant",
            axis.key(),
            axis.here()
        ));
    }
}
