//! Nodes that are delivered or retired on a date.

use super::super::places::{PartitionSpec, PhaseSpec};
use super::super::problem::Problems;
use super::locks::{Counted, Setting, nodes_of_share};
use super::nodes::{NodeTypes, kind_of_node};
use super::parts::instant;
use super::period::span;
use crate::model::{Lock, Nodes, Pool, Span, Time, Windows};

/// The pools of nodes that come or go, each for a phase; none where the demand is counted.
pub(super) fn phases(
    spec: &PartitionSpec,
    node_types: &NodeTypes,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Pool>> {
    if setting.counted == Counted::Demand {
        return Some(Vec::new());
    }
    let pools: Vec<Option<Vec<Pool>>> =
        spec.phases.iter().map(|phase| one_phase(spec, phase, node_types, setting, problems)).collect();
    Some(pools.into_iter().collect::<Option<Vec<_>>>()?.concat())
}

/// The pools of one phase: several where it comes in steps.
fn one_phase(
    partition: &PartitionSpec,
    spec: &PhaseSpec,
    node_types: &NodeTypes,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Pool>> {
    let hardware = spec.hardware.as_ref().or(partition.hardware.as_ref());
    let node_type = hardware.and_then(|hardware| kind_of_node(hardware, node_types, problems));
    let dates = dates(spec, setting, problems);
    let (name, of) = (&spec.name.as_ref()?.value, &partition.name.as_ref()?.value);
    let count = spec.nodes.as_ref()?.value as u32;
    let (node_type, (from, until)) = (node_type?, dates?);
    let mut pools = Vec::new();
    for (place, (from, count)) in steps(spec, from, count).into_iter().enumerate() {
        let windows = absences(from, until);
        let lock = Lock { name: name.clone(), windows, absent: true, ..Lock::default() };
        let lock = match &spec.announced_micros {
            Some(ahead) => lock.announced(span(ahead.value)),
            None => lock,
        };
        let lock = (!lock.windows_in_truth().is_always()).then_some(lock);
        let behind = if place == 0 { String::new() } else { format!(":{}", place + 1) };
        let name = format!("{of}/{name}{behind}");
        pools.push(Pool { name, node_type: node_type.clone(), nodes: Nodes::Named { count }, lock });
    }
    Some(pools)
}

/// How many steps there are where nobody says it.
const STEPS: u64 = 4;

/// When how many of the nodes come; what is rounded away in one step comes in a later one.
fn steps(spec: &PhaseSpec, from: Option<Time>, count: u32) -> Vec<(Option<Time>, u32)> {
    let (Some(first), Some(all_after), Some(begin)) = (&spec.first, &spec.all_after_micros, from) else {
        return vec![(from, count)];
    };
    let first = nodes_of_share(count, first.value).min(count);
    let steps = spec.steps.as_ref().map_or(STEPS, |steps| steps.value);
    let mut found = vec![(Some(begin), first)];
    let mut there = first;
    for step in 1..=steps {
        let after = u128::from(all_after.value.unsigned_abs()) * u128::from(step) / u128::from(steps);
        let by_then = first + (u64::from(count - first) * step / steps) as u32;
        if there < by_then {
            found.push((Some(begin + Span::from_micros(after as u64)), by_then - there));
        }
        there = by_then;
    }
    found
}

/// When the nodes are not there that come and go then.
fn absences(from: Option<Time>, until: Option<Time>) -> Windows {
    let mut spans = Vec::new();
    spans.extend(from.filter(|from| Time::ZERO < *from).map(|from| (Time::ZERO, from)));
    spans.extend(until.map(|until| (until, Time::NEVER)));
    Windows::new(spans)
}

/// When the first of the nodes come, and when all of them go.
fn dates(
    spec: &PhaseSpec,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<(Option<Time>, Option<Time>)> {
    let noted = problems.count();
    if !spec.date_typed {
        let help =
            "for example `from = 2022-02-01`; nodes that are always there are among the partition's `nodes`";
        problems.add(
            &spec.span,
            "`[[center.partition.phase]]` has no `from` and no `until`",
            Some(help.into()),
        );
    }
    let from = instant("from", spec.from.as_ref(), setting.period, problems);
    let until = instant("until", spec.until.as_ref(), setting.period, problems);
    if let (Some(at), Some(until)) = (&spec.until, until)
        && until <= from.unwrap_or(Time::ZERO)
    {
        problems.add(&at.span, "until: the nodes are gone before they are there", None);
    }
    if let (Some(at), Some(from), Some(period)) = (&spec.from, from, setting.period)
        && Time::ZERO + period.horizon <= from
    {
        problems.warn(&at.span, "from: the scenario ends before these nodes come", None);
    }
    note_steps(spec, (from, until), setting, problems);
    if noted < problems.count() {
        return None;
    }
    Some((from, until))
}

/// Notes what is said of steps and cannot be.
fn note_steps(
    spec: &PhaseSpec,
    (from, until): (Option<Time>, Option<Time>),
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) {
    let alone = match (&spec.first, &spec.all_after_micros) {
        (Some(_), Some(_)) | (None, None) => None,
        (Some(first), None) => Some(&first.span),
        (None, Some(all_after)) => Some(&all_after.span),
    };
    if let Some(at) = alone {
        let help = Some("for example `first = \"25 %\"` and `all_after = \"8 weeks\"`".into());
        problems.add(at, "first and all_after go together", help);
        return;
    }
    if let (Some(steps), None, None) = (&spec.steps, &spec.first, &spec.all_after_micros) {
        let help = Some("say which share is there at `first`, or leave it out".into());
        problems.add(&steps.span, "steps: all nodes come at once", help);
    }
    let Some(all_after) = &spec.all_after_micros else { return };
    let Some(from) = from else {
        if spec.from.is_none() {
            let help = Some("say when the first come with `from`".into());
            problems.add(&all_after.span, "all_after: the nodes are there from the start", help);
        }
        return;
    };
    let last = from + span(all_after.value);
    if until.is_some_and(|until| until <= last) {
        problems.add(&all_after.span, "all_after: the nodes are gone before all of them are there", None);
    } else if let Some(period) = setting.period
        && from < Time::ZERO + period.horizon
        && Time::ZERO + period.horizon <= last
    {
        problems.warn(&all_after.span, "all_after: the scenario ends before all nodes are there", None);
    }
}
