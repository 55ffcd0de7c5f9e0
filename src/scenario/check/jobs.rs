//! What a workload says of the rules for its jobs: what they may, what they hold, and how they hang together.

use std::ops::Range;

use super::super::known::meant;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::rules::JobRuleSpec;
use super::super::spec::{Spec, WorkloadSpec};
use super::checkpoints::checkpoints;
use super::circles::circle;
use super::habits::comes_in_cycles;
use super::names::Names;
use super::period::span;
use crate::faults::CenterFailures;
use crate::model::{ClassId, ClassRule, Deferral};
use crate::workload::application::Batch;
use crate::workload::{Bonds, Origin, Workload, application};

/// What every workload is under the rules; notes what does not exist, or not so many of it.
pub(super) fn class_rules(
    spec: &Spec,
    names: &Names,
    (workloads, failures): (&[Option<Workload>], &[CenterFailures]),
    problems: &mut Problems<'_>,
) -> Vec<ClassRule> {
    let mut rules = Vec::new();
    for (workload, believed) in spec.workloads.iter().zip(workloads) {
        let typed = &workload.rule;
        let time = |at: &Option<At<i64>>| at.as_ref().map(|at| span(at.value));
        let qos = typed.qos.as_ref().and_then(|qos| names.qos(qos, problems));
        let here = believed
            .as_ref()
            .and_then(|workload| Some((failures.get(usize::from(workload.center.0))?, workload.partition)));
        let center = believed.as_ref().and_then(|workload| spec.centers.get(usize::from(workload.center.0)));
        let storage = center.map(|center| center.checkpoint_bandwidth.as_ref().map(|bytes| bytes.value));
        let (checkpoint, on_failure) = checkpoints(&typed.checkpoint, (here, storage), problems);
        rules.push(ClassRule {
            qos: qos.unwrap_or_default(),
            licences: licences(typed, spec, names, problems),
            checkpoint,
            on_failure,
            patience: time(&typed.patience_micros),
            deferral: typed.defer_micros.as_ref().map(|most| Deferral {
                most: span(most.value),
                signal: meant(typed.defer_by.as_ref().map(|by| by.value.as_str())),
            }),
        });
    }
    // Where nobody speaks of any of this, nothing is kept of it.
    if rules.iter().all(|rule| *rule == ClassRule::default()) {
        rules.clear();
    }
    rules
}

fn licences(spec: &JobRuleSpec, all: &Spec, names: &Names, problems: &mut Problems<'_>) -> Vec<(u16, u32)> {
    let mut held = Vec::new();
    for asked in spec.licences.iter().flat_map(|licences| &licences.value) {
        let named = At { value: asked.value.name.clone(), span: asked.span.clone() };
        let Some(place) = names.licences.find(&named, problems) else { continue };
        let there = all.licences[place].count.as_ref().map_or(u64::MAX, |count| count.value);
        // All parts of a job hold them at once.
        let parts = spec.components.len() as u64 + 1;
        if there < asked.value.count * parts {
            let with = if parts == 1 { "" } else { " with its components" };
            let message = format!(
                "licences: a job{with} needs {} of `{}`, and there are {there}",
                asked.value.count * parts,
                asked.value.name
            );
            problems.add(&asked.span, message, None);
        }
        held.push((place as u16, asked.value.count as u32));
    }
    held
}

/// How the jobs of a workload hang together, and how many come at once where that follows from it.
pub(super) fn bonds(
    spec: &WorkloadSpec,
    origin: Option<&Origin>,
    batch: Option<Batch>,
    names: &Names,
    problems: &mut Problems<'_>,
) -> (Bonds, Option<Batch>) {
    let typed = &spec.rule;
    let after = typed.after.as_ref().and_then(|after| names.workloads.find(after, problems));
    if let (Some(condition), false) = (&typed.after_condition, typed.after_typed) {
        let help = Some("name the workload that is waited for with `after`, or leave it out".into());
        problems.add(&condition.span, "after_condition: the jobs of this workload wait for no others", help);
    }
    let condition = meant(typed.after_condition.as_ref().map(|at| at.value.as_str()));
    let chain = typed.chain.as_ref().map(|chain| chain.value as u32);
    note_second_batch(spec, problems);
    let batch = match chain {
        // Steps of a cycle come one by one, at their hours.
        Some(length) if !comes_in_cycles(origin) => Some(Batch::Array { least: length, most: length }),
        Some(_) | None => batch,
    };
    note_limit_without_array(spec, origin, batch, problems);
    let bonds = Bonds {
        chain,
        array_most: typed.array_limit.as_ref().map(|limit| limit.value as u32),
        after: after.map(|place| (ClassId(place as u16), condition)),
        singleton: typed.singleton.as_ref().is_some_and(|at| at.value),
    };
    (bonds, batch)
}

/// Notes a chain of jobs that come in bursts or arrays, too.
fn note_second_batch(spec: &WorkloadSpec, problems: &mut Problems<'_>) {
    let Some(chain) = &spec.rule.chain else { return };
    let others = [("burst", spec.burst.is_some()), ("array", spec.array.is_some())];
    for (other, typed) in others {
        if typed {
            let message = format!("chain: the workload has `{other}` already");
            problems.add(&chain.span, message, Some("give one of the two".into()));
        }
    }
}

fn note_limit_without_array(
    spec: &WorkloadSpec,
    origin: Option<&Origin>,
    batch: Option<Batch>,
    problems: &mut Problems<'_>,
) {
    let Some(limit) = &spec.rule.array_limit else { return };
    let own = match origin {
        Some(Origin::Application(name)) => application(name).map(|row| row.arrivals.batch()),
        Some(Origin::Model { .. } | Origin::Log(_)) => Some(Batch::Single),
        None => None,
    };
    let Some(batch) = batch.or(own) else { return };
    if spec.rule.chain.is_some() {
        let message = "array_limit: of a chain one job at a time runs anyway";
        problems.add(&limit.span, message, Some("leave it out".into()));
        return;
    }
    match batch {
        Batch::Array { .. } => {}
        Batch::Single | Batch::Burst { .. } => {
            let help = Some("for example `array = [10, 500]`".into());
            problems.add(&limit.span, "array_limit: the jobs of this workload come in no arrays", help);
        }
    }
}

/// Notes workloads that wait for each other in a circle, or for jobs of tenants who are others.
pub(super) fn note_vain_waits(spec: &Spec, names: &Names, problems: &mut Problems<'_>) {
    let waits: Vec<Vec<usize>> = spec
        .workloads
        .iter()
        .map(|workload| {
            let after = workload.rule.after.as_ref();
            after.and_then(|after| names.workloads.place(&after.value)).into_iter().collect()
        })
        .collect();
    for (place, workload) in spec.workloads.iter().enumerate() {
        let (Some(name), Some(after)) = (&workload.name, &workload.rule.after) else { continue };
        if let Some(way) = circle(place, &waits) {
            let named = way.iter().filter_map(|place| spec.workloads[*place].name.as_ref());
            let way: Vec<&str> = named.map(|name| name.value.as_str()).collect();
            let message =
                format!("after: workload `{}` waits for itself: {}", name.value, way.join(" after "));
            let help =
                (way.len() == 2).then(|| "`singleton` and `chain` let jobs wait for their own kind".into());
            problems.add(&after.span, message, help);
            continue;
        }
        note_strangers(workload, after, spec, &waits[place], problems);
    }
}

fn note_strangers(
    workload: &WorkloadSpec,
    after: &At<String>,
    spec: &Spec,
    waits: &[usize],
    problems: &mut Problems<'_>,
) {
    for other in waits {
        let others = spec.workloads[*other].tenants.as_ref();
        let (Some(own), Some(others)) = (&workload.tenants, others) else { continue };
        if own.value != others.value {
            let message = format!(
                "after: `{}` comes from other tenants (`{}`), and each job waits for one of its own tenant",
                after.value, others.value
            );
            problems.add(&after.span, message, None);
        }
    }
}

/// What a log does not have, since its jobs come as they came then.
pub(super) fn typed_bonds(spec: &JobRuleSpec) -> [(&'static str, Option<&Range<usize>>); 3] {
    [
        ("component", spec.components.first().map(|component| &component.span)),
        ("chain", spec.chain.as_ref().map(|at| &at.span)),
        ("array_limit", spec.array_limit.as_ref().map(|at| &at.span)),
    ]
}
