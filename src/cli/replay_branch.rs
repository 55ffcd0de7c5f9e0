//! A replay that goes on from a saved state with something changed.

use super::Failure;
use super::change::{Change, MachineUnit, RunKind};
use super::saving::{Before, SaveArgs};
use crate::engine::Resize;
use crate::experiment::Pace;
use crate::log::Factor;
use crate::model::{Center, CenterId, Nodes, PoolId, Time};
use crate::policy::{Part, PolicySpec};

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
        let mut problems = Vec::new();
        let before = self.policy.clone();
        // The parts that are named take the places of those of a whole policy, in whichever order they are given.
        for (change, text) in changes.iter().zip(texts) {
            if let Change::Policy { new, .. } = change {
                match PolicySpec::parse(new) {
                    Ok(next) => self.policy = PolicySpec { name: before.name.clone(), ..next },
                    Err(wrong) => problems.extend(wrong.iter().map(|part| problem(text, part))),
                }
            }
        }
        let PolicySpec { order, backfill, placement, .. } = self.policy.clone();
        let (mut order, mut backfill, mut placement) = (order, backfill, placement);
        let mut told = Vec::new();
        for (change, text) in changes.iter().zip(texts) {
            match change {
                Change::Policy { .. } => {}
                Change::Part(Part::Order, new) => order.clone_from(new),
                Change::Part(Part::Backfill, new) => backfill.clone_from(new),
                Change::Part(Part::Placement, new) => placement.clone_from(new),
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
                Change::Part(Part::Every, _) | Change::Capacity { .. } | Change::Load { .. } => {
                    unreachable!("no replay has such keys")
                }
            }
        }
        match PolicySpec::new(&before.name, &order, &backfill, &placement) {
            Ok(next) => self.policy = PolicySpec { every: self.policy.every, ..next },
            Err(wrong) => problems.extend(wrong.iter().map(|part| miette::miette!("--set: {part}"))),
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

fn problem(text: &str, what: &impl std::fmt::Display) -> miette::Report {
    miette::miette!("--set {text}: {what}")
}
