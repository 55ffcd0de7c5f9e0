//! What a job takes of what is limited, as the checker reads the rules: it asks no function of the model that decides anything.

use crate::model::{
    Amount, Center, ClassRule, Each, Layout, Limit, Nodes, PartitionRule, QosId, Quota, Request, Resources,
    Shape, TenantId, Time,
};

/// The rules of the job's class, where there are any.
pub(super) fn class<'a>(center: &'a Center, request: &Request) -> Option<&'a ClassRule> {
    center.rules.classes.get(usize::from(request.class.0))
}

/// The rules of its partition, where there are any.
pub(super) fn partition<'a>(center: &'a Center, request: &Request) -> Option<&'a PartitionRule> {
    center.rules.partitions.get(usize::from(request.partition.0))
}

/// Whether a limit counts a job: each of its lists is empty or names it.
pub(super) fn is_counted(center: &Center, limit: &Limit, request: &Request) -> bool {
    // A job of which nothing is said has the first quality of service.
    let qos = class(center, request).map_or(QosId(0), |class| class.qos);
    let Limit { groups, qos: qualities, partitions, classes, .. } = limit;
    (groups.is_empty() || groups.contains(&request.group))
        && (qualities.is_empty() || qualities.contains(&qos))
        && (partitions.is_empty() || partitions.contains(&request.partition))
        && (classes.is_empty() || classes.contains(&request.class))
}

/// Whose jobs a limit adds up with this one.
pub(super) const fn counted_with(limit: &Limit, request: &Request) -> TenantId {
    match limit.each {
        Each::Together => TenantId(0),
        Each::Tenant => request.tenant,
    }
}

/// Whether a limit is used up by the month, rather than held while a job runs.
pub(super) const fn is_monthly(limit: &Limit) -> bool {
    match limit.amount {
        Amount::CoreTime | Amount::AcceleratorTime | Amount::NodeTime => true,
        Amount::RunningJobs | Amount::WaitingJobs | Amount::Cores | Amount::Accelerators | Amount::Nodes => {
            false
        }
    }
}

/// How much of a limit a job holds while it runs; of what is used up by the month, how much
/// goes with each microsecond.
pub(super) fn share(center: &Center, limit: &Limit, request: &Request) -> u64 {
    match limit.amount {
        Amount::RunningJobs | Amount::WaitingJobs => 1,
        Amount::Cores | Amount::CoreTime => total(request.shape.tasks, request.shape.per_task.cores),
        Amount::Accelerators | Amount::AcceleratorTime => {
            total(request.shape.tasks, request.shape.per_task.accelerators)
        }
        Amount::Nodes | Amount::NodeTime => nodes(center, request),
    }
}

fn total(tasks: u32, each: u32) -> u64 {
    u64::from(tasks) * u64::from(each)
}

/// How many nodes of the first pool of its partition a job fills, the last one counted as a whole.
fn nodes(center: &Center, request: &Request) -> u64 {
    let partition = center.partitions.get(usize::from(request.partition.0));
    let pool = partition.and_then(|partition| partition.pools.first());
    let Some(pool) = pool.and_then(|pool| center.pools.get(usize::from(pool.0))) else { return 0 };
    let on_each = tasks_on(pool.node_type.capacity, request.shape).max(1);
    u64::from(request.shape.tasks).div_ceil(on_each)
}

/// How many tasks of this shape an empty node takes.
fn tasks_on(node: Resources, shape: Shape) -> u64 {
    let Resources { cores, accelerators, memory_mib } = shape.per_task;
    let of_each = [
        (u64::from(node.cores), u64::from(cores)),
        (u64::from(node.accelerators), u64::from(accelerators)),
        (node.memory_mib, memory_mib),
    ];
    let most = of_each.iter().filter_map(|(has, needs)| has.checked_div(*needs)).min().unwrap_or(u64::MAX);
    match shape.layout {
        Layout::OnePerNode => most.min(1),
        Layout::Anywhere => most,
    }
}

/// How many units a job holds of its quota: accelerators in a centre that has any, else cores.
pub(super) fn units(center: &Center, request: &Request) -> u64 {
    let has_accelerators = center.pools.iter().any(|pool| match pool.nodes {
        Nodes::Named { count } => 0 < count && 0 < pool.node_type.capacity.accelerators,
        Nodes::Counted { .. } => false,
    });
    let Resources { cores, accelerators, .. } = request.shape.per_task;
    total(request.shape.tasks, if has_accelerators { accelerators } else { cores })
}

/// The most that a quota ever allows its groups.
pub(super) fn most_of(quota: &Quota) -> u64 {
    match (quota.borrows, quota.most) {
        (false, _) => quota.guaranteed.into(),
        (true, Some(most)) => most.into(),
        (true, None) => u64::MAX,
    }
}

/// The number of the calendar month in which an instant lies.
pub(super) fn month(center: &Center, at: Time) -> usize {
    center.rules.months.iter().filter(|begin| **begin <= at).count()
}
