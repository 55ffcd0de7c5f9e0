//! Workloads: every name in them is resolved, and what they ask for must be possible.

use super::super::places::{CenterSpec, PartitionSpec};
use super::super::problem::Problems;
use super::super::spec::{Spec, WorkloadSpec};
use super::components::{components, gang_misfit};
use super::deadlines::deadline;
use super::demand::{Sites, demand, fits, smaller};
use super::habits::{Habits, habits};
use super::jobs::bonds;
use super::log_beginnings::set_beginnings;
use super::logs::{log_origin, note_without_log};
use super::names::Names;
use super::parts::{instant, partition_of};
use super::period::Period;
use super::ramps::ramp;
use crate::model::{Center, CenterId, ClassId, GroupId, PartitionId, Tenant, Time};
use crate::workload::{Bonds, Demand, Holiday, Origin, Ramp, Unit, Workload, misfit, recorded, smallest_job};

/// The workloads in order; `None` where something is wrong with one.
pub(super) fn workloads(
    spec: &Spec,
    names: &Names,
    (sites, tenants, holidays): (Sites<'_>, &[Tenant], &[Holiday]),
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Option<Workload>> {
    let Sites { centers, bases } = sites;
    let mut workloads = Vec::new();
    for typed in &spec.workloads {
        let place = place(typed, names, spec, problems);
        let group = typed.tenants.as_ref().and_then(|tenants| names.groups.find(tenants, problems));
        let origin = origin(typed, place, (names, bases), problems);
        let demand = demand(typed, origin.as_ref(), problems);
        let people = group
            .map_or(0, |group| tenants.iter().filter(|tenant| usize::from(tenant.group.0) == group).count());
        let habits = habits(typed, origin.as_ref(), people, holidays, problems);
        let since = instant("since", typed.since.as_ref(), period, problems).unwrap_or(Time::ZERO);
        let until = instant("until", typed.until.as_ref(), period, problems).unwrap_or(Time::NEVER);
        if let Some(at) = &typed.until
            && until <= since
        {
            problems.add(&at.span, "until: the workload ends before it begins", None);
        }
        let (bonds, batch) = bonds(typed, origin.as_ref(), habits.batch, names, problems);
        let habits = Habits { batch, ..habits };
        let ramp = ramp(typed.ramp.as_ref(), since, period, problems);
        let told = Told { origin, place, group, demand, period: (since, until), habits, bonds, ramp };
        let mut workload = believed(typed, told);
        components(typed, (place, group), workload.as_mut(), (names, spec, centers), problems);
        if let Some(workload) = &workload
            && let Some(center) = &centers[usize::from(workload.center.0)]
            && let Some(stated) = &bases[usize::from(workload.center.0)]
        {
            note_impossible(workload, typed, (center, stated), problems);
        }
        workloads.push(workload);
    }
    set_beginnings(&mut workloads, spec, period, problems);
    workloads
}

/// What was found out about a workload; `None` where something is wrong.
struct Told {
    origin: Option<Origin>,
    place: Option<(usize, usize)>,
    group: Option<usize>,
    demand: Option<Demand>,
    period: (Time, Time),
    habits: Habits,
    bonds: Bonds,
    ramp: Option<Ramp>,
}

fn believed(spec: &WorkloadSpec, told: Told) -> Option<Workload> {
    let Told { origin, place, group, demand, period: (since, until), habits, bonds, ramp } = told;
    let name = spec.name.as_ref()?;
    let (center, partition) = place?;
    let deadline = deadline(spec, origin.as_ref());
    Some(Workload {
        name: name.value.clone(),
        title: spec.title.as_ref().unwrap_or(name).value.clone(),
        origin: origin?,
        center: CenterId(center as u16),
        partition: PartitionId(partition as u16),
        group: GroupId(group? as u16),
        demand: demand?,
        growth_per_year: habits.growth_per_year,
        ramp,
        since,
        until,
        size_max: spec.size_max.as_ref().map(|size| size.value as u32),
        estimates: habits.estimates,
        batch: habits.batch,
        pace: habits.pace,
        sessions: habits.sessions,
        bonds,
        deadline,
        outcomes: habits.outcomes,
        components: Vec::new(),
    })
}

/// The application, model or log.
fn origin(
    spec: &WorkloadSpec,
    place: Option<(usize, usize)>,
    known: (&Names, &[Option<Center>]),
    problems: &mut Problems<'_>,
) -> Option<Origin> {
    if let (Some(log), Some(_)) = (&spec.log.file, spec.application.as_ref().or(spec.model.as_ref())) {
        let message = "log: the workload has an `application` or a `model` already";
        problems.add(&log.span, message, Some("give one of the three".into()));
        return None;
    }
    if spec.log.file.is_some() {
        return log_origin(spec, place, known, problems);
    }
    if spec.application.is_some() || spec.model.is_some() {
        note_without_log(spec, problems);
    }
    if let (Some(_), Some(model)) = (&spec.application, &spec.model) {
        let help = Some("give one of the two".into());
        problems.add(&model.span, "model: the workload has an `application` already", help);
        return None;
    }
    if let (Some(application), Some(unit)) = (&spec.application, &spec.unit) {
        let message = format!("unit: `{}` counts what it counts", application.value);
        problems.add(&unit.span, message, Some("only a `model` can count in something else".into()));
    }
    if !spec.origin_typed {
        let help =
            "say what is run: `application = \"fine-tuning\"`, `model = \"lublin\"` or `log = \"jobs.swf\"`";
        problems.add(
            &spec.span,
            "`[[workload]]` has neither `application` nor `model` nor `log`",
            Some(help.into()),
        );
    }
    if let Some(application) = &spec.application {
        return Some(Origin::Application(application.value.clone()));
    }
    let unit = match spec.unit.as_ref().map(|unit| unit.value.as_str()) {
        Some("cores") => Unit::Cores,
        Some("accelerators") => Unit::Accelerators,
        Some(_) | None => Unit::Nodes,
    };
    Some(Origin::Model { name: spec.model.as_ref()?.value.clone(), unit })
}

/// The places of the centre and the partition.
fn place(
    workload: &WorkloadSpec,
    names: &Names,
    spec: &Spec,
    problems: &mut Problems<'_>,
) -> Option<(usize, usize)> {
    let center = names.centers.find(workload.center.as_ref()?, problems)?;
    let Some(partition) = &workload.partition else {
        return (!workload.partition_typed).then(|| (center, default_partition(&spec.centers[center])));
    };
    Some((center, partition_of(center, partition, names, spec, problems)?))
}

/// The partition of a workload that names none: the one that says so, else the first.
pub(super) fn default_partition(center: &CenterSpec) -> usize {
    let says_so = |partition: &PartitionSpec| partition.default.as_ref().is_some_and(|default| default.value);
    center.partitions.iter().position(says_so).unwrap_or(0)
}

/// Notes a workload none of whose jobs could ever run.
fn note_impossible(
    workload: &Workload,
    typed: &WorkloadSpec,
    (center, stated): (&Center, &Center),
    problems: &mut Problems<'_>,
) {
    let at = typed.partition.as_ref().map_or(&typed.span, |partition| &partition.span);
    if center.pools_of(center.access_of(workload.partition, workload.group)).is_empty() {
        let named = &center.partitions[usize::from(workload.partition.0)].name;
        let message = format!("partition: every node of `{named}` is locked for other tenants");
        problems.add(at, message, Some("let the lock be `for` this group too, or leave nodes open".into()));
    } else if let Some(why) = misfit(workload, center).or_else(|| misfit(workload, stated)) {
        problems.add(at, format!("no job can run there: {why}"), None);
    } else if recorded(workload).is_none()
        && !fits(smallest_job(ClassId(0), workload, stated).shape, workload, center)
    {
        let name = &center.partitions[usize::from(workload.partition.0)].name;
        let message =
            format!("no job can run there: even the smallest are too large for the nodes of `{name}`");
        let help = format!("jobs are as large as `demand_nodes` nodes can hold; {}", smaller(typed));
        problems.add(at, message, Some(help));
    } else if let (Some(why), Some(first)) =
        (gang_misfit(workload, (center, stated)), typed.rule.components.first())
    {
        let help = Some("a smaller `size_max`, or smaller components".into());
        problems.add(&first.span, format!("component: {why}"), help);
    }
}
