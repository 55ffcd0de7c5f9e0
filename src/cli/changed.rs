//! A scenario that goes on from saved states with something changed.

use super::Failure;
use super::asked::policies_named;
use super::change::{Change, RunKind};
use super::saving::{Before, SaveArgs};
use crate::engine::Resize;
use crate::experiment::Cell;
use crate::model::{Center, CenterId, Nodes, PoolId};
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
        let told = future.change(known, &branch.set)?;
        save.told.extend(branch.words(&told));
    }
    save.before = future.before;
    Ok((future.scenario, save))
}

/// A scenario that is changed.
struct Future {
    scenario: Scenario,
    /// By policy: the centres as they are by now.
    centers: Vec<Vec<Center>>,
    /// By policy: what was before the last change, and which pools it gives other sizes.
    before: Vec<Before>,
}

impl Future {
    fn of(scenario: Scenario) -> Future {
        let policies = scenario.policies.iter();
        let centers = policies.clone().map(|policy| scenario.centers_under(policy).to_vec()).collect();
        Future { centers, before: policies.map(|_| Before::default()).collect(), scenario }
    }

    /// Makes changes, of which these are the texts. Gives the texts of those that change anything; tells all problems.
    fn change(&mut self, known: &Scenario, texts: &[String]) -> Result<Vec<String>, Failure> {
        let changes = Change::parse_all(RunKind::Study, texts)?;
        let mut told = Vec::new();
        let mut problems = Vec::new();
        for (change, text) in changes.iter().zip(texts) {
            let done = match change {
                Change::Policy { old, new } => self.change_policy(known, old.as_deref(), new),
                Change::Load { workload, factor } => self.change_load(workload, *factor),
                Change::Capacity { pool, size } => self.change_capacity(pool, *size),
                Change::Part(..) | Change::Machine { .. } | Change::Pace(_) => {
                    unreachable!("these are keys of replays")
                }
            };
            match done {
                Ok(true) => told.push(text.clone()),
                Ok(false) => {}
                Err(Failure::Wrong(wrong)) => problems.extend(wrong),
                Err(other @ (Failure::Unanswered(_) | Failure::Interrupted)) => return Err(other),
            }
        }
        if problems.is_empty() { Ok(told) } else { Err(Failure::Wrong(problems)) }
    }

    fn change_policy(&mut self, known: &Scenario, old: Option<&str>, new: &str) -> Result<bool, Failure> {
        let scenario = &mut self.scenario;
        let place = place_of(&scenario.policies, old)?;
        let mut next = policies_named(known, &[new.to_owned()])?.remove(0);
        let before = scenario.policies[place].clone();
        if scenario.centers_under(&before) != known.centers_under(&next) {
            let message = format!("--set policy: `{}` and `{new}` have other locks", before.name);
            return Err(Failure::wrong(message));
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

    fn change_load(&mut self, name: &str, factor: f64) -> Result<bool, Failure> {
        let workloads = &mut self.scenario.workloads;
        let names: Vec<&str> = workloads.iter().map(|other| other.name.as_str()).collect();
        let names = names.join(", ");
        let found = workloads.iter_mut().find(|other| other.name == *name);
        let workload =
            found.ok_or_else(|| Failure::wrong(format!("--set load.{name}: the workloads are {names}")))?;
        if recorded(workload).is_some() {
            return Err(Failure::wrong(format!("--set load.{name}: the jobs of a log come as they came")));
        }
        workload.demand = match workload.demand {
            Demand::JobsPerDay(jobs) => Demand::JobsPerDay(jobs * factor),
            Demand::Load(load) => Demand::Load(load * factor),
        };
        Ok(factor != 1.0)
    }

    fn change_capacity(&mut self, name: &str, size: u32) -> Result<bool, Failure> {
        let mut changes = false;
        for (centers, before) in self.centers.iter_mut().zip(&mut self.before) {
            let (center, pool) = pool_named(centers, name)?;
            let nodes = &mut centers[usize::from(center.0)].pools[usize::from(pool.0)].nodes;
            let next = match *nodes {
                Nodes::Named { .. } => Nodes::Named { count: size },
                Nodes::Counted { .. } => Nodes::Counted { processors: size },
            };
            changes |= *nodes != next;
            *nodes = next;
            refuse_uncountable(&centers[usize::from(center.0)], name, size)?;
            before.sizes.push(Resize { center, pool, size });
        }
        Ok(changes)
    }
}

/// The pool of this name: its own, or that of its centre and its own with a dot between.
fn pool_named(centers: &[Center], name: &str) -> Result<(CenterId, PoolId), Failure> {
    let mut found = Vec::new();
    let mut known = Vec::new();
    for (center, place) in centers.iter().zip(0..) {
        for (pool, number) in center.pools.iter().zip(0..) {
            let full = format!("{}.{}", center.name, pool.name);
            if pool.name == name || full == name {
                found.push((CenterId(place), PoolId(number)));
            }
            known.push(if centers.len() == 1 { pool.name.clone() } else { full });
        }
    }
    match found[..] {
        [only] => Ok(only),
        [] => Err(Failure::wrong(format!("--set capacity.{name}: the pools are {}", known.join(", ")))),
        [..] => Err(Failure::wrong(format!(
            "--set capacity.{name}: several centres have a pool of this name; say whose, as capacity.CENTER.POOL: {}",
            known.join(", ")
        ))),
    }
}

/// More cores or accelerators than can be counted are a slip of the finger.
fn refuse_uncountable(center: &Center, name: &str, size: u32) -> Result<(), Failure> {
    let (mut cores, mut accelerators) = (0_u64, 0_u64);
    for pool in &center.pools {
        let (nodes, each) = match pool.nodes {
            Nodes::Named { count } => (count, pool.node_type.capacity),
            Nodes::Counted { processors } => (processors, crate::model::Resources::cores(1)),
        };
        cores += u64::from(nodes) * u64::from(each.cores);
        accelerators += u64::from(nodes) * u64::from(each.accelerators);
    }
    let most = cores.max(accelerators);
    if most <= u64::from(u32::MAX) {
        return Ok(());
    }
    Err(Failure::wrong(format!(
        "--set capacity.{name}={size}: the centre would have {most} cores or accelerators; at most {} can be",
        u32::MAX
    )))
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
