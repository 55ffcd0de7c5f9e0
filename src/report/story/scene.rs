//! How things stood for a job, in sentences.

use super::StoryNames;
use super::words::{counted, duration};
use crate::experiment::Remedies;
use crate::model::{Cause, Center, Condition, Counted, Layout, Nodes, Pool};
use crate::record::{Bond, Holder, Lacking, PoolView, Scene};

/// What a person wants to know of it, by what the job waits for.
pub(super) fn details(scene: &Scene, names: &StoryNames<'_>) -> Vec<String> {
    let center = &names.centers[usize::from(scene.request.center.0)];
    let mut details: Vec<String> = scene.bonds.iter().map(|bond| bond_words(*bond)).collect();
    details.extend(scene.lacks.iter().map(|lacking| lacking_words(lacking, center, names)));
    if scene.cause == Cause::Dependency {
        return details;
    }
    details.push(free_words(scene, center));
    if matches!(scene.cause, Cause::Reservation) {
        details.extend(scene.pools.iter().filter(|view| !view.open).map(|view| kept_words(view, center, names)));
    }
    if let Some(at) = scene.enough_at {
        details.push(format!(
            "enough is free at {}, if those who run leave when they are expected to",
            names.time(at)
        ));
    }
    if 0 < scene.running && matches!(scene.cause, Cause::Capacity | Cause::Fragmentation) {
        let first = scene.leave_first.iter().map(|holder| holder_words(holder, names));
        details.push(format!(
            "its pools are held by {}; the first to leave: {}",
            counted(scene.running, "job", "jobs"),
            first.collect::<Vec<String>>().join("; ")
        ));
    }
    if 0 < scene.ahead {
        details.push(ahead_words(scene, names));
    }
    details
}

/// What would have let it start at its submission.
pub(super) fn remedies(scene: &Scene, remedies: Remedies, names: &StoryNames<'_>) -> Vec<String> {
    let center = &names.centers[usize::from(scene.request.center.0)];
    let mut ways = Vec::new();
    if let Some(walltime) = remedies.walltime {
        ways.push(format!("asking for at most {}", duration(walltime)));
    }
    if let Some(tasks) = remedies.tasks {
        let all = scene.request.shape.tasks;
        ways.push(format!("with at most {} instead of {all}", counted(u64::from(tasks), "task", "tasks")));
    }
    let mut lines = match ways.is_empty() {
        true => vec!["neither a shorter requested time nor fewer tasks would have let it start at once".into()],
        false => vec![format!("it would have started at once {}", ways.join(", or "))],
    };
    let missing = missing(scene);
    match scene.cause {
        Cause::Capacity | Cause::Fragmentation => {
            lines.push(format!("it lacked room for {}", missing_words(missing, scene, center)));
        }
        Cause::Reservation => lines.push("had what is kept for others been lent, it would have fit".into()),
        Cause::Limit | Cause::Quota => {
            let what: Vec<String> = scene.lacks.iter().map(|lacking| what_words(lacking, center)).collect();
            let nodes = if missing == 0 {
                "what it needs was free".to_owned()
            } else {
                format!("it lacked room for {} too", missing_words(missing, scene, center))
            };
            lines.push(format!("without {}: {nodes}", what.join(" and ")));
        }
        Cause::Dependency | Cause::Ahead => {}
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
        let closed = if view.open { "" } else { ", closed to it" };
        format!("{}: {} free{closed}", pool.name, units(view.free_units, pool))
    };
    let pools: Vec<String> = scene.pools.iter().map(of).collect();
    let need = u64::from(scene.request.shape.tasks);
    format!("room for {} of its {need} tasks ({})", need - missing(scene), pools.join("; "))
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
fn kept_words(view: &PoolView, center: &Center, names: &StoryNames<'_>) -> String {
    let pool = &center.pools[usize::from(view.pool.0)];
    let Some(lock) = &pool.lock else { return format!("{} is closed to it", pool.name) };
    let whom = if lock.owners.is_empty() { "nobody" } else { "its owners" };
    let _ = names;
    format!("{} is kept for {whom} by `{}` ({})", pool.name, lock.name, lock.mode.name())
}

fn bond_words(bond: Bond) -> String {
    match bond {
        Bond::After { job, condition } => match condition {
            Condition::AfterOk => format!("job {job} has to do its work first"),
            Condition::AfterAny => format!("job {job} has to end first"),
            Condition::AfterNotOk => format!("job {job} has to fail first"),
        },
        Bond::Single { job } => format!("job {job} of the same tenant and class has to end first"),
        Bond::Gang { present, members } => format!("{present} of the {members} jobs of its gang are submitted"),
    }
}

/// What is counted, by name.
fn what_words(lacking: &Lacking, center: &Center) -> String {
    let rules = &center.rules;
    match lacking.lack.what {
        Counted::Limit(limit) => format!("limit `{}`", rules.limits[limit].name),
        Counted::Licence(licence) => format!("licence `{}`", rules.licences[usize::from(licence)].name),
        Counted::Array(array) => format!("the limit of its array {array}"),
        Counted::QuotaMost(quota) => format!("quota `{}`", rules.quotas[quota].name),
        Counted::Borrowing => "what quotas leave to borrow".into(),
    }
}

fn lacking_words(lacking: &Lacking, center: &Center, names: &StoryNames<'_>) -> String {
    let Lacking { lack, holders } = lacking;
    let monthly = match lack.what {
        Counted::Limit(limit) => center.rules.limits[limit].amount.is_monthly(),
        Counted::Licence(_) | Counted::Array(_) | Counted::QuotaMost(_) | Counted::Borrowing => false,
    };
    // What is counted by the month is counted in unit microseconds, and people in hours.
    let amount = |value: u64| match monthly {
        true => format!("{:.1} h", value as f64 / 3.6e9),
        false => value.to_string(),
    };
    let (held, most, need) = (amount(lack.held), amount(lack.most), amount(lack.need));
    let held_by = match holders.len() {
        0 => String::new(),
        count => {
            let first = holders.iter().take(3).map(|holder| holder_words(holder, names));
            let first = first.collect::<Vec<String>>().join("; ");
            format!(", by {}: {first}", counted(count as u64, "job", "jobs"))
        }
    };
    format!("{}: {held} of {most} held, it needs {need}{held_by}", what_words(lacking, center))
}

fn holder_words(holder: &Holder, names: &StoryNames<'_>) -> String {
    format!(
        "job {} ({}, {} units, since {}, until {})",
        holder.request.id,
        names.tenant(holder.request.tenant),
        holder.units,
        names.time(holder.start),
        names.time(holder.until)
    )
}

fn ahead_words(scene: &Scene, names: &StoryNames<'_>) -> String {
    let first = scene.ahead_first.iter().map(|waiter| {
        let at = waiter.enough_at.map(|at| format!(", enough is free for it at {}", names.time(at)));
        format!(
            "job {} ({}, {} units for {}, since {}{})",
            waiter.request.id,
            names.tenant(waiter.request.tenant),
            waiter.units,
            duration(waiter.request.walltime),
            names.time(waiter.request.submit),
            at.unwrap_or_default()
        )
    });
    let first = first.collect::<Vec<String>>().join("; ");
    let more = if (scene.ahead_first.len() as u64) < scene.ahead { "; ..." } else { "" };
    format!(
        "before it in the queue: {} with {} units in all: {first}{more}",
        counted(scene.ahead, "job", "jobs"),
        scene.ahead_units
    )
}
