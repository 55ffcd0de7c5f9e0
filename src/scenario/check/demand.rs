//! How much a workload brings, and for how many nodes that is stated.

use super::super::basis::Basis;
use super::super::believed::Scenario;
use super::super::places::{CenterSpec, PartitionSpec};
use super::super::problem::{Problems, listed};
use super::super::read::At;
use super::super::spec::{Spec, WorkloadSpec};
use super::centers::centers;
use super::locks::{Counted, Setting};
use super::parts::share;
use crate::model::{Center, ClassId, PartitionId, Shape};
use crate::workload::{Demand, Origin, Unit, Workload, largest_job, model, recorded};
use std::ops::Range;

/// The centres in order, as they are and as the demand is stated for them; `None` where something is wrong with one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sites<'a> {
    pub(super) centers: &'a [Option<Center>],
    pub(super) bases: &'a [Option<Center>],
}

/// The centres that the demand is stated for; `None` where something is wrong with one.
pub(super) fn bases(
    spec: &Spec,
    setting: Setting<'_>,
    usual: &[Option<Center>],
    problems: &mut Problems<'_>,
) -> Vec<Option<Center>> {
    let typed = spec.centers.iter().flat_map(|center| &center.partitions);
    let Some(first) = typed.filter_map(|partition| partition.demand_nodes.as_ref()).next() else {
        return usual.to_vec();
    };
    // Mistakes in the centres as they are have been noted already.
    let mut told = problems.apart();
    let found = centers(spec, Setting { counted: Counted::Demand, ..setting }, &mut told);
    if usual.iter().all(Option::is_some) && found.iter().any(Option::is_none) {
        for message in told.messages() {
            problems.add(&first.span, format!("demand_nodes: {message}"), None);
        }
    }
    found
}

/// What the demand is stated for, in a scenario that is right.
pub(super) fn basis(spec: &Spec, centers: Vec<Center>) -> Basis {
    let stated = |center: &CenterSpec| {
        let places = 0..center.partitions.len();
        let stated = places.filter(|place| unstated(center, *place).is_empty());
        stated.map(|place| PartitionId(place as u16)).collect()
    };
    Basis { centers, stated: spec.centers.iter().map(stated).collect() }
}

/// The parts of a partition, or itself, of which nobody says for how many nodes the demand is stated: each with its nodes.
fn unstated(center: &CenterSpec, place: usize) -> Vec<(&str, u64)> {
    let partition = &center.partitions[place];
    let names = partition.of.as_ref().map(|of| of.value.iter().map(|part| &part.value).collect::<Vec<_>>());
    let mut found = Vec::new();
    for (other, part) in center.partitions.iter().enumerate() {
        let (Some(name), Some(nodes)) = (&part.name, &part.nodes) else { continue };
        let is_part = names.as_ref().map_or(other == place, |names| names.contains(&&name.value));
        if is_part && part.demand_nodes.is_none() {
            found.push((name.value.as_str(), nodes.value));
        }
    }
    found
}

/// How much a workload brings.
pub(super) fn demand(
    workload: &WorkloadSpec,
    origin: Option<&Origin>,
    problems: &mut Problems<'_>,
) -> Option<Demand> {
    if workload.log.file.is_some() {
        return match origin? {
            Origin::Log(log) => Some(Demand::JobsPerDay(log.jobs_per_day())),
            Origin::Application(_) | Origin::Model { .. } => None,
        };
    }
    let mut found: Vec<(&str, &Range<usize>, Demand)> = Vec::new();
    if let Some(At { value, span }) = &workload.load {
        found.push(("load", span, Demand::Load(share(*value))));
    }
    if let Some(At { value, span }) = &workload.jobs_per_day {
        found.push(("jobs_per_day", span, Demand::JobsPerDay(*value)));
    }
    for (unit, key, typed) in &workload.unit_hours {
        if let Some(At { value, span }) = typed {
            note_other_unit((*unit, key, span), workload, origin, problems);
            found.push((key, span, Demand::UnitHoursPerDay(*value)));
        }
    }
    let Some((first, _, demand)) = found.first().cloned() else {
        return published(workload, origin, problems);
    };
    for (key, span, _) in &found[1..] {
        let message = format!("{key}: the workload has a `{first}` already");
        problems.add(span, message, Some("give one of the two".into()));
    }
    (found.len() == 1).then_some(demand)
}

/// Notes hours of what a workload does not count.
fn note_other_unit(
    (unit, key, span): (Unit, &str, &Range<usize>),
    workload: &WorkloadSpec,
    origin: Option<&Origin>,
    problems: &mut Problems<'_>,
) {
    let Some(own) = origin.and_then(Origin::unit).filter(|own| *own != unit) else { return };
    let right = workload.unit_hours.iter().find(|(other, ..)| *other == own);
    let name = origin.map_or("", Origin::name);
    let message = format!("{key}: the jobs of `{name}` count {}, found hours of {}", own.word(), unit.word());
    problems.add(span, message, right.map(|(_, right, _)| format!("say `{right}`, or `jobs_per_day`")));
}

/// What a model brings as published, where nobody says how much comes.
fn published(
    workload: &WorkloadSpec,
    origin: Option<&Origin>,
    problems: &mut Problems<'_>,
) -> Option<Demand> {
    // A demand that is there but wrong has been noted by itself.
    if workload.demand_typed {
        return None;
    }
    if let Some(Origin::Model { name, .. }) = origin {
        return model(name).map(|model| Demand::JobsPerDay(model.jobs_per_day_published()));
    }
    let help = "say how much it brings: `load = \"30 %\"` or `jobs_per_day = 120`";
    let message = "`[[workload]]` has neither `load` nor `jobs_per_day`";
    problems.add(&workload.span, message, Some(help.into()));
    None
}

/// Whether a job of this shape can ever run where a workload sends its jobs.
pub(super) fn fits(shape: Shape, workload: &Workload, center: &Center) -> bool {
    let open = center.pools_of(center.access_of(workload.partition, workload.group)).iter();
    let slots: u64 = open.map(|pool| center.pools[usize::from(pool.0)].slots(shape)).sum();
    u64::from(shape.tasks) <= slots
}

/// Warns of demand whose size is not clear, or larger than what there is for it.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    warn_of_ambiguous_loads(scenario, spec, problems);
    warn_of_outgrown_partitions(scenario, spec, problems);
}

/// Warns of each load that is a share of whatever nodes there are, in a file in which other demand is stated for other nodes than
/// there are.
fn warn_of_ambiguous_loads(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let other = |partition: &PartitionSpec| {
        let demand = partition.demand_nodes.as_ref().map(|at| at.value);
        demand.is_some() && demand != partition.nodes.as_ref().map(|at| at.value)
    };
    if !spec.centers.iter().flat_map(|center| &center.partitions).any(other) {
        return;
    }
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let Some(load) = &typed.load else { continue };
        let center = &spec.centers[usize::from(workload.center.0)];
        let parts = unstated(center, usize::from(workload.partition.0));
        if parts.is_empty() {
            continue;
        }
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "load: a share of however many nodes {} may have, whereas other demand is stated for other nodes than there are",
            listed(&names)
        );
        let keys: Vec<String> =
            parts.iter().map(|(name, nodes)| format!("`demand_nodes = {nodes}` in `{name}`")).collect();
        let help = format!("say {}, and it stays when the nodes are changed", keys.join(" and "));
        problems.warn(&load.span, message, Some(help));
    }
}

/// How the jobs of a workload are made smaller.
pub(super) const fn smaller(workload: &WorkloadSpec) -> &'static str {
    if workload.size_max.is_some() {
        "give the workload a smaller `size_max`"
    } else {
        "give the workload a `size_max`"
    }
}

/// Warns of jobs that are as large as the nodes allow for which the demand is stated, and too large for those that there are.
fn warn_of_outgrown_partitions(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (class, (workload, typed)) in scenario.workloads.iter().zip(&spec.workloads).enumerate() {
        let center = &scenario.centers[usize::from(workload.center.0)];
        if recorded(workload).is_some() {
            continue;
        }
        let largest = largest_job(ClassId(class as u16), workload, scenario.basis.center(workload.center));
        if fits(largest.shape, workload, center) {
            continue;
        }
        let message = format!(
            "workload `{}`: its largest jobs do not fit into partition `{}` and are turned away; they are as large as the \
             nodes allow for which the demand is stated (`demand_nodes`)",
            workload.name,
            center.partitions[usize::from(workload.partition.0)].name
        );
        let help = format!("leave it so, if that is the question; else {}", smaller(typed));
        problems.warn(&typed.span, message, Some(help));
    }
}
