//! How things stood for a job, in sentences.

use super::names::StoryNames;
use super::words::duration;
use crate::experiment::Remedies;
use crate::model::{
    Amount, Cause, Center, Condition, Counted, Layout, Lock, Nodes, Pool, Request, Resources, Time,
};
use crate::record::{Bond, Holder, Lacking, PoolView, Scene};
use crate::text::{counted, data_amount, power};

/// So many jobs are named that hold what another one lacks.
const NAMED_MAX: usize = 5;

/// What a person wants to know of it, by what the job waits for.
pub(super) fn details(scene: &Scene, names: &StoryNames<'_>) -> Vec<String> {
    let center = &names.centers[usize::from(scene.request.center.0)];
    let mut details: Vec<String> = scene.bonds.iter().map(|bond| bond_words(*bond, names)).collect();
    details.extend(scene.lacks.iter().flat_map(|lacking| lacking_words(lacking, center, names)));
    if matches!(scene.cause, Cause::Dependency | Cause::Deferral | Cause::Staging) {
        return details;
    }
    details.push(free_words(scene, center));
    if matches!(scene.cause, Cause::Reservation) {
        let kept = scene.pools.iter().filter(|view| !view.open);
        details.extend(kept.map(|view| kept_words(view, (scene.at, center), names)));
    }
    if let Some(at) = scene.enough_at {
        details.push(format!(
            "enough is free at {}, if those who run leave when they are expected to",
            names.time(at)
        ));
    }
    if 0 < scene.running && matches!(scene.cause, Cause::Capacity | Cause::Fragmentation) {
        let jobs = counted(scene.running, "job holds", "jobs hold");
        details.push(format!("{jobs} its pools; expected to leave first:"));
        details.extend(scene.leave_first.iter().map(|holder| holder_words(holder, center, names)));
    }
    if 0 < scene.ahead {
        details.extend(ahead_words(scene, center, names));
    }
    details
}

/// What would have let it start at its submission.
pub(super) fn remedies(scene: &Scene, remedies: Remedies, center: &Center) -> Vec<String> {
    let mut ways = Vec::new();
    if let Some(walltime) = remedies.walltime {
        ways.push(format!("asking for at most {}", duration(walltime)));
    }
    if let Some(tasks) = remedies.tasks {
        let all = scene.request.shape.tasks;
        ways.push(format!("with at most {} instead of {all}", counted(u64::from(tasks), "task", "tasks")));
    }
    let mut lines = match ways.is_empty() {
        true => {
            vec!["neither a shorter requested time nor fewer tasks would have let it start at once".into()]
        }
        false => vec![format!("it would have started at once {}", ways.join(", or "))],
    };
    let missing = missing(scene);
    match scene.cause {
        Cause::Capacity | Cause::Outage | Cause::Fragmentation => {
            lines.push(format!("it lacked room for {}", missing_words(missing, scene, center)));
        }
        Cause::Reservation => {
            let closed = scene.pools.iter().filter(|view| !view.open);
            let kept = closed.map(|view| &center.pools[usize::from(view.pool.0)]);
            let is_phase = |pool: &Pool| pool.lock.as_ref().is_some_and(|lock| lock.absent);
            let is_work = |pool: &Pool| pool.lock.as_ref().is_some_and(Lock::is_maintenance);
            let is_any = kept.clone().next().is_some();
            let way = if is_any && kept.clone().all(is_phase) {
                "had the nodes that come or go on dates been there, it would have fit"
            } else if is_any && kept.clone().all(is_work) {
                "had nobody worked on nodes, or planned to, it would have fit"
            } else {
                "had what is kept for others been lent, it would have fit"
            };
            lines.push(way.into());
        }
        Cause::Limit | Cause::Budget | Cause::Quota | Cause::Power => {
            let what: Vec<String> =
                scene.lacks.iter().map(|lacking| what_words(lacking.lack.what, center)).collect();
            let nodes = if missing == 0 {
                "what it needs was free".to_owned()
            } else {
                format!("it lacked room for {} too", missing_words(missing, scene, center))
            };
            lines.push(format!("without {}: {nodes}", what.join(" and ")));
        }
        Cause::Staging => lines.push("had its data been there, it would have fit".into()),
        Cause::Dependency | Cause::Deferral | Cause::Ahead => {}
    }
    lines
}

/// How many of its tasks find no place.
fn missing(scene: &Scene) -> u64 {
    let open: u64 = scene.pools.iter().filter(|view| view.open).map(|view| view.slots).sum();
    u64::from(scene.request.shape.tasks).saturating_sub(open)
}

fn missing_words(missing: u64, scene: &Scene, center: &Center) -> String {
    let processors = scene.pools.iter().all(|view| {
        let pool = &center.pools[usize::from(view.pool.0)];
        matches!(pool.nodes, Nodes::Counted { .. }) && scene.request.shape.per_task.cores == 1
    });
    match scene.request.shape.layout {
        _ if processors => counted(missing, "processor", "processors"),
        Layout::OnePerNode => counted(missing, "node", "nodes"),
        Layout::Anywhere => counted(missing, "task", "tasks"),
    }
}

fn free_words(scene: &Scene, center: &Center) -> String {
    let of = |view: &PoolView| {
        let pool = &center.pools[usize::from(view.pool.0)];
        if pool.lock.as_ref().is_some_and(|lock| lock.is_absence(scene.at)) {
            return format!("{}: not there", pool.name);
        }
        if pool
            .lock
            .as_ref()
            .is_some_and(|lock| lock.is_maintenance() && lock.windows_in_truth().hold(scene.at))
        {
            return format!("{}: worked on", pool.name);
        }
        let closed = if view.open { "" } else { ", closed to it" };
        format!("{}: {} free{closed}", pool.name, free_amounts(view, &scene.request, pool))
    };
    let pools: Vec<String> = scene.pools.iter().map(of).collect();
    let need = u64::from(scene.request.shape.tasks);
    format!(
        "room for {} of its {}; {}",
        need - missing(scene),
        counted(need, "task", "tasks"),
        pools.join("; ")
    )
}

/// How much of a pool is free: in its unit where the job asks for that, and whatever else is not enough for the job.
fn free_amounts(view: &PoolView, request: &Request, pool: &Pool) -> String {
    if matches!(pool.nodes, Nodes::Counted { .. }) {
        return units(view.free_cores, pool);
    }
    let Resources { cores, accelerators, memory_mib } = request.shape.per_task;
    let tasks = u64::from(request.shape.tasks);
    let counts_accelerators = 0 < pool.node_type.capacity.accelerators && 0 < accelerators;
    let lacks = |free: u64, part: u64| free < part.saturating_mul(tasks);
    let mut amounts = Vec::new();
    if counts_accelerators {
        amounts.push(counted(view.free_accelerators, "accelerator", "accelerators"));
    }
    if !counts_accelerators || lacks(view.free_cores, u64::from(cores)) {
        amounts.push(counted(view.free_cores, "core", "cores"));
    }
    if lacks(view.free_memory_mib, memory_mib) {
        amounts.push(format!("{:.1} GiB of memory", view.free_memory_mib as f64 / 1024.0));
    }
    amounts.join(" and ")
}

fn units(count: u64, pool: &Pool) -> String {
    match pool.nodes {
        Nodes::Counted { .. } => counted(count, "processor", "processors"),
        Nodes::Named { .. } if 0 < pool.node_type.capacity.accelerators => {
            counted(count, "accelerator", "accelerators")
        }
        Nodes::Named { .. } => counted(count, "core", "cores"),
    }
}

/// What a pool is kept for.
fn kept_words(view: &PoolView, (at, center): (Time, &Center), names: &StoryNames<'_>) -> String {
    let pool = &center.pools[usize::from(view.pool.0)];
    let Some(lock) = &pool.lock else { return format!("{} is closed to it", pool.name) };
    if lock.absent {
        // Nodes of a phase are kept for nobody: they are not there.
        return match lock.known_at(at).at_or_after(at) {
            Some((from, until)) if from <= at && until == Time::NEVER => format!("{} has gone", pool.name),
            Some((from, until)) if from <= at => {
                format!("{} is not there before {}", pool.name, names.time(until))
            }
            Some((from, _)) => {
                format!("{} goes at {}, before the job would end", pool.name, names.time(from))
            }
            None => format!("{} is closed to it", pool.name),
        };
    }
    if lock.is_maintenance() {
        return match lock.known_at(at).at_or_after(at) {
            Some((from, Time::NEVER)) if from <= at => format!("{} is worked on for good", pool.name),
            Some((from, until)) if from <= at => {
                format!("{} is worked on until {}", pool.name, names.time(until))
            }
            Some((from, _)) => {
                format!("{} is worked on from {}, before the job would end", pool.name, names.time(from))
            }
            None => format!("{} is closed to it", pool.name),
        };
    }
    let whom = if lock.owners.is_empty() { "nobody" } else { "its owners" };
    format!("{} is kept for {whom} by `{}` ({})", pool.name, lock.name, lock.mode.name())
}

fn bond_words(bond: Bond, names: &StoryNames<'_>) -> String {
    match bond {
        Bond::Data { missing, bytes, until } => {
            let data = counted(missing.into(), "dataset", "datasets");
            let when = match until {
                Some(until) => format!("which are there at {} if nothing changes", names.time(until)),
                None => "for which no room or no way is free now".into(),
            };
            format!("{data} ({} still to come) are missing, {when}", data_amount(bytes))
        }
        Bond::Hours { until } => {
            format!("it joins the queue at {} for the sake of better hours", names.time(until))
        }
        Bond::After { job, condition } => match condition {
            Condition::AfterOk => format!("job {job} has to do its work first"),
            Condition::AfterAny => format!("job {job} has to end first"),
            Condition::AfterNotOk => format!("job {job} has to fail first"),
        },
        Bond::Single { job } => format!("job {job} of the same tenant and class has to end first"),
        Bond::Gang { present, members } if present == members => {
            format!("all {members} jobs of its gang are submitted, and not all of them may start yet")
        }
        Bond::Gang { present, members } => {
            format!("{present} of the {members} jobs of its gang are submitted")
        }
    }
}

/// The limit, licence or quota of which a job alone takes more than it ever allows, and how much of it; nothing where none is too small.
pub(super) fn excess_words(request: &Request, center: &Center) -> Option<String> {
    let lack = center.excess_alone(request)?;
    let [most, need] = [lack.most, lack.need].map(|value| lack_amount(lack.what, center, value));
    let unit = match lack.what {
        Counted::Limit(limit) => match center.rules.limits[limit].amount {
            Amount::RunningJobs | Amount::WaitingJobs => " jobs",
            Amount::Cores => " cores",
            Amount::Accelerators => " accelerators",
            Amount::Nodes => " nodes",
            Amount::CoreTime => " of cores",
            Amount::AcceleratorTime => " of accelerators",
            Amount::NodeTime => " of nodes",
            Amount::Power | Amount::Money => "",
        },
        Counted::Licence(_) | Counted::Array(_) | Counted::QuotaMost(_) | Counted::Borrowing => "",
    };
    Some(format!("{} allows {most}{unit}, and this job alone needs {need}", what_words(lack.what, center)))
}

/// So much of the counted thing.
fn lack_amount(what: Counted, center: &Center, value: u64) -> String {
    match what {
        Counted::Limit(limit) => amount_words(center.rules.limits[limit].amount, value),
        Counted::Licence(_) | Counted::Array(_) | Counted::QuotaMost(_) | Counted::Borrowing => {
            value.to_string()
        }
    }
}

/// The counted thing, by name.
fn what_words(what: Counted, center: &Center) -> String {
    let rules = &center.rules;
    match what {
        Counted::Limit(limit) => format!("limit `{}`", rules.limits[limit].name),
        Counted::Licence(licence) => format!("licence `{}`", rules.licences[usize::from(licence)].name),
        Counted::Array(array) => format!("the limit of its array {array}"),
        Counted::QuotaMost(quota) => format!("quota `{}`", rules.quotas[quota].name),
        Counted::Borrowing => "what quotas leave to borrow".into(),
    }
}

/// So much of what a limit counts.
fn amount_words(counts: Amount, value: u64) -> String {
    let scaled = value as f64 / counts.scale() as f64;
    match counts {
        Amount::CoreTime | Amount::AcceleratorTime | Amount::NodeTime => format!("{scaled:.1} h"),
        Amount::Power => power(u128::from(value)),
        Amount::Money => format!("{scaled:.2} yuan"),
        Amount::RunningJobs | Amount::WaitingJobs | Amount::Cores | Amount::Accelerators | Amount::Nodes => {
            value.to_string()
        }
    }
}

fn lacking_words(lacking: &Lacking, center: &Center, names: &StoryNames<'_>) -> Vec<String> {
    let Lacking { lack, holders } = lacking;
    let amount = |value: u64| lack_amount(lack.what, center, value);
    let (held, most, need) = (amount(lack.held), amount(lack.most), amount(lack.need));
    let by = match holders.len() as u64 {
        0 => String::new(),
        count => format!(", by {}:", counted(count, "job", "jobs")),
    };
    let mut lines =
        vec![format!("{}: {held} of {most} held, it needs {need}{by}", what_words(lack.what, center))];
    lines.extend(holders.iter().take(NAMED_MAX).map(|holder| holder_words(holder, center, names)));
    lines
}

fn holder_words(holder: &Holder, center: &Center, names: &StoryNames<'_>) -> String {
    format!(
        "  job {}{}: {} from {} until {}",
        holder.request.id,
        names.of_tenant(holder.request.tenant),
        size(u64::from(holder.units), &holder.request, center),
        names.time(holder.start),
        names.time(holder.until)
    )
}

fn ahead_words(scene: &Scene, center: &Center, names: &StoryNames<'_>) -> Vec<String> {
    let jobs = counted(scene.ahead, "job stands", "jobs stand");
    let in_all = match scene.ahead_units {
        0 => String::new(),
        units => format!(", {} in all", size(units, &scene.request, center)),
    };
    let mut lines = vec![format!("{jobs} before it in the queue{in_all}:")];
    lines.extend(scene.ahead_first.iter().map(|waiter| {
        let at = waiter.enough_at.map(|at| format!("; enough is free for it at {}", names.time(at)));
        format!(
            "  job {}{}: {} for {}, since {}{}",
            waiter.request.id,
            names.of_tenant(waiter.request.tenant),
            size(u64::from(waiter.units), &waiter.request, center),
            duration(waiter.request.walltime),
            names.time(waiter.request.submit),
            at.unwrap_or_default()
        )
    }));
    if (scene.ahead_first.len() as u64) < scene.ahead {
        lines.push("  ...".into());
    }
    lines
}

/// A number of units, named by the first pool of a job's partition; the cores of a job that holds no units.
fn size(count: u64, request: &Request, center: &Center) -> String {
    if count == 0 {
        return counted(u64::from(request.shape.total().cores), "core", "cores");
    }
    let pools = &center.partitions[usize::from(request.partition.0)].pools;
    match pools.first() {
        Some(pool) => units(count, &center.pools[usize::from(pool.0)]),
        None => counted(count, "unit", "units"),
    }
}
