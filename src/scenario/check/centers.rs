//! Centres: kinds of nodes are looked up, pools are made, and partitions put over them.

use std::collections::BTreeMap;

use super::super::hardware::HARDWARE;
use super::super::places::{CenterSpec, PartitionSpec};
use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::{HardwareSpec, Spec};
use super::locks::{Counted, Setting, one_lock};
use super::names::Index;
use crate::model::{Center, Device, Lock, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources};

/// Kinds of nodes by name; one that is described wrongly is there, but unknown.
type NodeTypes = BTreeMap<String, Option<NodeType>>;

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

fn node_types(specs: &[HardwareSpec], problems: &mut Problems<'_>) -> NodeTypes {
    let mut node_types: NodeTypes =
        HARDWARE.iter().map(|entry| (entry.name.to_string(), Some(entry.node_type()))).collect();
    for spec in specs {
        if node_types.contains_key(&spec.name.value) {
            let message = format!("the built-in catalogue has a `{}` already", spec.name.value);
            problems.add(&spec.name.span, message, Some("choose another name for your own".into()));
            continue;
        }
        node_types.insert(spec.name.value.clone(), own_node_type(spec, problems));
    }
    node_types
}

fn own_node_type(spec: &HardwareSpec, problems: &mut Problems<'_>) -> Option<NodeType> {
    let (idle, busy) = (spec.idle_milliwatts.as_ref(), spec.busy_milliwatts.as_ref());
    if let (Some(idle), Some(busy)) = (idle, busy)
        && busy.value < idle.value
    {
        problems.add(&busy.span, "busy: a busy node cannot draw less power than an idle one", None);
    }
    if let (Some(accelerator), None) = (&spec.accelerator, &spec.accelerators) {
        let help = "say how many with `accelerators`";
        problems.add(&accelerator.span, "accelerator: the node has no accelerators", Some(help.into()));
    }
    let accelerators = spec.accelerators.as_ref().map_or(0, |count| count.value as u32);
    let tflops = |speed: &Option<At<i64>>| speed.as_ref().map_or(0.0, |speed| speed.value as f64 / 1e6);
    let one = PeakFlops {
        fp16: tflops(&spec.fp16_mflops),
        fp32: tflops(&spec.fp32_mflops),
        fp64: tflops(&spec.fp64_mflops),
    };
    let times = f64::from(accelerators.max(1));
    let device_name = spec.accelerator.as_ref().unwrap_or(&spec.name);
    Some(NodeType {
        name: spec.name.value.clone(),
        capacity: Resources {
            cores: spec.cores.as_ref()?.value as u32,
            accelerators,
            memory_mib: spec.memory_bytes.as_ref()?.value.unsigned_abs() >> 20,
        },
        device: (0 < accelerators).then(|| Device { name: device_name.value.clone(), peak_tflops: one }),
        peak_tflops: PeakFlops { fp16: one.fp16 * times, fp32: one.fp32 * times, fp64: one.fp64 * times },
        idle_watts: idle.map_or(0.0, |idle| idle.value as f64 / 1e3),
        busy_watts: busy.map_or(0.0, |busy| busy.value as f64 / 1e3),
    })
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
            pools_of(partition, node_types, setting, problems)
        };
        own.push(made.map(|made| {
            pools.extend(made);
            (first..pools.len()).map(|pool| PoolId(pool as u16)).collect()
        }));
    }
    let parts: Vec<Option<Vec<PoolId>>> =
        (0..own.len()).map(|place| pools_behind(place, spec, &own, index, problems)).collect();
    let countable = note_uncountable(spec, &pools, problems);
    note_second_default(spec, problems);
    let (name, title) = (spec.name.as_ref()?, spec.title.as_ref()?);
    let mut partitions = Vec::new();
    for (typed, pools) in spec.partitions.iter().zip(parts) {
        partitions.push(Partition { name: typed.name.as_ref()?.value.clone(), pools: pools? });
    }
    let sound = countable && !partitions.is_empty();
    let spares = spares(spec, &own);
    sound.then(|| Center { spares, ..Center::new(&name.value, &title.value, pools, partitions, groups) })
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
        ("lock", spec.locks.first().map(|lock| &lock.span)),
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
    let node_type = spec.hardware.as_ref().and_then(|hardware| match node_types.get(&hardware.value) {
        Some(node_type) => node_type.clone(),
        None => {
            let known: Vec<&str> = node_types.keys().map(String::as_str).collect();
            let message = format!("no hardware `{}`", hardware.value);
            problems.add(&hardware.span, message, suggestion(&hardware.value, &known));
            None
        }
    });
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
    let open = nodes - locked as u32;
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
