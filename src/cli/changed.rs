//! A scenario that goes on from saved states with something changed.

use super::Failure;
use super::asked::policies_named;
use super::change::Change;
use super::saving::SaveArgs;
use crate::experiment::Cell;
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use crate::workload::{Demand, recorded};

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
                let mut next = policies_named(known, std::slice::from_ref(new))?.remove(0);
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
                if recorded(workload).is_some() {
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
