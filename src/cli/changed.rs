//! A scenario that goes on from saved states with something changed.

use super::asked::policy_named;
use super::change::{Change, RunKind, changed_already, problem};
use super::machines::{Machines, Share};
use super::saving::{Before, SaveArgs};
use super::{Failure, console};
use crate::experiment::Cell;
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use crate::workload::{Demand, recorded};

/// The scenario from the states on, of which these policies are known besides, and what is said of saving with it.
pub(super) fn changed(
    scenario: Scenario,
    known: &Scenario,
    save: &SaveArgs,
) -> Result<(Scenario, SaveArgs), Failure> {
    let mut save = save.clone();
    if !save.is_branched() {
        return Ok((scenario, save));
    }
    every_run_has_a_state(&scenario, &save)?;
    let mut future = Future::of(scenario);
    for branch in &save.branches {
        let told = future.change(known, &branch.set)?;
        save.told.extend(branch.words(&told));
        future.before.fill(Before::default());
    }
    if let Some(branch) = &save.branching {
        future.resized.clear();
        let told = future.change(known, &branch.set)?;
        save.told.extend(branch.words(&told));
        future.tell_ambiguous_loads();
    }
    save.before = future.before;
    Ok((future.scenario, save))
}

/// A scenario that is changed.
struct Future {
    scenario: Scenario,
    machines: Machines,
    /// By policy: what was before the last change, and which pools it gives other sizes.
    before: Vec<Before>,
    /// What has another size.
    resized: Vec<Share>,
}

/// What a change is about, whatever it is called.
#[derive(PartialEq, Eq)]
enum Target {
    /// The policy at this place.
    Policy(usize),
    Workload(String),
    Share(Share),
}

impl Future {
    fn of(scenario: Scenario) -> Future {
        let before = scenario.policies.iter().map(|_| Before::default()).collect();
        Future { machines: Machines::of(&scenario), before, resized: Vec::new(), scenario }
    }

    /// Makes changes, of which these are the texts. Gives the texts of those that change anything; tells all problems.
    fn change(&mut self, known: &Scenario, texts: &[String]) -> Result<Vec<String>, Failure> {
        let changes = Change::parse_all(RunKind::Study, texts)?;
        let (targets, mut problems) = self.targets(&changes, texts);
        let mut done: Vec<(usize, bool)> = Vec::new();
        // Locked parts come first, since the rest of their partition follows from them.
        let (locked, others): (Vec<usize>, Vec<usize>) = (0..changes.len())
            .partition(|place| matches!(&targets[*place], Some(Target::Share(share)) if share.is_locked()));
        for place in locked.into_iter().chain(others) {
            let Some(target) = &targets[place] else { continue };
            match self.change_one(known, &changes[place], target, &texts[place]) {
                Ok(changes) => done.push((place, changes)),
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() {
            problems.extend(self.machines.unequal().map(miette::Report::msg));
        }
        if !problems.is_empty() {
            return Err(Failure::Wrong(problems));
        }
        done.sort_unstable();
        Ok(done.into_iter().filter(|(_, changes)| *changes).map(|(place, _)| texts[place].clone()).collect())
    }

    /// What each change is about, and what is wrong with that.
    fn targets(&self, changes: &[Change], texts: &[String]) -> (Vec<Option<Target>>, Vec<miette::Report>) {
        let mut targets: Vec<Option<Target>> = Vec::new();
        let mut problems = Vec::new();
        for (change, text) in changes.iter().zip(texts) {
            let target = match change {
                Change::Policy { old, .. } => {
                    place_of(&self.scenario.policies, old.as_deref()).map(Target::Policy)
                }
                Change::Load { workload, .. } => Ok(Target::Workload(workload.clone())),
                Change::Capacity { pool, .. } => self.machines.share_named(pool).map(Target::Share),
                Change::Part(..) | Change::Machine { .. } | Change::Pace(_) => {
                    unreachable!("these are keys of replays")
                }
            };
            let target = target.map_err(|why| problems.push(problem(text, &why))).ok();
            let first = target
                .as_ref()
                .and_then(|target| targets.iter().position(|other| other.as_ref() == Some(target)));
            if let Some(first) = first {
                problems.push(changed_already(text, &texts[first]));
            }
            targets.push(target);
        }
        (targets, problems)
    }

    /// Makes a change that has this text. Tells whether anything is another then.
    fn change_one(
        &mut self,
        known: &Scenario,
        change: &Change,
        target: &Target,
        text: &str,
    ) -> Result<bool, Vec<miette::Report>> {
        let told = |why: String| vec![problem(text, &why)];
        match (change, target) {
            (Change::Policy { new, .. }, Target::Policy(place)) => {
                let next = policy_named(known, new, &format!("--set {text}"))?;
                self.change_policy(known, *place, next).map_err(told)
            }
            (Change::Load { factor, .. }, Target::Workload(name)) => {
                self.change_load(name, *factor).map_err(told)
            }
            (Change::Capacity { size, .. }, Target::Share(share)) => {
                self.change_capacity(share, *size).map_err(told)
            }
            (
                Change::Policy { .. }
                | Change::Load { .. }
                | Change::Capacity { .. }
                | Change::Part(..)
                | Change::Machine { .. }
                | Change::Pace(_),
                Target::Policy(_) | Target::Workload(_) | Target::Share(_),
            ) => unreachable!("a change is about what it changes"),
        }
    }

    fn change_policy(
        &mut self,
        known: &Scenario,
        place: usize,
        mut next: PolicySpec,
    ) -> Result<bool, String> {
        let scenario = &mut self.scenario;
        let before = scenario.policies[place].clone();
        if scenario.centers_under(&before) != known.centers_under(&next) {
            return Err(format!("`{}` and `{}` have other locks", before.name, next.name));
        }
        if (PolicySpec { name: before.name.clone(), ..next.clone() }) == before {
            return Ok(false);
        }
        let taken = |other: &PolicySpec| other.name == next.name;
        if scenario.policies.iter().any(taken) {
            next.name = format!("{}, then {}", before.name, next.name);
        }
        // The next one has the centres of the one before, whatever its name.
        if let Some(centers) = scenario.variants.get(&before.name).cloned() {
            scenario.variants.insert(next.name.clone(), centers);
        }
        scenario.policies[place] = next;
        self.before[place].policy = Some(before);
        Ok(true)
    }

    fn change_load(&mut self, name: &str, factor: f64) -> Result<bool, String> {
        let workloads = &mut self.scenario.workloads;
        let names: Vec<&str> = workloads.iter().map(|other| other.name.as_str()).collect();
        let names = names.join(", ");
        let found = workloads.iter_mut().find(|other| other.name == *name);
        let workload = found.ok_or_else(|| format!("the workloads are {names}"))?;
        if recorded(workload).is_some() {
            return Err("the jobs of a log come as they came".into());
        }
        workload.demand = workload.demand.times(factor);
        Ok(factor != 1.0)
    }

    fn change_capacity(&mut self, share: &Share, size: u32) -> Result<bool, String> {
        let mut changes = false;
        for (before, resized) in self.before.iter_mut().zip(self.machines.resize(share, size)?) {
            changes |= resized.changes;
            for size in resized.sizes {
                // A partition has the last word on its locked parts.
                before.sizes.retain(|other| (other.center, other.pool) != (size.center, size.pool));
                before.sizes.push(size);
            }
        }
        if changes {
            self.resized.push(share.clone());
        }
        Ok(changes)
    }

    /// Tells of each load that is a share of however many nodes there are, where these have become more or fewer.
    fn tell_ambiguous_loads(&self) {
        let Scenario { workloads, basis, .. } = &self.scenario;
        for workload in workloads {
            let is_share = matches!(workload.demand, Demand::Load(_))
                && !basis.is_stated(workload.center, workload.partition);
            let found = self.resized.iter().find_map(|share| {
                let nodes = share.demand_nodes_of(&self.scenario, workload)?;
                is_share.then_some((share.partition(), nodes))
            });
            if let Some((partition, nodes)) = found {
                console::tell(&format!(
                    "warning: workload `{}`: the load is a share of however many nodes `{partition}` has; the branch keeps that of \
                     {nodes} nodes, and with `demand_nodes = {nodes}` in the `[[center.partition]]` so does the scenario",
                    workload.name
                ));
            }
        }
    }
}

/// A run that began anew would not have the same past.
fn every_run_has_a_state(scenario: &Scenario, save: &SaveArgs) -> Result<(), Failure> {
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for replication in 0..scenario.replications {
            if !save.has_state_of(Cell { policy, replication }) {
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

fn place_of(policies: &[PolicySpec], name: Option<&str>) -> Result<usize, String> {
    let names = || policies.iter().map(|policy| policy.name.as_str()).collect::<Vec<&str>>().join(", ");
    match name {
        None if policies.len() == 1 => Ok(0),
        None => Err(format!("say which is followed, as policy.OLD=NEW; there are {}", names())),
        Some(name) => policies
            .iter()
            .position(|policy| policy.name == name)
            .ok_or_else(|| format!("the policies are {}", names())),
    }
}
