//! Nodes that are delivered or retired on a date.

use super::super::places::{PartitionSpec, PhaseSpec};
use super::super::problem::Problems;
use super::locks::{Counted, Setting};
use super::nodes::{NodeTypes, kind_of_node};
use super::parts::instant;
use crate::model::{Lock, LockMode, Nodes, Pool, Time, Windows};

/// The pools of nodes that come or go, each for a phase; none where the demand is counted.
pub(super) fn phases(
    spec: &PartitionSpec,
    node_types: &NodeTypes,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Pool>> {
    if setting.counted == Counted::Demand {
        return Some(Vec::new());
    }
    let pools: Vec<Option<Pool>> =
        spec.phases.iter().map(|phase| one_phase(spec, phase, node_types, setting, problems)).collect();
    pools.into_iter().collect()
}

fn one_phase(
    partition: &PartitionSpec,
    spec: &PhaseSpec,
    node_types: &NodeTypes,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Pool> {
    let hardware = spec.hardware.as_ref().or(partition.hardware.as_ref());
    let node_type = hardware.and_then(|hardware| kind_of_node(hardware, node_types, problems));
    let windows = absences(spec, setting, problems);
    let (name, of) = (&spec.name.as_ref()?.value, &partition.name.as_ref()?.value);
    let count = spec.nodes.as_ref()?.value as u32;
    let windows = windows?;
    let lock = (!windows.is_always()).then(|| Lock {
        name: name.clone(),
        owners: Vec::new(),
        mode: LockMode::Strict,
        windows,
        absent: true,
    });
    Some(Pool { name: format!("{of}/{name}"), node_type: node_type?, nodes: Nodes::Named { count }, lock })
}

/// When the nodes are not there.
fn absences(spec: &PhaseSpec, setting: Setting<'_>, problems: &mut Problems<'_>) -> Option<Windows> {
    let noted = problems.count();
    if !spec.date_typed {
        let help =
            "for example `from = 2022-02-01`; nodes that are always there are among the partition's `nodes`";
        problems.add(
            &spec.span,
            "`[[center.partition.phase]]` has no `from` and no `until`",
            Some(help.into()),
        );
    }
    let from = instant("from", spec.from.as_ref(), setting.period, problems);
    let until = instant("until", spec.until.as_ref(), setting.period, problems);
    if let (Some(at), Some(until)) = (&spec.until, until)
        && until <= from.unwrap_or(Time::ZERO)
    {
        problems.add(&at.span, "until: the nodes are gone before they are there", None);
    }
    if let (Some(at), Some(from), Some(period)) = (&spec.from, from, setting.period)
        && Time::ZERO + period.horizon <= from
    {
        problems.warn(&at.span, "from: the scenario ends before these nodes come", None);
    }
    if noted < problems.count() {
        return None;
    }
    let mut spans = Vec::new();
    spans.extend(from.filter(|from| Time::ZERO < *from).map(|from| (Time::ZERO, from)));
    spans.extend(until.map(|until| (until, Time::NEVER)));
    Some(Windows::new(spans))
}
