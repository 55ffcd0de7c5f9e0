//! The rules of a scenario in words, for `suanli check`.

mod data;
mod failures;
mod ledger;
pub(super) mod network;
pub(super) mod parts;

use self::data::job_data_words;
pub(super) use self::data::{datasets, links, stores};
pub(super) use self::failures::failures;
use self::failures::{failure_words, outcome_words, phase_words};
pub(super) use self::ledger::ledger;
use self::parts::counted;
use super::believed::Scenario;
use super::problem::listed;
use super::units::written;
use crate::model::{
    Amount, Center, ClassClaim, ClassId, ClassRule, Deferral, Each, GroupId, Limit, Lock, LockMode, Muster,
    Named, PartitionRule, Pool, Preemption, Qos, QosId, Quota, Request, Resources, Rules, Signal, Work,
};
use crate::policy::PolicySpec;
use crate::text::power;
use crate::workload::{Component, Workload, largest_job, smallest_job};

/// The rules of all centres: what each is called, and what it says. Things that are the same in several centres are said
/// once.
pub(super) fn rules(scenario: &Scenario) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for center in &scenario.centers {
        for line in center_rules(scenario, center) {
            if !said.contains(&line) {
                said.push(line);
            }
        }
    }
    said
}

fn center_rules(scenario: &Scenario, center: &Center) -> Vec<(String, String)> {
    let rules = &center.rules;
    let mut lines = Vec::new();
    for qos in &rules.qos {
        lines.push((format!("qos {}", qos.name), qos_words(qos, rules)));
    }
    for licence in &rules.licences {
        lines.push((format!("licence {}", licence.name), format!("{} of it", licence.count)));
    }
    for limit in &rules.limits {
        lines.push((format!("limit {}", limit.name), limit_words(scenario, center, limit)));
    }
    for quota in &rules.quotas {
        lines.push((format!("quota {}", quota.name), quota_words(scenario, center, quota)));
    }
    if rules.preemption != Preemption::default() {
        lines.push(("preemption".into(), preemption_words(rules.preemption)));
    }
    lines
}

fn qos_words(qos: &Qos, rules: &Rules) -> String {
    let mut words = format!("priority {}, {} % of the price", qos.priority, qos.price_percent);
    if !qos.preempts.is_empty() {
        let below: Vec<&str> = qos.preempts.iter().map(|id| qos_name(rules, *id)).collect();
        words += &format!(", may evict {}", below.join(" and "));
    }
    words
}

fn qos_name(rules: &Rules, id: QosId) -> &str {
    rules.qos.get(usize::from(id.0)).map_or("normal", |qos| &qos.name)
}

fn groups(scenario: &Scenario, ids: &[GroupId]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| scenario.groups[usize::from(id.0)].name.as_str()).collect();
    names.join(" and ")
}

fn limit_words(scenario: &Scenario, center: &Center, limit: &Limit) -> String {
    let most = if limit.amount == Amount::Power {
        power(u128::from(limit.most))
    } else {
        (limit.most / limit.amount.scale()).to_string()
    };
    let what = match limit.amount {
        Amount::RunningJobs => "jobs running",
        Amount::WaitingJobs => "jobs waiting",
        Amount::Cores => "cores",
        Amount::Accelerators => "accelerators",
        Amount::Nodes => "nodes",
        Amount::CoreTime => "core-hours a month",
        Amount::AcceleratorTime => "accelerator-hours a month",
        Amount::NodeTime => "node-hours a month",
        Amount::Power => "beyond idle nodes",
        Amount::Money => "yuan a month",
    };
    let mut words = format!("at most {most} {what}, {}", each_words(limit.each));
    let named = |name: &str, list: Vec<&str>| match list.is_empty() {
        true => String::new(),
        false => format!(", {name} {}", list.join(" and ")),
    };
    if !limit.groups.is_empty() {
        words += &format!(", of {}", groups(scenario, &limit.groups));
    }
    words += &named("qos", limit.qos.iter().map(|id| qos_name(&center.rules, *id)).collect());
    let partitions = limit.partitions.iter().map(|id| center.partitions[usize::from(id.0)].name.as_str());
    words += &named("in", partitions.collect());
    let classes = limit.classes.iter().map(|id| scenario.workloads[usize::from(id.0)].name.as_str());
    words += &named("for", classes.collect());
    words
}

fn each_words(each: Each) -> &'static str {
    match each {
        Each::Together => each.name(),
        Each::Tenant => "each tenant",
    }
}

fn quota_words(scenario: &Scenario, center: &Center, quota: &Quota) -> String {
    let Quota { guaranteed, most, borrows, lends, reclaims, .. } = quota;
    let unit = center.unit().word();
    let mut words = format!("{guaranteed} {unit} of {} for {}", center.name, groups(scenario, &quota.groups));
    if let Some(most) = most {
        words += &format!(", at most {most}");
    }
    for (does, word) in [(borrows, "borrow"), (lends, "lend"), (reclaims, "reclaim")] {
        words += &if *does { format!(", {word}s") } else { format!(", does not {word}") };
    }
    words
}

fn preemption_words(preemption: Preemption) -> String {
    let Preemption { by_tier, victims, eviction, grace, minimum_run } = preemption;
    let tiers = if by_tier { ", also by tier" } else { "" };
    format!(
        "{} first, {}, after {} of running and {} of grace{tiers}",
        victims.name(),
        eviction.name(),
        written(minimum_run),
        written(grace)
    )
}

/// What a lock is, behind how many nodes it takes.
pub(super) fn lock_words(scenario: &Scenario, lock: &Lock) -> String {
    if lock.absent {
        return phase_words(scenario.start, lock);
    }
    let mut words = match lock.owners.is_empty() {
        true => "kept for maintenance".to_string(),
        false => format!("locked for {}", groups(scenario, &lock.owners)),
    };
    words += &match lock.mode {
        LockMode::Strict => String::new(),
        LockMode::LendPreemptible => format!(" ({})", lock.mode.name()),
        LockMode::LendShort { notice } => format!(" ({}, notice {})", lock.mode.name(), written(notice)),
        LockMode::LendUntilNeeded { return_time } => {
            format!(" ({}, back within {})", lock.mode.name(), written(return_time))
        }
    };
    match lock.windows_in_truth().spans() {
        [] => {}
        [_] => words += " for a time",
        spans => words += &format!(" {} times", spans.len()),
    }
    if let Some(foresight) = &lock.foresight {
        words += &format!(", announced {} ahead", written(foresight.ahead));
    }
    words
}

/// Work that waits for jobs to end, after a comma.
pub(super) fn work_words(work: &Work) -> String {
    let Work { nodes, at_a_time, lasts, begins, muster, .. } = work;
    let (nodes, each) = (counted(u64::from(*nodes), "node", "nodes"), written(*lasts));
    let times = if begins.len() == 1 { String::new() } else { format!(" {} times", begins.len()) };
    let all = match muster {
        Muster::Each => "",
        Muster::All => " when all of these are free",
    };
    format!(", {nodes} worked on{times} when they are free, each for {each}, {at_a_time} at a time{all}")
}

/// What a partition takes, each thing after a comma.
pub(super) fn partition_words(scenario: &Scenario, rule: &PartitionRule) -> String {
    let mut words = String::new();
    if let Some(most) = rule.walltime_most {
        words += &format!(", jobs of up to {}", written(most));
    }
    if let Some(most) = rule.units_most {
        words += &format!(", jobs of up to {most} units");
    }
    if !rule.groups.is_empty() {
        words += &format!(", only for {}", groups(scenario, &rule.groups));
    }
    if rule.tier != 0 {
        words += &format!(", tier {}", rule.tier);
    }
    words
}

/// On how many nodes its smallest and its largest jobs run.
fn nodes_range(scenario: &Scenario, class: usize, workload: &Workload) -> (u32, u32) {
    let (center, stated) =
        (&scenario.centers[usize::from(workload.center.0)], scenario.basis.center(workload.center));
    let id = ClassId(class as u16);
    let nodes = |request: Request| center.nodes_for(&request).max(1);
    (nodes(smallest_job(id, workload, stated)), nodes(largest_job(id, workload, stated)))
}

/// What the jobs of a workload are under the rules, and how they hang together, each thing after a comma.
pub(super) fn job_words(scenario: &Scenario, class: usize, workload: &Workload) -> String {
    let rules = &scenario.centers[usize::from(workload.center.0)].rules;
    let ClassRule { qos, licences, checkpoint, on_failure, patience, deferral } =
        rules.class(ClassId(class as u16));
    let mut words = priority_words(scenario, class, workload);
    if !rules.qos.is_empty() {
        words += &format!(", qos {}", qos_name(rules, *qos));
    }
    for (licence, count) in licences {
        words += &format!(", {count} of licence {}", rules.licences[usize::from(*licence)].name);
    }
    words += &failure_words(checkpoint.as_ref(), *on_failure, nodes_range(scenario, class, workload));
    words += &outcome_words(workload.outcomes.as_ref());
    words += &job_data_words(scenario, ClassId(class as u16));
    for (word, time) in [("given up after", patience), ("due after", &workload.deadline)] {
        if let Some(time) = time {
            words += &format!(", {word} {}", written(*time));
        }
    }
    if let Some(Deferral { most, signal }) = deferral {
        words += &format!(
            ", put off by up to {} for less {}",
            written(*most),
            match signal {
                Signal::Carbon => "carbon",
                Signal::Price => "cost of power",
            }
        );
    }
    if let Some(length) = workload.bonds.chain {
        words += &format!(", in chains of {length}");
    }
    if let Some(most) = workload.bonds.array_most {
        words += &format!(", at most {most} of an array at once");
    }
    if let Some((other, condition)) = workload.bonds.after {
        let other = &scenario.workloads[usize::from(other.0)].name;
        words += &format!(", {} {other}", condition.name());
    }
    if workload.bonds.singleton {
        words += ", one at a time for each tenant";
    }
    words + &component_words(scenario, workload)
}

/// How much the jobs of a workload matter, each thing after a comma.
fn priority_words(scenario: &Scenario, class: usize, workload: &Workload) -> String {
    let claims = &scenario.centers[usize::from(workload.center.0)].claims;
    let ClassClaim { priority, nice } = claims.classes.get(class).copied().unwrap_or_default();
    let mut words = String::new();
    if priority != 0 {
        words += &format!(", priority {priority}");
    }
    if nice != 0 {
        words += &format!(", nice {nice}");
    }
    words
}

/// What starts together with each job of a workload, each thing after a comma.
fn component_words(scenario: &Scenario, workload: &Workload) -> String {
    let mut words = String::new();
    let center = &scenario.centers[usize::from(workload.center.0)];
    for Component { partition, shape } in &workload.components {
        let name = &center.partitions[usize::from(partition.0)].name;
        let Resources { cores, accelerators, memory_mib } = shape.per_task;
        let amounts = [(cores, "core", "cores"), (accelerators, "accelerator", "accelerators")];
        let held = amounts.into_iter().filter(|(count, ..)| *count != 0);
        let mut held: Vec<String> = held.map(|(count, one, many)| counted(count, one, many)).collect();
        if memory_mib != 0 {
            held.push(format!("{memory_mib} MiB"));
        }
        let (nodes, held) = (counted(shape.tasks, "node", "nodes"), held.join(" and "));
        words += &format!(", together with {held} on {nodes} of {name}");
    }
    words
}

/// The differences under a policy, each after a comma.
pub(super) fn variant_words(scenario: &Scenario, policy: &PolicySpec) -> String {
    let mut words = String::new();
    for (center, usual) in scenario.centers_under(policy).iter().zip(&scenario.centers) {
        let locks = |center: &Center| -> Vec<String> {
            let is_lock = |pool: &&Pool| pool.lock.as_ref().is_some_and(|lock| !lock.absent);
            let locked = center.pools.iter().filter(is_lock);
            let said = locked.map(|pool| {
                let lock = pool.lock.as_ref().map_or_else(String::new, |lock| lock_words(scenario, lock));
                format!("{} of {}: {lock}", pool.nodes.size(), pool.name)
            });
            said.collect()
        };
        let (here, usually) = (locks(center), locks(usual));
        if here != usually {
            let said: Vec<&str> = here.iter().map(String::as_str).collect();
            let said = if said.is_empty() { "no locks".into() } else { format!("locks {}", listed(&said)) };
            words += &format!(", at {} {said}", center.name);
        }
        if center.rules.quotas.len() < usual.rules.quotas.len() {
            words += &format!(", at {} no quotas", center.name);
        }
        let caps = |center: &Center| center.rules.limits.len();
        let puts_off = |center: &Center| center.rules.classes.iter().any(|class| class.deferral.is_some());
        for (word, differs) in [
            ("no power cap", caps(center) < caps(usual)),
            ("nobody put off", !puts_off(center) && puts_off(usual)),
            ("no node asleep", center.rules.sleep.is_none() && usual.rules.sleep.is_some()),
        ] {
            if differs {
                words += &format!(", at {} {word}", center.name);
            }
        }
    }
    words
}
