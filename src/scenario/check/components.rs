//! What starts together with each job of a workload: each component must fit its partition, and all of them the centre at once.

use super::super::problem::Problems;
use super::super::read::At;
use super::super::rules::ComponentSpec;
use super::super::spec::{Spec, WorkloadSpec};
use super::names::Names;
use super::parts::partition_of;
use crate::cluster::{Cluster, PoolSet, Visit};
use crate::model::{Center, ClassId, GroupId, Layout, PartitionId, Pool, Resources, Shape, Time};
use crate::workload::{Component, Workload, largest_job};

/// Tells a workload its components; notes what is wrong with each.
pub(super) fn components(
    spec: &WorkloadSpec,
    (place, group): (Option<(usize, usize)>, Option<usize>),
    workload: Option<&mut Workload>,
    (names, all, centers): (&Names, &Spec, &[Option<Center>]),
    problems: &mut Problems<'_>,
) {
    let Some((center, own)) = place else { return };
    let mut found = Vec::new();
    for typed in &spec.rule.components {
        let partition = match &typed.partition {
            Some(partition) => partition_of(center, partition, names, all, problems),
            None => (!typed.partition_typed).then_some(own),
        };
        let (Some(partition), Some(group), Some(center)) = (partition, group, &centers[center]) else {
            continue;
        };
        let partition = PartitionId(partition as u16);
        let Some(shape) = shape(typed, (center, partition, GroupId(group as u16)), problems) else {
            continue;
        };
        found.push(Component { partition, shape });
    }
    if let Some(workload) = workload {
        workload.components = found;
    }
}

/// What a component holds, if its partition can ever give it that.
fn shape(
    spec: &ComponentSpec,
    (center, partition, group): (&Center, PartitionId, GroupId),
    problems: &mut Problems<'_>,
) -> Option<Shape> {
    let name = &center.partitions[usize::from(partition.0)].name;
    let list = center.pools_of(center.access_of(partition, group));
    let open: Vec<&Pool> = list.iter().map(|pool| &center.pools[usize::from(pool.0)]).collect();
    let Some(first) = open.first() else {
        let at = spec.partition.as_ref().map_or(&spec.span, |partition| &partition.span);
        let message = format!("partition: every node of `{name}` is locked for other tenants");
        problems.add(at, message, Some("let the lock be `for` this group too, or leave nodes open".into()));
        return None;
    };
    let counted = |at: &Option<At<u64>>| at.as_ref().map_or(0, |at| at.value as u32);
    let per_task = if spec.amount_typed {
        let memory = spec.memory_bytes.as_ref().map_or(0, |memory| memory.value.unsigned_abs() >> 20);
        Resources {
            cores: counted(&spec.cores),
            accelerators: counted(&spec.accelerators),
            memory_mib: memory,
        }
    } else {
        whole_nodes(&open, spec.nodes.as_ref()?.value).unwrap_or(first.node_type.capacity)
    };
    if note_small_nodes(spec, name, (&open, per_task), problems) {
        return None;
    }
    let nodes = spec.nodes.as_ref()?;
    let shape = Shape { tasks: nodes.value as u32, per_task, layout: Layout::OnePerNode };
    let places: u64 = open.iter().map(|pool| pool.slots(shape)).sum();
    if places < nodes.value {
        let found = nodes.value;
        let message = format!(
            "nodes: the component needs {found} nodes of partition `{name}`, and {places} that its tenants may use have so much"
        );
        problems.add(&nodes.span, message, None);
        return None;
    }
    Some(shape)
}

/// What so many whole nodes have at least, of the first kind of which there are enough that are no smaller.
fn whole_nodes(open: &[&Pool], nodes: u64) -> Option<Resources> {
    let enough = |per_task: &Resources| {
        let shape = Shape { tasks: 1, per_task: *per_task, layout: Layout::OnePerNode };
        nodes <= open.iter().map(|pool| pool.slots(shape)).sum()
    };
    let kinds = open.iter().map(|pool| pool.node_type.capacity);
    let least = kinds.clone().reduce(Resources::left_of_both);
    kinds.chain(least).find(enough)
}

/// Notes amounts that no node has.
fn note_small_nodes(
    spec: &ComponentSpec,
    partition: &str,
    (open, per_task): (&[&Pool], Resources),
    problems: &mut Problems<'_>,
) -> bool {
    let noted = problems.count();
    let most = |of: fn(Resources) -> u64| {
        open.iter().map(|pool| of(pool.node_type.capacity)).max().unwrap_or_default()
    };
    let amounts = [
        ("cores_per_node", spec.cores.as_ref().map(|at| &at.span), "cores", most(|node| node.cores.into())),
        (
            "accelerators_per_node",
            spec.accelerators.as_ref().map(|at| &at.span),
            "accelerators",
            most(|node| node.accelerators.into()),
        ),
        (
            "memory_per_node",
            spec.memory_bytes.as_ref().map(|at| &at.span),
            "MiB of memory",
            most(|node| node.memory_mib),
        ),
    ];
    let asked = [u64::from(per_task.cores), u64::from(per_task.accelerators), per_task.memory_mib];
    for ((key, span, word, most), asked) in amounts.into_iter().zip(asked) {
        if let (Some(span), true) = (span, most < asked) {
            let message =
                format!("{key}: no node of partition `{partition}` has {asked} {word}; the most is {most}");
            problems.add(span, message, None);
        }
    }
    noted < problems.count()
}

/// Why the largest jobs of a workload could never start together with their components, if that is so: looked for on the empty
/// centre, whose jobs are as large as the stated one allows, in the order in which a scheduler looks, under every placement.
pub(super) fn gang_misfit(workload: &Workload, (center, stated): (&Center, &Center)) -> Option<String> {
    if workload.components.is_empty() {
        return None;
    }
    let visits = [Visit::FullestFirst, Visit::EmptiestFirst, Visit::LowestFirst, Visit::ShortestStretch];
    let main = largest_job(ClassId(0), workload, stated).shape;
    let fits = visits.into_iter().all(|visit| fits_together(main, workload, center, visit));
    let name = &center.name;
    (!fits).then(|| format!("its largest jobs and their components do not fit into `{name}` together"))
}

fn fits_together(main: Shape, workload: &Workload, center: &Center, visit: Visit) -> bool {
    let mut cluster = Cluster::new(center, visit);
    let parts = workload.components.iter().map(|component| (component.partition, component.shape));
    let mut pieces = Vec::new();
    for (partition, shape) in std::iter::once((workload.partition, main)).chain(parts) {
        let access = center.access_of(partition, workload.group);
        if !cluster.find(access, PoolSet::NONE, shape, &mut pieces) {
            return false;
        }
        cluster.hold(shape, &pieces, Time::NEVER);
    }
    true
}
