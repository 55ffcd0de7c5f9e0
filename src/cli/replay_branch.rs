//! A replay that goes on from a saved state with something changed.

use super::Failure;
use super::change::{Change, MachineUnit, RunKind, changed_already, problem};
use super::saving::{Before, SaveArgs};
use crate::engine::Resize;
use crate::experiment::Pace;
use crate::log::Factor;
use crate::model::{Center, CenterId, Nodes, PoolId, Time};
use crate::policy::{Part, PolicySpec, WrongPart};

/// A replay from its state on.
#[derive(Debug)]
pub(super) struct Future {
    pub(super) policy: PolicySpec,
    /// How fast jobs come from when on.
    pub(super) paces: Vec<Pace>,
    nodes: Nodes,
    before: Before,
}

/// The replay as it goes on from its state, and what is said of saving with it; without a branch it stays what it was.
pub(super) fn changed(
    policy: PolicySpec,
    center: &Center,
    save: &SaveArgs,
) -> Result<(Future, SaveArgs), Failure> {
    let mut save = save.clone();
    let nodes = center.pools[0].nodes;
    let mut future = Future { policy, paces: Vec::new(), nodes, before: Before::default() };
    for branch in save.branches.iter().chain(&save.branching) {
        future.before = Before::default();
        let told = future.change(branch.at, &branch.set)?;
        save.told.extend(branch.words(&told));
    }
    if save.branching.is_some() {
        save.before = vec![std::mem::take(&mut future.before)];
    }
    Ok((future, save))
}

impl Future {
    /// Makes changes, of which these are the texts. Gives the texts of those that change anything; tells all problems.
    fn change(&mut self, at: Time, texts: &[String]) -> Result<Vec<String>, Failure> {
        let changes = Change::parse_all(RunKind::Replay, texts)?;
        let mut problems = parts_of_a_whole(&changes, texts);
        let before = self.policy.clone();
        let mut told = Vec::new();
        for (change, text) in changes.iter().zip(texts) {
            match change {
                Change::Policy { new, .. } => match PolicySpec::parse(new) {
                    Ok(next) => self.policy = PolicySpec { name: before.name.clone(), ..next },
                    Err(wrong) => problems.extend(wrong.iter().map(|part| problem(text, part))),
                },
                Change::Part(part, new) => match with_part(&self.policy, *part, new) {
                    Ok(next) => self.policy = next,
                    Err(wrong) => problems.extend(wrong.iter().map(|part| problem(text, part))),
                },
                Change::Machine { unit, size } => match self.resize(*unit, *size) {
                    Ok(true) => told.push(text.clone()),
                    Ok(false) => {}
                    Err(message) => problems.push(problem(text, &message)),
                },
                Change::Pace(Factor::ONE) => {}
                Change::Pace(factor) => {
                    self.paces.push(Pace { from: at, factor: *factor });
                    told.push(text.clone());
                }
                Change::Capacity { .. } | Change::Load { .. } => {
                    unreachable!("no replay has such keys")
                }
            }
        }
        if !problems.is_empty() {
            return Err(Failure::Wrong(problems));
        }
        if self.policy != before {
            let PolicySpec { order, backfill, placement, .. } = &self.policy;
            told.insert(0, format!("policy={order}+{backfill}+{placement}"));
            self.before.policy = Some(before);
        }
        Ok(told)
    }

    fn resize(&mut self, unit: MachineUnit, size: u32) -> Result<bool, String> {
        let next = match (unit, self.nodes) {
            (MachineUnit::Processors, Nodes::Counted { .. }) => Nodes::Counted { processors: size },
            (MachineUnit::Nodes, Nodes::Named { .. }) => Nodes::Named { count: size },
            (MachineUnit::Processors, Nodes::Named { .. }) => {
                return Err("the machine consists of nodes: say nodes=N".into());
            }
            (MachineUnit::Nodes, Nodes::Counted { .. }) => {
                return Err("of the machine only processors are counted: say processors=N".into());
            }
        };
        self.before.sizes.push(Resize { center: CenterId(0), pool: PoolId(0), size });
        Ok(std::mem::replace(&mut self.nodes, next) != next)
    }
}

/// Parts that are named beside a whole policy, which has them, too.
fn parts_of_a_whole(changes: &[Change], texts: &[String]) -> Vec<miette::Report> {
    let of_kind = |wanted: fn(&Change) -> bool| {
        changes.iter().zip(texts).filter(move |(change, _)| wanted(change)).map(|(_, text)| text)
    };
    let Some(whole) = of_kind(|change| matches!(change, Change::Policy { .. })).next() else {
        return Vec::new();
    };
    of_kind(|change| matches!(change, Change::Part(..))).map(|part| changed_already(part, whole)).collect()
}

/// A policy with another part.
fn with_part(policy: &PolicySpec, part: Part, new: &str) -> Result<PolicySpec, Vec<WrongPart>> {
    let PolicySpec { name, order, backfill, placement, every, routing } = policy;
    let next = match part {
        Part::Order => PolicySpec::new(name, new, backfill, placement),
        Part::Backfill => PolicySpec::new(name, order, new, placement),
        Part::Placement => PolicySpec::new(name, order, backfill, new),
        Part::Every | Part::Router => unreachable!("no replay has such a key"),
    };
    Ok(PolicySpec { every: *every, routing: *routing, ..next? })
}
