//! The rules of a centre as they were understood, in JSON.

use crate::model::{
    Amount, Center, ClassId, ClassRule, Condition, Each, Eviction, Limit, Lock, LockMode, PartitionRule, Qos,
    Quota, Rules, Span, Victims,
};
use crate::scenario::Scenario;
use crate::workload::{Component, Workload};
use serde_json::{Map, Value, json};

/// Names of groups.
fn groups(scenario: &Scenario, ids: &[crate::model::GroupId]) -> Vec<String> {
    ids.iter().map(|id| scenario.groups[usize::from(id.0)].name.clone()).collect()
}

fn secs(span: Span) -> f64 {
    span.as_secs_f64()
}

/// The rules of a centre; nothing where it has none.
pub(super) fn rules_view(scenario: &Scenario, center: &Center) -> Option<Value> {
    let rules = &center.rules;
    let Rules { qos, limits, licences, quotas, preemption, .. } = rules;
    let mut view = Map::new();
    let mut put = |key: &str, rows: Vec<Value>| {
        if !rows.is_empty() {
            view.insert(key.into(), rows.into());
        }
    };
    put("qos", qos.iter().map(|qos| qos_view(rules, qos)).collect());
    put("limits", limits.iter().map(|limit| limit_view(scenario, center, limit)).collect());
    let licences = licences.iter().map(|row| json!({ "name": row.name, "count": row.count }));
    put("licences", licences.collect());
    put("quotas", quotas.iter().map(|quota| quota_view(scenario, quota)).collect());
    if view.is_empty() && *preemption == crate::model::Preemption::default() {
        return None;
    }
    let eviction = json!({
        "by_tier": preemption.by_tier,
        "victims": victims(preemption.victims),
        "mode": eviction(preemption.eviction),
        "grace_secs": secs(preemption.grace),
        "minimum_run_secs": secs(preemption.minimum_run),
    });
    view.insert("preemption".into(), eviction);
    Some(view.into())
}

fn qos_name(rules: &Rules, id: crate::model::QosId) -> &str {
    rules.qos.get(usize::from(id.0)).map_or("normal", |qos| &qos.name)
}

fn qos_view(rules: &Rules, qos: &Qos) -> Value {
    let preempts: Vec<&str> = qos.preempts.iter().map(|id| qos_name(rules, *id)).collect();
    json!({
        "name": qos.name,
        "priority": qos.priority,
        "price_percent": qos.price_percent,
        "preempts": preempts,
    })
}

fn limit_view(scenario: &Scenario, center: &Center, limit: &Limit) -> Value {
    let qos: Vec<&str> = limit.qos.iter().map(|id| qos_name(&center.rules, *id)).collect();
    let partitions = limit.partitions.iter().map(|id| center.partitions[usize::from(id.0)].name.as_str());
    let workloads = limit.classes.iter().map(|id| scenario.workloads[usize::from(id.0)].name.as_str());
    json!({
        "name": limit.name,
        "tenants": groups(scenario, &limit.groups),
        "qos": qos,
        "partitions": partitions.collect::<Vec<_>>(),
        "workloads": workloads.collect::<Vec<_>>(),
        "each": match limit.each {
            Each::Together => "together",
            Each::Tenant => "tenant",
        },
        "amount": match limit.amount {
            Amount::RunningJobs => "running_jobs",
            Amount::WaitingJobs => "waiting_jobs",
            Amount::Cores => "cores",
            Amount::Accelerators => "accelerators",
            Amount::Nodes => "nodes",
            Amount::CoreTime => "core_hours_per_month",
            Amount::AcceleratorTime => "accelerator_hours_per_month",
            Amount::NodeTime => "node_hours_per_month",
        },
        "most": if limit.amount.is_monthly() { limit.most / 3_600_000_000 } else { limit.most },
    })
}

fn quota_view(scenario: &Scenario, quota: &Quota) -> Value {
    json!({
        "name": quota.name,
        "tenants": groups(scenario, &quota.groups),
        "guaranteed": quota.guaranteed,
        "maximum": quota.most,
        "borrows": quota.borrows,
        "lends": quota.lends,
        "reclaims": quota.reclaims,
    })
}

const fn victims(victims: Victims) -> &'static str {
    match victims {
        Victims::Youngest => "youngest",
        Victims::LowestPriority => "lowest-priority",
        Victims::LeastLost => "least-lost",
    }
}

const fn eviction(eviction: Eviction) -> &'static str {
    match eviction {
        Eviction::Requeue => "requeue",
        Eviction::Checkpoint => "checkpoint",
        Eviction::Cancel => "cancel",
        Eviction::Suspend => "suspend",
    }
}

/// What a partition takes; nothing where it takes everything.
pub(super) fn partition_rule_view(scenario: &Scenario, rule: &PartitionRule) -> Option<Value> {
    if *rule == PartitionRule::default() {
        return None;
    }
    Some(json!({
        "walltime_secs_max": rule.walltime_most.map(secs),
        "units_max": rule.units_most,
        "tenants": groups(scenario, &rule.groups),
        "tier": rule.tier,
    }))
}

/// What becomes of a lock that idles, and when it holds; nothing where it is strict for ever.
pub(super) fn lock_view(lock: &Lock) -> Option<Value> {
    if lock.is_absolute() {
        return None;
    }
    let (notice, return_time) = match lock.mode {
        LockMode::Strict | LockMode::LendPreemptible => (None, None),
        LockMode::LendShort { notice } => (Some(secs(notice)), None),
        LockMode::LendUntilNeeded { return_time } => (None, Some(secs(return_time))),
    };
    let at =
        |time: crate::model::Time| (time != crate::model::Time::NEVER).then(|| time.as_micros() as f64 / 1e6);
    let windows: Vec<_> = lock.windows.spans().iter().map(|(from, until)| (at(*from), at(*until))).collect();
    Some(json!({
        "mode": lock.mode.name(),
        "notice_secs": notice,
        "return_secs": return_time,
        "windows_secs": windows,
    }))
}

/// What the jobs of a workload are under the rules, and how they hang together; nothing where nothing was said.
pub(super) fn job_rule_view(scenario: &Scenario, workload: &Workload) -> Option<Value> {
    let place = scenario.workloads.iter().position(|other| other.name == workload.name)?;
    let rules = &scenario.centers[usize::from(workload.center.0)].rules;
    let rule = rules.class(ClassId(place as u16));
    let bonds = workload.bonds;
    let components: Vec<Value> =
        workload.components.iter().map(|component| component_view(scenario, workload, *component)).collect();
    let nothing = *rule == ClassRule::default() && workload.deadline.is_none() && components.is_empty();
    if nothing && bonds == crate::workload::Bonds::default() {
        return None;
    }
    let licences: Map<String, Value> = rule
        .licences
        .iter()
        .map(|(licence, count)| (rules.licences[usize::from(*licence)].name.clone(), (*count).into()))
        .collect();
    let after = bonds.after.map(|(class, condition)| {
        let condition = match condition {
            Condition::AfterOk => "afterok",
            Condition::AfterAny => "afterany",
            Condition::AfterNotOk => "afternotok",
        };
        json!({ "workload": scenario.workloads[usize::from(class.0)].name, "condition": condition })
    });
    Some(json!({
        "qos": qos_name(rules, rule.qos),
        "licences": licences,
        "checkpoint_secs": rule.checkpoint.map(secs),
        "patience_secs": rule.patience.map(secs),
        "deadline_secs": workload.deadline.map(secs),
        "chain": bonds.chain,
        "array_running_max": bonds.array_most,
        "after": after,
        "singleton": bonds.singleton,
        "components": components,
    }))
}

fn component_view(scenario: &Scenario, workload: &Workload, component: Component) -> Value {
    let center = &scenario.centers[usize::from(workload.center.0)];
    let Component { partition, shape } = component;
    json!({
        "partition": center.partitions[usize::from(partition.0)].name,
        "nodes": shape.tasks,
        "cores_per_node": shape.per_task.cores,
        "accelerators_per_node": shape.per_task.accelerators,
        "memory_mib_per_node": shape.per_task.memory_mib,
    })
}
