//! Workloads: every name in them is resolved, and what they ask for must be possible.

use super::super::known::needs_accelerators;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::{Spec, WorkloadSpec};
use super::Period;
use super::names::Names;
use crate::model::{Center, CenterId, GroupId, PartitionId, Time};
use crate::workload::{Demand, Workload};

/// The workloads in order; `None` where something is wrong with one.
pub(super) fn workloads(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Option<Workload>> {
    let mut workloads = Vec::new();
    for workload in &spec.workloads {
        let place = place(workload, names, spec, problems);
        let group = workload.tenants.as_ref().and_then(|tenants| names.groups.find(tenants, problems));
        if let (Some((center, partition)), Some(group)) = (place, group)
            && let Some(center) = &centers[center]
        {
            note_impossible(workload, center, PartitionId(partition as u16), GroupId(group as u16), problems);
        }
        let demand = demand(workload, problems);
        let since = instant("since", workload.since.as_ref(), period, problems).unwrap_or(Time::ZERO);
        let until = instant("until", workload.until.as_ref(), period, problems).unwrap_or(Time::NEVER);
        if let Some(at) = &workload.until
            && until <= since
        {
            problems.add(&at.span, "until: the workload ends before it begins", None);
        }
        workloads.push(believed(workload, place, group, demand, (since, until)));
    }
    workloads
}

fn believed(
    spec: &WorkloadSpec,
    place: Option<(usize, usize)>,
    group: Option<usize>,
    demand: Option<Demand>,
    (since, until): (Time, Time),
) -> Option<Workload> {
    let name = spec.name.as_ref()?;
    let (center, partition) = place?;
    Some(Workload {
        name: name.value.clone(),
        title: spec.title.as_ref().unwrap_or(name).value.clone(),
        application: spec.application.as_ref()?.value.clone(),
        center: CenterId(center as u16),
        partition: PartitionId(partition as u16),
        group: GroupId(group? as u16),
        demand: demand?,
        growth_per_year: spec.growth_per_year.as_ref().map_or(0.0, |growth| share(growth.value)),
        since,
        until,
        size_max: spec.size_max.as_ref().map(|size| size.value as u32),
    })
}

/// Millionths of a percent as a part of one.
fn share(millionths_of_percent: i64) -> f64 {
    millionths_of_percent as f64 / 1e8
}

/// The places of the centre and the partition.
fn place(
    workload: &WorkloadSpec,
    names: &Names,
    spec: &Spec,
    problems: &mut Problems<'_>,
) -> Option<(usize, usize)> {
    let center = names.centers.find(workload.center.as_ref()?, problems)?;
    let partition = workload.partition.as_ref()?;
    let here = &names.partitions[center];
    if !here.has(&partition.value) {
        let elsewhere = names.partitions.iter().position(|there| there.has(&partition.value));
        if let Some(Some(other)) = elsewhere.map(|other| spec.centers[other].name.as_ref()) {
            let named = &workload.center.as_ref()?.value;
            let message = format!("centre `{named}` has no partition `{}`", partition.value);
            let help = format!("`{}` is a partition of centre `{}`", partition.value, other.value);
            problems.add(&partition.span, message, Some(help));
            return None;
        }
    }
    Some((center, here.find(partition, problems)?))
}

/// Notes a workload none of whose jobs could ever run.
fn note_impossible(
    workload: &WorkloadSpec,
    center: &Center,
    partition: PartitionId,
    group: GroupId,
    problems: &mut Problems<'_>,
) {
    let at = workload.partition.as_ref().map_or(&workload.span, |partition| &partition.span);
    let open = center.pools_of(center.access_of(partition, group));
    let Some(pool) = open.first() else {
        let named = &center.partitions[usize::from(partition.0)].name;
        let message = format!("partition: every node of `{named}` is locked for other tenants");
        problems.add(at, message, Some("let the lock be `for` this group too, or leave nodes open".into()));
        return;
    };
    let node = center.pools[usize::from(pool.0)].node_type.capacity;
    if let Some(application) = &workload.application
        && needs_accelerators(&application.value)
        && node.accelerators == 0
    {
        let named = &center.partitions[usize::from(partition.0)].name;
        let message = format!(
            "even the smallest job of `{}` does not fit: it needs an accelerator, and partition `{named}` has none",
            application.value
        );
        problems.add(at, message, Some("send it to a partition with accelerators".into()));
    }
}

fn demand(workload: &WorkloadSpec, problems: &mut Problems<'_>) -> Option<Demand> {
    match (&workload.load, &workload.jobs_per_day) {
        (Some(_), Some(jobs)) => {
            let help = Some("give one of the two".into());
            problems.add(&jobs.span, "jobs_per_day: the workload has a `load` already", help);
            None
        }
        (Some(load), None) => Some(Demand::Load(share(load.value))),
        (None, Some(jobs)) => Some(Demand::JobsPerDay(jobs.value)),
        (None, None) => {
            // A load that is there but wrong has been noted by itself.
            if !workload.demand_typed {
                let help = "say how much it brings: `load = \"30 %\"` or `jobs_per_day = 120`";
                problems.add(
                    &workload.span,
                    "`[[workload]]` has neither `load` nor `jobs_per_day`",
                    Some(help.into()),
                );
            }
            None
        }
    }
}

/// A date as simulated time.
fn instant(
    key: &str,
    date: Option<&At<jiff::civil::DateTime>>,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Time> {
    let (date, period) = (date?, period?);
    let after = date.value.duration_since(period.start);
    match u64::try_from(after.as_micros()) {
        Ok(micros) => Some(Time::from_micros(micros)),
        Err(_) => {
            let message =
                format!("{key}: {} lies before the start of the scenario ({})", date.value, period.start);
            problems.add(&date.span, message, None);
            None
        }
    }
}
