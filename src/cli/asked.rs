//! The questions that every command asks of a scenario in the same words: its logs, seed, length, warm-up, policy and replication.

use super::rerun::rerun;
use super::saving::ScenarioText;
use super::{Failure, console};
use crate::model::Span;
use crate::policy::PolicySpec;
use crate::report::span_words;
use crate::scenario::{
    Checked, Scenario, ScenarioErrors, check_file, check_file_with_logs_in, check_text, parse_span,
};
use crate::text::nearest;
use crate::workload::{Origin, Outside, Workload};
use std::path::{Path, PathBuf};

/// The answers that the command line gives instead of the scenario.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Asked {
    /// The seed of all chance [default: as in the scenario].
    #[arg(long)]
    pub(super) seed: Option<u64>,
    /// How long is simulated, as in "30 days" [default: as in the scenario].
    #[arg(long, value_name = "SPAN")]
    pub(super) horizon: Option<String>,
    /// How much of the beginning is left out of all figures, as in "7 days"; `run` and `compare` find it with "auto" [default: as in the
    /// scenario].
    #[arg(long, value_name = "SPAN")]
    pub(super) warm_up: Option<String>,
    /// The folder of the logs that the scenario names [default: that of the scenario].
    #[arg(long, value_name = "DIR")]
    pub(super) logs: Option<PathBuf>,
    /// The scenario as it was when a state was saved, where a run goes on from one.
    #[arg(skip)]
    pub(super) text: Option<ScenarioText>,
}

/// Which policy, where there can be only one.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct OnePolicy {
    /// The policy: a name from the scenario, or `order+backfill[+placement]` [default: the scenario's first].
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
}

/// Which replication, where there can be only one.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct OneReplication {
    /// Which replication, as in the files of jobs.
    #[arg(long, value_name = "R", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    replication: u32,
}

/// Says that the warm-up is to be found.
const AUTO: &str = "auto";

impl Asked {
    /// The scenario of this file as another command has to name it, so that it is asked of the same.
    pub(super) fn named(&self, path: &Path) -> String {
        let mut words = vec![path.display().to_string()];
        let mut add = |option: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
        };
        add("--seed", self.seed.map(|seed| seed.to_string()));
        add("--horizon", self.horizon.clone());
        // One that was found is not known to commands that do not look for it.
        add("--warm-up", self.warm_up.clone().filter(|_| !self.finds_warm_up()));
        add("--logs", self.logs.as_ref().map(|logs| logs.display().to_string()));
        let (path, options) = words.split_at(1);
        format!("{} {}", path[0], rerun(options)).trim_end().to_owned()
    }

    /// Whether the warm-up is to be found.
    pub(super) fn finds_warm_up(&self) -> bool {
        self.warm_up.as_deref() == Some(AUTO)
    }

    /// The scenario as it is to be run: as in its file, but for what the command line says; and the file word for word. Strange things
    /// in it are told.
    fn read(&self, path: &Path) -> Result<(Scenario, ScenarioText), Failure> {
        let checked = match &self.text {
            Some(ScenarioText { name, text }) => check_text(name, text, self.logs.as_deref()),
            None => checked(path, self.logs.as_deref()),
        };
        let Checked { scenario, warnings, text } =
            checked.map_err(|errors| Failure::Wrong(errors.reports()))?;
        for warning in &warnings {
            console::tell(&format!("warning: {warning}"));
        }
        let unreadable = |error| Failure::unanswered(format!("{}: {error}", path.display()));
        let name = match &self.text {
            Some(typed) => typed.name.clone(),
            None => std::path::absolute(path).map_err(unreadable)?.display().to_string(),
        };
        Ok((self.applied(scenario, console::tell)?, ScenarioText { name, text }))
    }

    /// The same without the text.
    pub(super) fn scenario(&self, path: &Path) -> Result<Scenario, Failure> {
        self.read(path).map(|(scenario, _)| scenario)
    }

    /// A scenario with what the command line says instead; `tell` is told of jobs of logs that do not come in another length.
    pub(super) fn applied(&self, mut scenario: Scenario, tell: impl Fn(&str)) -> Result<Scenario, Failure> {
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        scenario.warm_up = span("--warm-up", self.warm_up.as_deref())?.unwrap_or(scenario.warm_up);
        match span("--horizon", self.horizon.as_deref())? {
            // Locks recur, and months begin, until the new end.
            Some(horizon) if scenario.warm_up < horizon => {
                let before = outside(&scenario);
                let scenario =
                    scenario.lasting(horizon).map_err(|errors| Failure::Wrong(errors.reports()))?;
                let others = outside(&scenario);
                others.iter().filter(|told| !before.contains(told)).for_each(|told| tell(told));
                Ok(scenario)
            }
            Some(horizon) => {
                scenario.horizon = horizon;
                Ok(scenario)
            }
            None => Ok(scenario),
        }
    }

    /// The scenario as it is to be run, of which something has to be left to be measured.
    pub(super) fn measured(&self, path: &Path) -> Result<Scenario, Failure> {
        self.measured_as_typed(path).map(|(scenario, _)| scenario)
    }

    /// The same with the file word for word, as it was when it was read: somebody may change it since.
    pub(super) fn measured_as_typed(&self, path: &Path) -> Result<(Scenario, ScenarioText), Failure> {
        let (scenario, typed) = self.read(path)?;
        if scenario.warm_up < scenario.horizon {
            return Ok((scenario, typed));
        }
        let option = match (&self.horizon, &self.warm_up) {
            (Some(horizon), _) => format!("--horizon {horizon}"),
            (None, Some(warm_up)) => format!("--warm-up {warm_up}"),
            (None, None) => path.display().to_string(),
        };
        Err(Failure::wrong(format!(
            "{option}: the first {} are left out, so that nothing would be measured",
            span_words(scenario.warm_up)
        )))
    }
}

impl OnePolicy {
    /// One of this name, or, without a name, the first of the scenario.
    pub(super) const fn named(policy: Option<String>) -> OnePolicy {
        OnePolicy { policy }
    }

    /// Whether one was named.
    pub(super) const fn is_named(&self) -> bool {
        self.policy.is_some()
    }

    /// That policy.
    pub(super) fn of(&self, scenario: &Scenario) -> Result<PolicySpec, Failure> {
        match &self.policy {
            Some(name) => Ok(policies_named(scenario, std::slice::from_ref(name))?.remove(0)),
            None => Ok(scenario.policies[0].clone()),
        }
    }
}

impl OneReplication {
    /// Which one, counted from 0.
    pub(super) const fn place(&self) -> u32 {
        self.replication - 1
    }
}

/// How many jobs of each log do not come, in words.
fn outside(scenario: &Scenario) -> Vec<String> {
    let words = |workload: &Workload| {
        let Origin::Log(log) = &workload.origin else { return None };
        let Outside { before, after } = log.comes_outside;
        Some(format!(
            "--horizon: workload `{}`: of {} jobs of its log {before} do not come as they were submitted before it begins, and {after} as \
             they were submitted after the end",
            workload.name, log.jobs
        ))
    };
    scenario.workloads.iter().filter_map(words).collect()
}

fn span(option: &str, text: Option<&str>) -> Result<Option<Span>, Failure> {
    if text == Some(AUTO) {
        return Err(Failure::wrong(format!(
            "{option} {AUTO}: only run and compare find it; state a span here"
        )));
    }
    let read =
        text.map(|text| parse_span(text).map_err(|error| Failure::wrong(format!("{option}: {error}"))));
    read.transpose()
}

/// A scenario from a file whose logs lie in this folder, or beside it where none is named.
pub(super) fn checked(path: &Path, logs: Option<&Path>) -> Result<Checked, ScenarioErrors> {
    match logs {
        Some(folder) => check_file_with_logs_in(path, folder),
        None => check_file(path),
    }
}

/// The policies of these names, in this order; tells every name that means nothing.
pub(super) fn policies_named(scenario: &Scenario, names: &[String]) -> Result<Vec<PolicySpec>, Failure> {
    let mut policies: Vec<PolicySpec> = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        let written = format!("--policy {name}");
        match policy_named(scenario, name, &written) {
            Ok(policy) if policies.iter().any(|other| other.name == policy.name) => {
                problems.push(miette::Report::msg(format!("{written}: given twice")));
            }
            Ok(policy) => policies.push(policy),
            Err(unknown) => problems.extend(unknown),
        }
    }
    if problems.is_empty() { Ok(policies) } else { Err(Failure::Wrong(problems)) }
}

/// The policy of this name, which was `written` so on the command line.
pub(super) fn policy_named(
    scenario: &Scenario,
    name: &str,
    written: &str,
) -> Result<PolicySpec, Vec<miette::Report>> {
    if let Some(known) = scenario.policies.iter().find(|policy| policy.name == *name) {
        return Ok(known.clone());
    }
    let own: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
    let near = nearest(name, own.iter().copied());
    let help = format!(
        "{}policies of the scenario are {}; others are written order+backfill[+placement]",
        near.map_or(String::new(), |near| format!("did you mean `{near}`? ")),
        own.join(", ")
    );
    let problem = |part| miette::miette!(help = help.clone(), "{written}: {part}");
    PolicySpec::parse(name).map_err(|unknown| unknown.into_iter().map(problem).collect())
}
