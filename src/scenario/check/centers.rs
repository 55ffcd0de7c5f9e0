//! Centres: kinds of nodes are looked up, locks are counted out in nodes, and pools are made.

use std::collections::BTreeMap;

use super::super::hardware::HARDWARE;
use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::{CenterSpec, HardwareSpec, LockSpec, PartitionSpec, Spec};
use super::names::Names;
use crate::model::{
    Center, Device, GroupId, Lock, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources,
};

/// Kinds of nodes by name; one that is described wrongly is there, but unknown.
type NodeTypes = BTreeMap<String, Option<NodeType>>;

/// The centres in order; `None` where something is wrong with one.
pub(super) fn centers(spec: &Spec, names: &Names, problems: &mut Problems<'_>) -> Vec<Option<Center>> {
    let node_types = node_types(&spec.hardware, problems);
    let mut centers = Vec::new();
    for center in &spec.centers {
        centers.push(one_center(center, &node_types, names, spec.tenants.len(), problems));
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
        idle_watts: idle?.value as f64 / 1e3,
        busy_watts: busy?.value as f64 / 1e3,
    })
}

fn one_center(
    spec: &CenterSpec,
    node_types: &NodeTypes,
    names: &Names,
    groups: usize,
    problems: &mut Problems<'_>,
) -> Option<Center> {
    let (mut pools, mut partitions) = (Vec::new(), Vec::new());
    let mut complete = true;
    let outer = outer_partitions(spec, problems);
    for (number, partition) in spec.partitions.iter().enumerate() {
        let first = pools.len();
        // What lies inside another has its nodes from that one.
        let inside = spec.partitions.iter().zip(&outer).filter(|(_, outer)| **outer == Some(number));
        let lent: u64 = inside.filter_map(|(inside, _)| Some(inside.nodes.as_ref()?.value)).sum();
        match pools_of(partition, lent, (node_types, names), problems) {
            Some((name, made)) => {
                pools.extend(made);
                let ids = (first..pools.len()).map(|pool| PoolId(pool as u16)).collect();
                partitions.push(Partition { name, pools: ids });
            }
            None => complete = false,
        }
    }
    if complete {
        for (number, outer) in outer.iter().enumerate() {
            if let Some(outer) = outer {
                let lent = partitions[number].pools.clone();
                partitions[*outer].pools.extend(lent);
            }
        }
    }
    let countable = note_uncountable(spec, &pools, problems);
    let (name, title) = (spec.name.as_ref()?, spec.title.as_ref()?);
    let sound = complete && countable && !partitions.is_empty();
    sound.then(|| Center::new(&name.value, &title.value, pools, partitions, groups))
}

/// In which other partition each lies, if in any; notes what cannot be.
fn outer_partitions(spec: &CenterSpec, problems: &mut Problems<'_>) -> Vec<Option<usize>> {
    let named = |name: &str| {
        let same = |partition: &PartitionSpec| partition.name.as_ref().is_some_and(|at| at.value == name);
        spec.partitions.iter().position(same)
    };
    let mut outer = Vec::new();
    for (number, partition) in spec.partitions.iter().enumerate() {
        let Some(inside) = &partition.inside else {
            outer.push(None);
            continue;
        };
        let place = named(&inside.value);
        let other = place.map(|place| &spec.partitions[place]);
        let kind = |partition: &PartitionSpec| partition.hardware.as_ref().map(|at| at.value.clone());
        let wrong = match other {
            None => Some(format!("inside: the centre has no partition `{}`", inside.value)),
            Some(_) if place == Some(number) => Some("inside: a partition cannot lie inside itself".into()),
            Some(other) if other.inside.is_some() => {
                Some(format!("inside: `{}` lies inside another partition already", inside.value))
            }
            Some(other) if kind(other) != kind(partition) => {
                Some(format!("inside: the nodes of `{}` are of another kind", inside.value))
            }
            Some(_) => None,
        };
        outer.push(place.filter(|_| wrong.is_none()));
        if let Some(wrong) = wrong {
            problems.add(&inside.span, wrong, None);
        }
    }
    outer
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

/// The pools of a partition (the locked ones, then what is left open) and its name; some of its nodes are made elsewhere.
fn pools_of(
    spec: &PartitionSpec,
    lent: u64,
    (node_types, names): (&NodeTypes, &Names),
    problems: &mut Problems<'_>,
) -> Option<(String, Vec<Pool>)> {
    let node_type = spec.hardware.as_ref().and_then(|hardware| match node_types.get(&hardware.value) {
        Some(node_type) => node_type.clone(),
        None => {
            let known: Vec<&str> = node_types.keys().map(String::as_str).collect();
            let message = format!("no hardware `{}`", hardware.value);
            problems.add(&hardware.span, message, suggestion(&hardware.value, &known));
            None
        }
    });
    let nodes = spec.nodes.as_ref().map(|nodes| nodes.value as u32);
    let locks: Vec<Option<(u32, Lock)>> =
        spec.locks.iter().map(|lock| one_lock(lock, nodes, names, problems)).collect();
    let (name, node_type, nodes) = (spec.name.as_ref()?, node_type?, nodes?);
    let locks = locks.into_iter().collect::<Option<Vec<_>>>()?;
    let locked: u64 = locks.iter().map(|(count, _)| u64::from(*count)).sum();
    if u64::from(nodes) < locked {
        let message =
            format!("the locks of partition `{}` take {locked} nodes, and it has {nodes}", name.value);
        problems.add(&spec.locks[0].span, message, None);
        return None;
    }
    if u64::from(nodes) < locked + lent {
        let message = format!(
            "the locks of partition `{}` and the partitions inside it take {} nodes, and it has {nodes}",
            name.value,
            locked + lent
        );
        problems.add(&spec.span, message, None);
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
    let open = nodes - locked as u32 - lent as u32;
    if 0 < open {
        pools.push(pool(name.value.clone(), open, None));
    }
    Some((name.value.clone(), pools))
}

/// How many nodes a lock takes, and for whom.
fn one_lock(
    spec: &LockSpec,
    partition_nodes: Option<u32>,
    names: &Names,
    problems: &mut Problems<'_>,
) -> Option<(u32, Lock)> {
    if let (Some(_), Some(nodes)) = (&spec.share, &spec.nodes) {
        problems.add(
            &nodes.span,
            "nodes: the lock has a `share` already",
            Some("give one of the two".into()),
        );
    }
    let owners = spec.owners.as_ref().map(|owners| {
        let found = owners.value.iter().map(|owner| names.groups.find(owner, problems));
        found.collect::<Vec<Option<usize>>>()
    });
    let count = match (&spec.share, &spec.nodes) {
        (Some(share), _) => partition_nodes.map(|nodes| nodes_of_share(nodes, share.value)),
        (None, Some(nodes)) => {
            if let Some(all) = partition_nodes
                && u64::from(all) < nodes.value
            {
                let message =
                    format!("nodes: the lock takes {} nodes, and its partition has {all}", nodes.value);
                problems.add(&nodes.span, message, None);
                return None;
            }
            Some(nodes.value as u32)
        }
        (None, None) => {
            if !spec.size_typed {
                let help = "say how large it is: `share = \"30 %\"` or `nodes = 20`";
                let message = "`[[center.partition.lock]]` has neither `share` nor `nodes`";
                problems.add(&spec.span, message, Some(help.into()));
            }
            None
        }
    };
    let owners = owners?.into_iter().map(|owner| Some(GroupId(owner? as u16))).collect::<Option<Vec<_>>>()?;
    Some((count?, Lock { name: spec.name.as_ref()?.value.clone(), owners, ..Lock::default() }))
}

/// A share of so many nodes, rounded to the nearest node; a lock of nothing would be none.
fn nodes_of_share(nodes: u32, share: i64) -> u32 {
    const WHOLE: u128 = 100_000_000;
    let scaled = u128::from(nodes) * u128::from(share.unsigned_abs());
    let rounded = (scaled + WHOLE / 2) / WHOLE;
    (rounded as u32).max(1)
}
