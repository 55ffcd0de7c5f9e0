//! The rules of each centre: qualities of service, limits, quotas, licences, what partitions take, and eviction.

use super::super::known::meant;
use super::super::places::PartitionSpec;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::rules::{JobRuleSpec, LimitSpec, PreemptionSpec, QosSpec};
use super::super::spec::Spec;
use super::circles::circle;
use super::names::{NORMAL, Names};
use super::period::{Period, span};
use super::quotas::quotas;
use crate::ledger::Months;
use crate::model::{
    Center, Licence, Limit, PartitionRule, Preemption, Qos, QosId, Rates, Rules, Signals, Time,
};

/// The rules of every centre, apart from what workloads say of their jobs.
pub(super) fn rules(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Rules> {
    let qos = qualities(&spec.qos, names, problems);
    let licences = licences(spec);
    let preemption = spec.preemption.as_ref().map_or_else(Preemption::default, preemption);
    let limits = limits(spec, names, problems);
    let quotas = quotas(spec, names, centers, problems);
    let mut rules = Vec::new();
    for (place, (typed, quotas)) in spec.centers.iter().zip(quotas).enumerate() {
        let here = limits.iter().filter(|(center, _)| *center == place);
        let limits: Vec<Limit> = here.map(|(_, limit)| limit.clone()).collect();
        let by_month = limits.iter().any(|limit| limit.amount.is_monthly());
        let partitions: Vec<PartitionRule> =
            typed.partitions.iter().map(|partition| partition_rule(partition, names, problems)).collect();
        let plain = partitions.iter().all(|rule| *rule == PartitionRule::default());
        rules.push(Rules {
            qos: qos.clone(),
            limits,
            licences: licences.clone(),
            quotas,
            partitions: if plain { Vec::new() } else { partitions },
            classes: Vec::new(),
            preemption,
            months: period
                .filter(|_| by_month)
                .map_or_else(Vec::new, |period| Months::of(period.start, Time::ZERO + period.horizon).begins),
            rates: Rates::default(),
            signals: Signals::default(),
            sleep: None,
            has_sets: has_sets(place, spec, names),
        });
    }
    rules
}

/// Whether arrays of which only so many jobs run at once, or gangs, come to a centre.
fn has_sets(place: usize, spec: &Spec, names: &Names) -> bool {
    spec.workloads.iter().any(|workload| {
        let center = workload.center.as_ref().and_then(|center| names.centers.place(&center.value));
        let JobRuleSpec { array_limit, components, .. } = &workload.rule;
        center == Some(place) && (array_limit.is_some() || !components.is_empty())
    })
}

/// The qualities of service, the usual one first; none where the file names none.
fn qualities(specs: &[QosSpec], names: &Names, problems: &mut Problems<'_>) -> Vec<Qos> {
    if specs.is_empty() {
        return Vec::new();
    }
    let usual = Qos { name: NORMAL.into(), priority: 0, price_percent: 100, preempts: Vec::new() };
    let mut qualities = vec![usual; 1];
    let mut preempts: Vec<Vec<usize>> = Vec::new();
    let mut order: Vec<(QosId, &QosSpec)> =
        specs.iter().enumerate().map(|(place, qos)| (names.qos_at(place), qos)).collect();
    order.sort_by_key(|(id, _)| *id);
    for (id, typed) in &order {
        let below = typed.preempts.as_ref().and_then(|below| names.qualities(below, problems));
        let qos = Qos {
            name: typed.name.as_ref().map_or_else(String::new, |name| name.value.clone()),
            priority: typed.priority.as_ref().map_or(0, |priority| priority.value as u32),
            price_percent: typed.price.as_ref().map_or(100, |price| (price.value * 100.0).round() as u32),
            preempts: below.unwrap_or_default(),
        };
        match qualities.get_mut(usize::from(id.0)) {
            Some(known) => *known = qos,
            None => qualities.push(qos),
        }
    }
    for qos in &qualities {
        preempts.push(qos.preempts.iter().map(|below| usize::from(below.0)).collect());
    }
    for (id, typed) in order {
        let (Some(name), Some(at)) = (&typed.name, &typed.preempts) else { continue };
        if let Some(way) = circle(usize::from(id.0), &preempts) {
            let way: Vec<&str> = way.iter().map(|place| qualities[*place].name.as_str()).collect();
            let message = format!(
                "preempts: quality of service `{}` preempts itself: {}",
                name.value,
                way.join(" preempts ")
            );
            problems.add(&at.span, message, Some("two jobs would evict each other for ever".into()));
        }
    }
    qualities
}

fn licences(spec: &Spec) -> Vec<Licence> {
    let licence =
        |name: &At<String>, count: &At<u64>| Licence { name: name.value.clone(), count: count.value as u32 };
    let typed = spec.licences.iter().filter_map(|typed| typed.name.as_ref().zip(typed.count.as_ref()));
    typed.map(|(name, count)| licence(name, count)).collect()
}

fn preemption(spec: &PreemptionSpec) -> Preemption {
    let word = |at: &Option<At<String>>| at.as_ref().map(|at| at.value.clone());
    let time = |at: &Option<At<i64>>| span(at.as_ref().map_or(0, |at| at.value));
    Preemption {
        by_tier: spec.by_tier.as_ref().is_some_and(|at| at.value),
        victims: meant(word(&spec.victims).as_deref()),
        eviction: meant(word(&spec.mode).as_deref()),
        grace: time(&spec.grace_micros),
        minimum_run: time(&spec.minimum_run_micros),
    }
}

fn partition_rule(spec: &PartitionSpec, names: &Names, problems: &mut Problems<'_>) -> PartitionRule {
    let groups = spec.tenants.as_ref().and_then(|tenants| names.groups_of(tenants, problems));
    PartitionRule {
        walltime_most: spec.walltime_most_micros.as_ref().map(|at| span(at.value)),
        units_most: spec.units_most.as_ref().map(|at| at.value as u32),
        groups: groups.unwrap_or_default(),
        tier: spec.tier.as_ref().map_or(0, |tier| tier.value as u32),
    }
}

/// All limits, each with the place of the centre where it holds.
fn limits(spec: &Spec, names: &Names, problems: &mut Problems<'_>) -> Vec<(usize, Limit)> {
    let mut limits = Vec::new();
    for typed in &spec.limits {
        if !typed.amount_typed {
            let help = "say what it counts, for example `accelerators = 64`";
            problems.add(&typed.span, "`[[limit]]` limits nothing", Some(help.into()));
        }
        let noted = problems.count();
        let centers = match &typed.center {
            Some(center) => names.centers.find(center, problems).into_iter().collect(),
            None => (0..spec.centers.len()).collect::<Vec<usize>>(),
        };
        let groups = typed.tenants.as_ref().and_then(|list| names.groups_of(list, problems));
        let qos = typed.qos.as_ref().and_then(|list| names.qualities(list, problems));
        let classes = typed.workloads.as_ref().and_then(|list| names.classes_of(list, problems));
        let partitions = names.partitions_in(&centers, typed.partitions.as_ref(), problems);
        let Some(name) = typed.name.as_ref().filter(|_| noted == problems.count()) else { continue };
        for (center, partitions) in centers.into_iter().zip(partitions) {
            let Some(partitions) = partitions else { continue };
            for (amount, most) in &typed.amounts {
                let limit = Limit {
                    name: name.value.clone(),
                    groups: groups.clone().unwrap_or_default(),
                    qos: qos.clone().unwrap_or_default(),
                    partitions: partitions.clone(),
                    classes: classes.clone().unwrap_or_default(),
                    each: each(typed),
                    amount: *amount,
                    most: most.value.saturating_mul(amount.scale()),
                };
                limits.push((center, limit));
            }
        }
    }
    limits
}

fn each(spec: &LimitSpec) -> crate::model::Each {
    meant(spec.each.as_ref().map(|at| at.value.as_str()))
}
