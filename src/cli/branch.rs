//! `suanli branch`: goes on from a saved state with something changed.

use super::resume::command_of;
use super::saving::{SaveArgs, SavedRun};
use super::{Command, Failure, answer};
use crate::experiment::Cell;
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use crate::workload::Demand;
use std::path::PathBuf;

/// Go on from a saved state with something changed: the same past, another future.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Saved states of one question, one of each of its runs.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What is different from then on: policy=NAME, policy.OLD=NEW, or load.WORKLOAD=FACTOR; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Change::parse)]
    set: Vec<Change>,
    /// The folder for the results [default: none where something is changed, else as in the question].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What is different from a state on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// The policy of this name, or the only one, is followed by another.
    Policy {
        /// Its name, where there are several.
        old: Option<String>,
        /// A name from the scenario, or `order+backfill[+placement]`.
        new: String,
    },
    /// The demand of a workload is multiplied.
    Load {
        /// Its name.
        workload: String,
        /// By what.
        factor: f64,
    },
}

/// What can be changed, for people.
const KEYS: &str = "`policy`, `policy.OLD` and `load.WORKLOAD`";

impl Change {
    fn parse(text: &str) -> Result<Change, String> {
        let (key, value) =
            text.split_once('=').ok_or_else(|| format!("expected KEY=VALUE; the keys are {KEYS}"))?;
        match (key.trim().split_once('.'), value.trim()) {
            (None, value) if key.trim() == "policy" => Ok(Change::Policy { old: None, new: value.into() }),
            (Some(("policy", old)), value) => Ok(Change::Policy { old: Some(old.into()), new: value.into() }),
            (Some(("load", workload)), value) => match value.parse() {
                Ok(factor) if (0.0..=1_000.0).contains(&factor) => {
                    Ok(Change::Load { workload: workload.into(), factor })
                }
                Ok(_) | Err(_) => Err(format!("`{key}`: expected a factor from 0 to 1,000, found `{value}`")),
            },
            (None | Some(_), _) => {
                Err(format!("`{key}` cannot be changed half way; what can be changed: {KEYS}"))
            }
        }
    }
}

/// Does it.
///
/// # Errors
/// When a file is no saved state, when a change makes no sense, or when the question cannot be answered any more.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let states = SavedRun::read_all(&args.files)?;
    let mut command = command_of(&states[0])?;
    command.go_on_from(states);
    match &mut command {
        Command::Run(super::run::Args { study, .. })
        | Command::Compare(super::compare::Args { study, .. }) => {
            if args.out.is_some() || !args.set.is_empty() {
                study.out.clone_from(&args.out);
            }
            study.save.changes.clone_from(&args.set);
        }
        Command::Replay(_) if args.set.is_empty() && args.out.is_none() => {}
        Command::Replay(_) => {
            return Err(Failure::wrong("the state of a replay can be resumed, but not branched"));
        }
        Command::Resume(_)
        | Command::Branch(_)
        | Command::Explain(_)
        | Command::Fit(_)
        | Command::Generate(_)
        | Command::Inspect(_)
        | Command::List(_)
        | Command::Check(_)
        | Command::Schema(_)
        | Command::Init(_)
        | Command::Verify(_) => unreachable!("only runs can be saved"),
    }
    answer(&command)
}

/// The scenario from the states on, of which these policies are known besides, and what is said of saving with it.
pub(super) fn changed(
    mut scenario: Scenario,
    known: &Scenario,
    save: &SaveArgs,
) -> Result<(Scenario, SaveArgs), Failure> {
    let mut save = save.clone();
    if save.changes.is_empty() {
        return Ok((scenario, save));
    }
    every_run_has_a_state(&scenario, &save)?;
    save.policies_before = vec![None; scenario.policies.len()];
    for change in &save.changes {
        match change {
            Change::Policy { old, new } => {
                let place = place_of(&scenario.policies, old.as_deref())?;
                let mut next = super::asked::policies_named(known, std::slice::from_ref(new))?.remove(0);
                let before = &scenario.policies[place];
                if scenario.centers_under(before) != scenario.centers_under(&next) {
                    let message = format!("--set policy: `{}` and `{new}` have other locks", before.name);
                    return Err(Failure::wrong(message));
                }
                let taken = |other: &PolicySpec| other.name == next.name;
                if scenario.policies.iter().any(taken) {
                    next.name = format!("{}, then {}", before.name, next.name);
                }
                save.policies_before[place] = Some(before.clone());
                scenario.policies[place] = next;
            }
            Change::Load { workload, factor } => {
                let found = scenario.workloads.iter_mut().find(|other| other.name == *workload);
                let workload = found.ok_or_else(|| {
                    let names: Vec<&str> = known.workloads.iter().map(|other| other.name.as_str()).collect();
                    let names = names.join(", ");
                    Failure::wrong(format!("--set load.{workload}: the workloads are {names}"))
                })?;
                if crate::workload::recorded(workload).is_some() {
                    let name = &workload.name;
                    return Err(Failure::wrong(format!(
                        "--set load.{name}: the jobs of a log come as they came"
                    )));
                }
                workload.demand = match workload.demand {
                    Demand::JobsPerDay(jobs) => Demand::JobsPerDay(jobs * factor),
                    Demand::Load(load) => Demand::Load(load * factor),
                };
            }
        }
    }
    Ok((scenario, save))
}

/// A run that began anew would not have the same past.
fn every_run_has_a_state(scenario: &Scenario, save: &SaveArgs) -> Result<(), Failure> {
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for replication in 0..scenario.replications {
            if save.beginning_of(Cell { policy, replication }).is_none() {
                return Err(Failure::wrong(format!(
                    "run {} of policy `{}` has no state: give its file, too",
                    replication + 1,
                    spec.name
                )));
            }
        }
    }
    Ok(())
}

fn place_of(policies: &[PolicySpec], name: Option<&str>) -> Result<usize, Failure> {
    let names = || policies.iter().map(|policy| policy.name.as_str()).collect::<Vec<&str>>().join(", ");
    match name {
        None if policies.len() == 1 => Ok(0),
        None => Err(Failure::wrong(format!(
            "--set policy: say which is followed, as policy.OLD=NEW; there are {}",
            names()
        ))),
        Some(name) => policies
            .iter()
            .position(|policy| policy.name == name)
            .ok_or_else(|| Failure::wrong(format!("--set policy.{name}: the policies are {}", names()))),
    }
}
