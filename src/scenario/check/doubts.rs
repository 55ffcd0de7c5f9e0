//! Warnings about rules: those under which somebody may wait for ever, and those that change nothing.

use super::super::believed::Scenario;
use super::super::problem::{Problems, listed};
use super::super::spec::Spec;
use super::impossible::typed_amount;
use crate::model::{
    Amount, Center, ClassId, Due, Eviction, GroupId, JobId, Limit, Nodes, PartitionId, Pool, Quota, Request,
    Shape, Span, TenantId, Time,
};
use crate::policy::PolicySpec;
use crate::workload::Workload;

/// Notes everything suspicious in the rules of a scenario that is right.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    warn_of_closed_partitions(scenario, spec, problems);
    warn_of_late_locks(scenario, spec, problems);
    warn_of_borrowed_lives(scenario, spec, problems);
    warn_of_eviction_without_end(scenario, spec, problems);
    warn_of_strict_priority(scenario, spec, problems);
    warn_of_unread_priorities(scenario, spec, problems);
    warn_of_idle_quotas(scenario, spec, problems);
    warn_of_idle_limits(scenario, spec, problems);
}

/// The pools open to a group in a partition.
fn open_pools(center: &Center, partition: PartitionId, group: GroupId) -> impl Iterator<Item = &Pool> {
    let pools = center.pools_of(center.access_of(partition, group));
    pools.iter().map(|pool| &center.pools[usize::from(pool.0)])
}

fn warn_of_closed_partitions(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (center, typed) in scenario.centers.iter().zip(&spec.centers) {
        for (place, typed) in typed.partitions.iter().enumerate() {
            let id = PartitionId(place as u16);
            let allowed = &center.rules.partition(id).groups;
            let all: Vec<GroupId> = (0..scenario.groups.len()).map(|group| GroupId(group as u16)).collect();
            let groups = if allowed.is_empty() { &all } else { allowed };
            let usable = |pool: &Pool| {
                !pool.lock.as_ref().is_some_and(|lock| lock.owners.is_empty() && lock.windows.is_always())
            };
            if !groups.iter().any(|group| open_pools(center, id, *group).any(usable)) {
                let message = format!(
                    "nobody may use partition `{}`: its nodes are locked for others than its tenants",
                    center.partitions[place].name
                );
                problems.warn(&typed.span, message, None);
            }
        }
    }
}

fn warn_of_late_locks(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let end = Time::ZERO + scenario.horizon;
    let partitions = spec.centers.iter().flat_map(|center| &center.partitions);
    let locks = partitions.flat_map(|partition| &partition.locks);
    for lock in locks {
        let (Some(name), Some(from)) = (&lock.name, &lock.from) else { continue };
        let after = from.value.duration_since(scenario.start);
        let begin = Time::from_micros(u64::try_from(after.as_micros()).unwrap_or(0));
        if end <= begin {
            let message = format!("lock `{}` begins after the end of the scenario", name.value);
            problems.warn(&from.span, message, None);
        }
    }
}

/// Warns of workloads that run on nothing but what others lend.
fn warn_of_borrowed_lives(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let center = &scenario.centers[usize::from(workload.center.0)];
        let lender = |pool: &Pool| {
            let lock = pool.lock.as_ref()?;
            let lent =
                !lock.owners.contains(&workload.group) && lock.mode.lends() && lock.windows.is_always();
            lent.then(|| lock.name.clone())
        };
        let lenders: Option<Vec<String>> =
            open_pools(center, workload.partition, workload.group).map(lender).collect();
        let Some(lenders) = lenders.filter(|lenders| !lenders.is_empty()) else { continue };
        let names: Vec<&str> = lenders.iter().map(String::as_str).collect();
        let message = format!(
            "workload `{}` can starve: all that is open to it is lent by {}",
            workload.name,
            listed(&names)
        );
        let span = typed.partition.as_ref().map_or(&typed.span, |at| &at.span);
        problems.warn(span, message, Some("leave some nodes open, or give its tenants a share".into()));
    }
}

/// Warns of workloads whose jobs begin anew whenever others want it, who could always want it.
fn warn_of_eviction_without_end(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (class, (workload, typed)) in scenario.workloads.iter().zip(&spec.workloads).enumerate() {
        let center = &scenario.centers[usize::from(workload.center.0)];
        let preemption = center.rules.preemption;
        let begins_anew = match preemption.eviction {
            Eviction::Requeue | Eviction::Cancel => true,
            Eviction::Checkpoint => center.rules.class(ClassId(class as u16)).checkpoint.is_none(),
            Eviction::Suspend => false,
        };
        if !begins_anew || preemption.minimum_run != Span::ZERO {
            continue;
        }
        let evictors = evictors(scenario, class, center);
        let load: f64 = evictors.iter().map(|other| scenario.offered_load(other)).sum();
        if load < 1.0 {
            continue;
        }
        let names: Vec<&str> = evictors.iter().map(|other| other.name.as_str()).collect();
        let message = format!(
            "workload `{}` can starve: {} may evict its jobs at any time and ask for {} % of its partition",
            workload.name,
            listed(&names),
            (load * 100.0).round()
        );
        let help = "let `[preemption]` have a `minimum_run`, or the jobs a checkpoint";
        problems.warn(&typed.span, message, Some(help.into()));
    }
}

/// The workloads whose jobs may evict those of another wherever these run.
fn evictors<'a>(scenario: &'a Scenario, class: usize, center: &Center) -> Vec<&'a Workload> {
    let rules = &center.rules;
    let victim = &scenario.workloads[class];
    let pools = |workload: &Workload| &center.partitions[usize::from(workload.partition.0)].pools;
    let qos = |class: usize| rules.class(ClassId(class as u16)).qos;
    let tier = |workload: &Workload| rules.partition(workload.partition).tier;
    let evicts = |other: &(usize, &'a Workload)| {
        let (place, other) = *other;
        // Partitions of other centres have other numbers.
        if other.center != victim.center {
            return false;
        }
        let higher = rules.preempts(qos(place), qos(class))
            || (rules.preemption.by_tier && tier(victim) < tier(other));
        let there = pools(victim).iter().all(|pool| pools(other).contains(pool));
        higher && there
    };
    scenario.workloads.iter().enumerate().filter(evicts).map(|(_, other)| other).collect()
}

/// Warns of policies under which a class always goes first.
fn warn_of_strict_priority(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (policy, typed) in scenario.policies.iter().zip(&spec.policies) {
        let bounded = ["aging", "starve_after"].iter().any(|key| policy.order.contains(key));
        let Some(order) = typed.order.as_ref() else { continue };
        if !policy.order.starts_with("class-priority") || bounded {
            continue;
        }
        for center in &scenario.centers {
            let claims = &center.claims.classes;
            let here =
                scenario.workloads.iter().enumerate().filter(|(_, workload)| {
                    scenario.centers[usize::from(workload.center.0)].name == center.name
                });
            let priorities = here.map(|(class, workload)| (claims[class].priority, &workload.name));
            let priorities: Vec<(u32, &String)> = priorities.collect();
            let (least, most) = (priorities.iter().min(), priorities.iter().max());
            let (Some((low, name)), Some((high, _))) = (least, most) else { continue };
            if low < high {
                let message = format!(
                    "policy `{}`: workload `{name}` can starve at centre `{}`: nothing bounds its wait",
                    policy.name, center.name
                );
                let help = "set `starve_after` or `aging` in `[policy.class_priority]`";
                problems.warn(&order.span, message, Some(help.into()));
            }
        }
    }
}

/// Warns of workloads whose priority no policy reads.
fn warn_of_unread_priorities(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let reads = |policy: &PolicySpec| {
        policy.order.starts_with("class-priority")
            || policy.order.contains("class_priority")
            || policy.backfill.starts_with("tiered")
    };
    if scenario.policies.iter().any(reads) {
        return;
    }
    for priority in spec.workloads.iter().filter_map(|workload| workload.claim.priority.as_ref()) {
        if 0 < priority.value {
            let help = "`multifactor` weighs the priority of the `[[qos]]` that the workload asks for";
            problems.warn(&priority.span, "priority: no policy of the file reads it", Some(help.into()));
        }
    }
}

/// Warns of quotas that get nothing back, and of maxima beyond what there is.
fn warn_of_idle_quotas(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for typed in &spec.quotas {
        let Some(name) = &typed.name else { continue };
        let here = |center: &&Center| center.rules.quotas.iter().any(|quota| quota.name == name.value);
        let centers: Vec<&Center> = scenario.centers.iter().filter(here).collect();
        let Some(reclaims) = typed.reclaims.as_ref().filter(|reclaims| reclaims.value) else { continue };
        let lends = typed.lends.as_ref().is_none_or(|lends| lends.value);
        if !lends {
            let message = format!("quota `{}` lends nothing, so there is nothing to reclaim", name.value);
            problems.warn(&reclaims.span, message, None);
        } else if !centers.iter().any(|center| has_borrower(scenario, center, &name.value)) {
            let message = format!("quota `{}` has nothing to reclaim: nobody else may borrow", name.value);
            problems.warn(&reclaims.span, message, None);
        }
    }
    for typed in &spec.quotas {
        let (Some(name), Some(at)) = (&typed.name, &typed.maximum) else { continue };
        let beyond = |center: &Center| {
            let quota = center.rules.quotas.iter().find(|quota| quota.name == name.value)?;
            Some(center.quota_capacity() < quota.most?)
        };
        let found: Vec<bool> = scenario.centers.iter().filter_map(beyond).collect();
        if !found.is_empty() && found.iter().all(|beyond| *beyond) {
            let message = format!("quota `{}`: the maximum is more than the centre has", name.value);
            problems.warn(&at.span, message, None);
        }
    }
}

/// Whether any group in a centre that does not have this quota may hold what is not its own.
fn has_borrower(scenario: &Scenario, center: &Center, but: &str) -> bool {
    let quotas = &center.rules.quotas;
    let borrows = |quota: &Quota| quota.borrows && quota.name != but;
    let here = scenario
        .workloads
        .iter()
        .filter(|workload| scenario.centers[usize::from(workload.center.0)].name == center.name);
    let without = |workload: &Workload| !quotas.iter().any(|quota| quota.groups.contains(&workload.group));
    quotas.iter().any(borrows) || here.into_iter().any(without)
}

/// Warns of limits that are more than their centres have.
fn warn_of_idle_limits(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let mut told: Vec<(&str, Amount)> = Vec::new();
    for limit in scenario.centers.iter().flat_map(|center| &center.rules.limits) {
        let key = (limit.name.as_str(), limit.amount);
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        let Some((spelled, at)) = typed_amount(spec, limit) else { continue };
        if !concerns_anybody(scenario, limit) {
            let message = format!("limit `{}` is for no job of any workload", limit.name);
            problems.warn(&at.span, message, None);
            continue;
        }
        let holds = |center: &&Center| {
            center.rules.limits.iter().any(|other| (other.name.as_str(), other.amount) == key)
        };
        let there: Option<u64> =
            scenario.centers.iter().filter(holds).filter_map(|center| most_of(center, limit)).max();
        if there.is_some_and(|there| there < limit.most) {
            let message =
                format!("{spelled}: limit `{}` is never reached: it is more than there is", limit.name);
            problems.warn(&at.span, message, None);
        }
    }
}

/// Whether a limit that holds in several centres is for any workload of one of them.
fn concerns_anybody(scenario: &Scenario, limit: &Limit) -> bool {
    let concerned = |(class, workload): (usize, &Workload)| {
        let center = &scenario.centers[usize::from(workload.center.0)];
        let request = Request {
            id: JobId(0),
            submit: Time::ZERO,
            walltime: Span::ZERO,
            estimate: Span::ZERO,
            shape: Shape::default(),
            tenant: TenantId(0),
            group: workload.group,
            class: ClassId(class as u16),
            center: workload.center,
            partition: workload.partition,
            due: Due::NEVER,
        };
        let same = |other: &&Limit| other.name == limit.name && other.amount == limit.amount;
        center.rules.limits.iter().filter(same).any(|limit| limit.concerns(&center.rules, &request))
    };
    scenario.workloads.iter().enumerate().any(concerned)
}

/// The most of what a limit counts that a centre has; of a month, the longest.
fn most_of(center: &Center, limit: &Limit) -> Option<u64> {
    let all = center.capacity();
    let nodes: u64 = center.pools.iter().map(node_count).sum();
    let month = Span::from_secs(31 * 86_400).as_micros();
    match limit.amount {
        Amount::RunningJobs | Amount::WaitingJobs | Amount::Power | Amount::Money => None,
        Amount::Cores => Some(u64::from(all.cores)),
        Amount::Accelerators => Some(u64::from(all.accelerators)),
        Amount::Nodes => Some(nodes),
        Amount::CoreTime => Some(u64::from(all.cores).saturating_mul(month)),
        Amount::AcceleratorTime => Some(u64::from(all.accelerators).saturating_mul(month)),
        Amount::NodeTime => Some(nodes.saturating_mul(month)),
    }
}

fn node_count(pool: &Pool) -> u64 {
    match pool.nodes {
        Nodes::Named { count } => u64::from(count),
        Nodes::Counted { processors } => u64::from(processors),
    }
}
