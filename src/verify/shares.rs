//! What a job takes of what is limited, as the checker reads the rules: it asks no function of the model that decides anything.

use crate::model::{
    About, Amount, Center, ClassRule, Each, Layout, Limit, Nodes, PartitionRule, Pool, Price, QosId, Quota,
    Request, Resources, Shape, TenantId, Time, Weighing,
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
        Amount::CoreTime | Amount::AcceleratorTime | Amount::NodeTime | Amount::Money => true,
        Amount::RunningJobs
        | Amount::WaitingJobs
        | Amount::Cores
        | Amount::Accelerators
        | Amount::Nodes
        | Amount::Power => false,
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
        Amount::Power => drawn(center, request),
        // What it costs depends on when it runs.
        Amount::Money => 0,
    }
}

/// The pools that a job may use on whose nodes a task of it fits.
fn pools<'a>(center: &'a Center, request: &'a Request) -> impl Iterator<Item = &'a Pool> {
    let rows = center.access.get(usize::from(request.partition.0)).into_iter();
    let access = rows.filter_map(|row| row.get(usize::from(request.group.0)).or(row.last()));
    let lists = access.filter_map(|access| center.access_lists.get(usize::from(access.0)));
    let places = lists.flatten().map(|pool| usize::from(pool.0));
    let pools = places.filter_map(|place| center.pools.get(place));
    pools.filter(|pool| match pool.nodes {
        Nodes::Named { .. } => 0 < tasks_on(pool.node_type.capacity, request.shape),
        Nodes::Counted { .. } => {
            let Resources { accelerators, memory_mib, .. } = request.shape.per_task;
            accelerators == 0 && memory_mib == 0
        }
    })
}

/// How many units of a pool's nodes each task takes, and how many such a node has.
fn units_of_node(pool: &Pool, request: &Request) -> (u128, u128) {
    let (node, task) = (pool.node_type.capacity, request.shape.per_task);
    let (takes, has) = match pool.nodes {
        Nodes::Counted { .. } => (task.cores, 1),
        Nodes::Named { .. } if 0 < node.accelerators => (task.accelerators, node.accelerators),
        Nodes::Named { .. } => (task.cores, node.cores.max(1)),
    };
    (takes.into(), has.into())
}

/// What a job draws beyond idle nodes at most, in milliwatts.
pub(super) fn drawn(center: &Center, request: &Request) -> u64 {
    let rates = &center.rules.rates;
    let drive = rates.drive.get(usize::from(request.class.0)).copied().unwrap_or(1_000);
    let of_pool = |pool: &Pool| {
        let (takes, has) = units_of_node(pool, request);
        let draw = rates.draws.get(&pool.node_type.name).copied().unwrap_or_default();
        let of_task = match pool.nodes {
            Nodes::Counted { .. } => takes * u128::from(drive) * u128::from(draw.steepest),
            Nodes::Named { .. } => {
                let steepest = takes * u128::from(drive) * u128::from(draw.steepest);
                steepest.min(has * 1_000 * u128::from(draw.most))
            }
        };
        let tasks = u128::from(request.shape.tasks);
        // Nodes that wake draw as much at any speed of jobs.
        let share = rates.throttle.as_ref().map_or(1_000_000, |throttle| throttle.slowest().draw);
        let waking = (u128::from(draw.waking) * 1_000_000).div_ceil(u128::from(share));
        (tasks * of_task).div_ceil(has * 1_000).max(tasks * waking)
    };
    u64::try_from(pools(center, request).map(of_pool).max().unwrap_or(0)).unwrap_or(u64::MAX)
}

/// What a run costs at list prices in millionths of a yuan, on the dearest of the nodes that it may have: `at` is when it began, where
/// that is known; else the dearest hour of the day counts.
pub(super) fn cost(center: &Center, request: &Request, at: Option<Time>, micros: u64) -> u64 {
    const HOUR: u64 = 3_600_000_000;
    let (rules, rates) = (&center.rules, &center.rules.rates);
    let qos = class(center, request).map_or(QosId(0), |class| class.qos);
    let percent = rules.qos.get(usize::from(qos.0)).map_or(100, |qos| qos.price_percent);
    let of_pool = |pool: &Pool| {
        let hardware = &pool.node_type.name;
        let list = rates.prices.iter().find(|price| {
            let About { centers, partitions, hardware: kinds, classes, qos: qualities, groups } =
                &price.about;
            let center = request.center;
            (centers.is_empty() || centers.contains(&center))
                && (partitions.is_empty() || partitions.contains(&(center, request.partition)))
                && (kinds.is_empty() || kinds.contains(hardware))
                && (classes.is_empty() || classes.contains(&request.class))
                && (qualities.is_empty() || qualities.contains(&qos))
                && (groups.is_empty() || groups.contains(&request.group))
        })?;
        let Resources { cores, accelerators, memory_mib } = request.shape.per_task;
        let (takes, has) = units_of_node(pool, request);
        let price =
            |each: i64, count: u128, of: u128| u128::from(each.unsigned_abs()) * count * (has * 1_024 / of);
        let parts = [
            price(list.accelerator, accelerators.into(), 1),
            price(list.core, cores.into(), 1),
            price(list.gib, memory_mib.into(), 1_024),
            price(list.node, takes, has),
        ];
        let one: u128 = match list.weighing {
            Weighing::Sum => parts.iter().sum(),
            Weighing::Dearest => parts.into_iter().max()?,
        };
        let hourly = one * u128::from(request.shape.tasks) * u128::from(percent);
        Some((hourly, has * 1_024 * 100, list))
    };
    let dearest = |(hourly, parts, list): &(u128, u128, &Price)| {
        hourly * u128::from(list.hours.into_iter().max().unwrap_or(0)) / parts
    };
    let Some((hourly, parts, list)) = pools(center, request).filter_map(of_pool).max_by_key(dearest) else {
        return 0;
    };
    let factor: u128 = match at {
        None => u128::from(list.hours.into_iter().max().unwrap_or(0)) * u128::from(micros),
        Some(at) => {
            let begin = (at + rates.midnight_before).as_micros();
            // Hour after hour by the clock.
            let hours = (begin / HOUR)..=((begin + micros) / HOUR);
            let within = |hour: u64| (begin + micros).min((hour + 1) * HOUR) - begin.max(hour * HOUR);
            hours.map(|hour| u128::from(list.hours[(hour % 24) as usize]) * u128::from(within(hour))).sum()
        }
    };
    let whole = parts * 1_000 * u128::from(HOUR);
    u64::try_from(hourly.saturating_mul(factor).div_ceil(whole)).unwrap_or(u64::MAX)
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
