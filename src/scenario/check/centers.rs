//! Centres: kinds of nodes are looked up, pools are made, and partitions put over them.

use super::super::places::{CenterSpec, PartitionSpec};
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::locks::{Counted, Setting, one_lock};
use super::maintenance::{Group, planned, when_free};
use super::names::Index;
use super::nodes::{NodeTypes, kind_of_node, node_types};
use super::phases::phases;
use crate::faults::node_count;
use crate::model::{Center, Lock, Nodes, Partition, PartitionId, Pool, PoolId};

/// The centres in order; `None` where something is wrong with one.
pub(super) fn centers(spec: &Spec, setting: Setting<'_>, problems: &mut Problems<'_>) -> Vec<Option<Center>> {
    let node_types = node_types(&spec.hardware, problems);
    let mut centers = Vec::new();
    for (place, center) in spec.centers.iter().enumerate() {
        let index = &setting.names.partitions[place];
        centers.push(one_center((center, index), &node_types, setting, spec.tenants.len(), problems));
    }
    centers
}

fn one_center(
    (spec, index): (&CenterSpec, &Index),
    node_types: &NodeTypes,
    setting: Setting<'_>,
    groups: usize,
    problems: &mut Problems<'_>,
) -> Option<Center> {
    let mut pools = Vec::new();
    let mut own: Vec<Option<Vec<PoolId>>> = Vec::new();
    for partition in &spec.partitions {
        let first = pools.len();
        let made = if partition.of_typed {
            note_own_nodes(partition, problems);
            Some(Vec::new())
        } else {
            let phases = phases(partition, node_types, setting, problems);
            pools_of(partition, node_types, setting, problems)
                .and_then(|pools| Some(phases?.into_iter().chain(pools).collect()))
        };
        own.push(made.map(|made| {
            pools.extend(made);
            (first..pools.len()).map(|pool| PoolId(pool as u16)).collect()
        }));
    }
    let parts: Vec<Option<Vec<PoolId>>> =
        (0..own.len()).map(|place| pools_behind(place, spec, &own, index, problems)).collect();
    let countable = note_uncountable(spec, &pools, problems) && note_many_pools(spec, &pools, problems);
    note_second_default(spec, problems);
    let (name, title) = (spec.name.as_ref()?, spec.title.as_ref()?);
    let mut partitions = Vec::new();
    for (typed, pools) in spec.partitions.iter().zip(parts) {
        partitions.push(Partition { name: typed.name.as_ref()?.value.clone(), pools: pools? });
    }
    let sound = countable && !partitions.is_empty();
    let spares = spares(spec, &own);
    let mut center = Center { spares, ..Center::new(&name.value, &title.value, pools, partitions, groups) };
    if setting.counted == Counted::Capacity {
        for (number, typed) in spec.partitions.iter().enumerate() {
            let id = PartitionId(number as u16);
            let there = node_count(&center, &[id]);
            center.works.extend(when_free((typed, id), there, setting.period, problems));
        }
    }
    sound.then_some(center)
}

/// So many pools a centre may have.
const POOLS_MAX: usize = 64;

/// Notes a centre with more groups of nodes than can be told apart.
fn note_many_pools(spec: &CenterSpec, pools: &[Pool], problems: &mut Problems<'_>) -> bool {
    if pools.len() <= POOLS_MAX {
        return true;
    }
    let work = spec
        .partitions
        .iter()
        .flat_map(|partition| &partition.maintenance)
        .find_map(|typed| typed.at_a_time.as_ref());
    let at = work.map(|at| &at.span).or(spec.partitions.first().map(|partition| &partition.span));
    let message = format!(
        "the nodes of the centre would be in {} groups; at most {POOLS_MAX} can be told apart",
        pools.len()
    );
    let help = "work on more nodes at a time, or when they are free, or have fewer locks and phases";
    problems.add(at.unwrap_or(&(0..0)), message, Some(help.into()));
    false
}

/// By pool, how many nodes stand by: those of a partition beside its last pool, which is the open one.
fn spares(spec: &CenterSpec, own: &[Option<Vec<PoolId>>]) -> Vec<u32> {
    let mut spares = Vec::new();
    for (typed, pools) in spec.partitions.iter().zip(own) {
        let Some(last) = pools.as_ref().and_then(|pools| pools.last()) else { continue };
        let Some(count) = typed.spares.as_ref().filter(|count| 0 < count.value) else { continue };
        spares.resize(usize::from(last.0) + 1, 0);
        spares[usize::from(last.0)] = count.value as u32;
    }
    spares
}

/// Notes what only a partition with nodes of its own has.
fn note_own_nodes(spec: &PartitionSpec, problems: &mut Problems<'_>) {
    let help = || Some("leave it out, or leave `of` out".into());
    let typed = [
        ("nodes", spec.nodes.as_ref().map(|at| &at.span)),
        ("demand_nodes", spec.demand_nodes.as_ref().map(|at| &at.span)),
        ("hardware", spec.hardware.as_ref().map(|at| &at.span)),
        ("spares", spec.spares.as_ref().map(|at| &at.span)),
        ("phase", spec.phases.first().map(|phase| &phase.span)),
        ("lock", spec.locks.first().map(|lock| &lock.span)),
        ("maintenance", spec.maintenance.first().map(|maintenance| &maintenance.span)),
    ];
    for (key, span) in typed {
        if let Some(span) = span {
            let message = format!("{key}: the partition consists of others, and has no nodes of its own");
            problems.add(span, message, help());
        }
    }
}

/// The pools of a partition: its own, or those of the partitions of which it consists.
fn pools_behind(
    place: usize,
    spec: &CenterSpec,
    own: &[Option<Vec<PoolId>>],
    index: &Index,
    problems: &mut Problems<'_>,
) -> Option<Vec<PoolId>> {
    let partition = &spec.partitions[place];
    if !partition.of_typed {
        return own[place].clone();
    }
    let mut pools = Some(Vec::new());
    for part in &partition.of.as_ref()?.value {
        let found = index.find(part, problems);
        if let Some(other) = found
            && spec.partitions[other].of_typed
        {
            let message = if other == place {
                format!("of: partition `{}` consists of itself", part.value)
            } else {
                format!("of: partition `{}` has no nodes of its own", part.value)
            };
            problems.add(&part.span, message, Some("name partitions with `nodes`".into()));
            pools = None;
            continue;
        }
        let others = found.and_then(|other| own[other].clone());
        pools = pools.zip(others).map(|(all, others)| [all, others].concat());
    }
    pools
}

/// Notes each partition after the first that says it is the one for those who name none.
fn note_second_default(spec: &CenterSpec, problems: &mut Problems<'_>) {
    let said = spec.partitions.iter().filter_map(|partition| partition.default.as_ref());
    let mut defaults = said.filter(|default| default.value);
    let Some(first) = defaults.next() else { return };
    let line = problems.line(first.span.start);
    for second in defaults {
        let message = format!("default: another partition is the default already, in line {line}");
        problems.add(&second.span, message, None);
    }
}

/// Notes a centre with more cores or accelerators than can be counted in it.
fn note_uncountable(spec: &CenterSpec, pools: &[Pool], problems: &mut Problems<'_>) -> bool {
    let (mut cores, mut accelerators) = (0u64, 0u64);
    for pool in pools {
        let count = match pool.nodes {
            Nodes::Named { count } => u64::from(count),
            Nodes::Counted { processors } => u64::from(processors),
        };
        cores += count * u64::from(pool.node_type.capacity.cores);
        accelerators += count * u64::from(pool.node_type.capacity.accelerators);
    }
    let most = cores.max(accelerators);
    if most <= u64::from(u32::MAX) {
        return true;
    }
    let span = spec.partitions.iter().find_map(|partition| partition.nodes.as_ref()).map(|nodes| &nodes.span);
    let message =
        format!("nodes: the centre would have {most} cores or accelerators; at most {} can be", u32::MAX);
    problems.add(span.unwrap_or(&(0..0)), message, None);
    false
}

/// The pools of a partition with nodes of its own: the locked ones, then what is left open.
fn pools_of(
    spec: &PartitionSpec,
    node_types: &NodeTypes,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Pool>> {
    note_missing(spec, problems);
    note_nothing(spec, problems);
    let node_type = spec.hardware.as_ref().and_then(|hardware| kind_of_node(hardware, node_types, problems));
    let demand = spec.demand_nodes.as_ref().filter(|_| setting.counted == Counted::Demand);
    let nodes = demand.or(spec.nodes.as_ref()).map(|nodes| nodes.value as u32);
    let there = |maintenance: bool| maintenance || !setting.variant.absent;
    let typed = spec.locks.iter().filter(|lock| there(lock.is_maintenance()));
    let locks: Vec<Option<(u32, Lock)>> =
        typed.map(|lock| one_lock(lock, nodes, setting, problems)).collect();
    let (name, node_type, nodes) = (spec.name.as_ref()?, node_type?, nodes?);
    let mut locks = locks.into_iter().collect::<Option<Vec<_>>>()?;
    if demand.is_some() {
        leave_one_open(&mut locks, nodes);
    }
    let locked: u64 = locks.iter().map(|(count, _)| u64::from(*count)).sum();
    if u64::from(nodes) < locked {
        let message =
            format!("the locks of partition `{}` take {locked} nodes, and it has {nodes}", name.value);
        problems.add(&spec.locks[0].span, message, None);
        return None;
    }
    let pool = |name: String, count: u32, lock: Option<Lock>| Pool {
        name,
        node_type: node_type.clone(),
        nodes: Nodes::Named { count },
        lock,
    };
    let mut pools = Vec::new();
    for (count, lock) in locks {
        pools.push(pool(format!("{}/{}", name.value, lock.name), count, Some(lock)));
    }
    let mut open = nodes - locked as u32;
    for Group { name: group, nodes, lock } in planned(spec, open, setting, problems)? {
        pools.push(pool(format!("{}/{group}", name.value), nodes, Some(lock)));
        open -= nodes;
    }
    if 0 < open {
        pools.push(pool(name.value.clone(), open, None));
    }
    Some(pools)
}

/// Lets locks take their nodes as far as these suffice, in the order of the file, and leave one open. A lock of so many nodes need not
/// fit into what the demand is stated for, and those without a lock must have nodes there for which their jobs are made.
fn leave_one_open(locks: &mut Vec<(u32, Lock)>, nodes: u32) {
    let mut left = nodes - 1;
    for (count, _) in locks.iter_mut() {
        *count = left.min(*count);
        left -= *count;
    }
    locks.retain(|(count, _)| 0 < *count);
}

/// Notes a partition that never has a node, or of which nobody knows for how many its demand is.
fn note_nothing(spec: &PartitionSpec, problems: &mut Problems<'_>) {
    let Some(nodes) = spec.nodes.as_ref().filter(|nodes| nodes.value == 0) else { return };
    if let Some(spares) = spec.spares.as_ref().filter(|spares| 0 < spares.value) {
        problems.add(&spares.span, "spares: nodes stand by only beside nodes that are always there", None);
    }
    if spec.phases.is_empty() {
        let help = "say how many, or in which `[[center.partition.phase]]` they come";
        problems.add(&nodes.span, "nodes: the partition never has a node", Some(help.into()));
    } else if spec.demand_nodes.is_none() {
        let help = Some("for example `demand_nodes = 98`".into());
        problems.add(&nodes.span, "nodes: with 0, `demand_nodes` must say for how many the demand is", help);
    }
}

/// Notes what a partition with nodes of its own must say.
fn note_missing(spec: &PartitionSpec, problems: &mut Problems<'_>) {
    let needed = [
        ("nodes", spec.nodes_typed, "nodes = 98"),
        ("hardware", spec.hardware_typed, "hardware = \"ascend-910-server\""),
    ];
    for (key, typed, example) in needed {
        if !typed {
            let message = format!("`[[center.partition]]` has no `{key}`");
            problems.add(&spec.span, message, Some(format!("for example `{example}`")));
        }
    }
}
