//! Data: links join two centres, datasets lie in centres, and what jobs need can come to where they run.

use std::collections::BTreeSet;

use super::super::data_spec::{DatasetSpec, LinkSpec, StoreSpec};
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::{Spec, WorkloadSpec};
use super::super::units::Dimension;
use super::names::Names;
use super::parts::instant;
use super::period::{Period, span};
use crate::model::{
    CenterId, ClassData, DatasetId, Discard, Family, Link, LinkFailures, Storeroom, Tenant, Time, Wan,
};
use crate::workload::Workload;

/// The whole of which the datasets of a family are wanted parts.
const WEIGHTS_ALL: f64 = 4_503_599_627_370_496.0;

/// The network and the data that a file tells of; what is wrong with it is noted.
pub(super) fn wan(
    spec: &Spec,
    names: &Names,
    (workloads, tenants): (&[Option<Workload>], &[Tenant]),
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Wan {
    let links = spec.links.iter().filter_map(|link| one_link(link, names, period, problems)).collect();
    let families = families(&spec.datasets, names, problems);
    let mut wan = Wan { links, stores: stores(spec), ..Wan::default() };
    wan.families = families.iter().flatten().cloned().collect();
    note_large(spec, &families, &wan, problems);
    for (typed, workload) in spec.workloads.iter().zip(workloads) {
        let center = workload.as_ref().map(|workload| workload.center);
        let data = class_data(typed, names, &families, problems);
        let home = tenants_home(workload.as_ref(), tenants);
        let output = output(typed, names, home, problems);
        let data = ClassData { output, inputs: data };
        // Where its jobs may leave, each centre refuses those whose data cannot come.
        if let Some(center) = center.filter(|_| !typed.travel.may_leave()) {
            note_unreachable(typed, (center, &data), (spec, &wan), problems);
        }
        wan.classes.push(data);
    }
    note_unused(spec, &wan, problems);
    wan
}

fn one_link(
    typed: &LinkSpec,
    names: &Names,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Link> {
    let ends = [&typed.from, &typed.to].map(|end| names.centers.find(end.as_ref()?, problems));
    let failures = failures(typed, period, problems);
    let [Some(from), Some(to)] = ends else { return None };
    if from == to {
        let end = typed.to.as_ref()?;
        let message = format!("to: the link leads from `{}` to itself", end.value);
        problems.add(&end.span, message, Some("name two centres".into()));
        return None;
    }
    let share =
        |at: &Option<At<i64>>, usual: u64| at.as_ref().map_or(usual, |at| at.value.unsigned_abs() / 100_000);
    let bandwidth = typed.bytes_per_sec.as_ref()?.value.unsigned_abs();
    let carried = u128::from(bandwidth) * u128::from(share(&typed.efficiency, 1_000)) / 1_000;
    Some(Link {
        name: typed.name.as_ref()?.value.clone(),
        ends: (CenterId(from as u16), CenterId(to as u16)),
        bytes_per_sec: (carried as u64).max(1),
        rtt: span(typed.rtt_micros.as_ref()?.value),
        price_per_gb: typed.price.as_ref().map_or(0, |price| (price.value * 1e6).round() as u64),
        transfer_most: typed.transfer_most.as_ref().map(|most| most.value.unsigned_abs()),
        lost_per_transfer: share(&typed.crowding, 0) as u32,
        is_shared: typed.shared.as_ref().is_none_or(|shared| shared.value),
        failures,
    })
}

fn failures(typed: &LinkSpec, period: Option<Period>, problems: &mut Problems<'_>) -> LinkFailures {
    let mut known: Vec<(Time, Time)> = Vec::new();
    for outage in &typed.outages {
        let from = instant("from", outage.from.as_ref(), period, problems);
        let until = instant("until", outage.until.as_ref(), period, problems);
        let (Some(from), Some(until), Some(at)) = (from, until, &outage.until) else { continue };
        if until <= from {
            problems.add(&at.span, "until: the outage ends before it begins", None);
        } else {
            known.push((from, until));
        }
    }
    let by_chance = typed.up_micros.as_ref().zip(typed.down_micros.as_ref());
    let one = typed.up_micros.as_ref().or(typed.down_micros.as_ref());
    if let ([true, false] | [false, true], Some(at)) = (typed.fails_typed, one) {
        let message = "time_between_failures and repair_time go together";
        problems.add(&at.span, message, Some("give both, or neither".into()));
    }
    LinkFailures { known, by_chance: by_chance.map(|(up, down)| (span(up.value), span(down.value))) }
}

/// The datasets in the order of the file; `None` where something is wrong with one.
fn families(typed: &[DatasetSpec], names: &Names, problems: &mut Problems<'_>) -> Vec<Option<Family>> {
    let mut next = 0_u32;
    let mut families = Vec::new();
    for dataset in typed {
        let at = dataset.at.as_ref().map(|at| {
            let found = at.value.iter().map(|name| names.centers.find(name, problems));
            found.collect::<Vec<Option<usize>>>()
        });
        let count = dataset.count.as_ref().map_or(1, |count| count.value as u32);
        let first = DatasetId(next);
        next += count;
        let at: Option<Vec<CenterId>> =
            at.and_then(|at| at.into_iter().map(|place| Some(CenterId(place? as u16))).collect());
        families.push(dataset.name.as_ref().zip(dataset.bytes.as_ref()).zip(at).map(
            |((name, bytes), at)| {
                let zipf = dataset.zipf.as_ref().map_or(0.0, |zipf| zipf.value);
                let bytes = bytes.value.unsigned_abs();
                Family { name: name.value.clone(), bytes, first, wanted: wanted(count, zipf), at }
            },
        ));
    }
    families
}

/// How often the first so many of some datasets are wanted, in parts of a whole that are whole numbers; each at least once.
fn wanted(count: u32, zipf: f64) -> Vec<u64> {
    let weights: Vec<f64> = (1..=count).map(|rank| libm::pow(f64::from(rank), -zipf)).collect();
    let all: f64 = weights.iter().sum();
    let mut sum = 0;
    let parts = weights.into_iter().map(|weight| ((weight / all * WEIGHTS_ALL) as u64).max(1));
    parts
        .map(|part| {
            sum += part;
            sum
        })
        .collect()
}

fn stores(spec: &Spec) -> Vec<Storeroom> {
    let store = |store: Option<&StoreSpec>| {
        let Some(store) = store else { return Storeroom::default() };
        let known = store
            .evict
            .as_ref()
            .and_then(|evict| Discard::ALL.into_iter().find(|discard| discard.name() == evict.value));
        let bytes = store.bytes.as_ref().map(|bytes| bytes.value.unsigned_abs());
        Storeroom { bytes, discard: known.unwrap_or_default() }
    };
    spec.centers.iter().map(|center| store(center.store.as_ref())).collect()
}

/// Notes datasets that no centre could hold beside those where they lie.
fn note_large(spec: &Spec, families: &[Option<Family>], wan: &Wan, problems: &mut Problems<'_>) {
    for (typed, family) in spec.datasets.iter().zip(families) {
        let (Some(family), Some(size)) = (family, &typed.bytes) else { continue };
        let others = (0..spec.centers.len()).filter(|place| !family.at.contains(&CenterId(*place as u16)));
        let rooms: Vec<Option<u64>> = others.map(|place| wan.stores[place].bytes).collect();
        let largest =
            rooms.iter().copied().collect::<Option<Vec<u64>>>().and_then(|all| all.into_iter().max());
        if let Some(largest) = largest.filter(|largest| *largest < family.bytes) {
            let [found, most] = [family.bytes, largest].map(written);
            let message = format!(
                "size: {found} are more than every store holds of a centre where it does not lie ({most} at most)"
            );
            problems.add(&size.span, message, None);
        }
    }
}

fn written(bytes: u64) -> String {
    Dimension::Data.written(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// The places of the datasets that the jobs of a workload need.
fn class_data(
    typed: &WorkloadSpec,
    names: &Names,
    families: &[Option<Family>],
    problems: &mut Problems<'_>,
) -> Vec<u16> {
    let Some(inputs) = &typed.data.inputs else { return Vec::new() };
    let found = inputs.value.iter().filter_map(|name| names.datasets.find(name, problems));
    // Where a dataset before it is wrong, nothing is simulated anyway.
    let whole = |place: &usize| families[..=*place].iter().all(Option::is_some);
    found.filter(whole).map(|place| place as u16).collect()
}

/// The one home of all tenants that send a workload.
fn tenants_home(workload: Option<&Workload>, tenants: &[Tenant]) -> Option<CenterId> {
    let group = workload?.group;
    tenants.iter().find(|tenant| tenant.group == group).and_then(|tenant| tenant.home)
}

fn output(
    typed: &WorkloadSpec,
    names: &Names,
    home: Option<CenterId>,
    problems: &mut Problems<'_>,
) -> Option<(u64, CenterId)> {
    let data = &typed.data;
    let to = data.output_to.as_ref();
    if let (Some(to), false) = (to, data.output_typed) {
        let help = Some("say how much with `output = \"20 GB\"`".into());
        problems.add(&to.span, "output_to: its jobs leave nothing behind", help);
    }
    let bytes = data.output_bytes.as_ref();
    let place = match to {
        Some(to) => names.centers.find(to, problems).map(|place| CenterId(place as u16)),
        None => home,
    };
    if let (Some(bytes), None, None) = (bytes, to, home) {
        let help = Some("name a centre with `output_to`, or give the tenants a `home`".into());
        problems.add(&bytes.span, "output: nobody says where it goes", help);
    }
    Some((bytes?.value.unsigned_abs(), place?))
}

/// Notes data that can never come to where the jobs of a workload run, or leave it.
fn note_unreachable(
    typed: &WorkloadSpec,
    (center, data): (CenterId, &ClassData),
    (spec, wan): (&Spec, &Wan),
    problems: &mut Problems<'_>,
) {
    // A link that is wrong may be the one that is missing.
    let certain = spec.whole && wan.links.len() == spec.links.len();
    let parts = wan.parts(spec.centers.len());
    let is_near = |other: &CenterId| parts[usize::from(other.0)] == parts[usize::from(center.0)];
    let name = |id: &CenterId| spec.centers[usize::from(id.0)].name.as_ref().map_or("", |name| &name.value);
    let here = name(&center);
    let mut bytes = 0_u64;
    let names = typed.data.inputs.iter().flat_map(|inputs| &inputs.value);
    // Where a name is wrong, it is not known any more which of them are right.
    let names =
        names.filter(|_| typed.data.inputs.as_ref().is_some_and(|all| all.value.len() == data.inputs.len()));
    for (place, input) in data.inputs.iter().zip(names) {
        let Some(family) = wan.families.get(usize::from(*place)) else { return };
        if family.at.contains(&center) {
            continue;
        }
        bytes = bytes.saturating_add(family.bytes);
        if certain && !family.at.iter().any(is_near) {
            let at: Vec<&str> = family.at.iter().map(name).collect();
            let message = format!(
                "inputs: no link leads from where `{}` lies ({}) to `{here}`",
                input.value,
                at.join(", ")
            );
            problems.add(&input.span, message, Some("write a `[[link]]`".into()));
        }
    }
    if let (Some(most), Some(inputs)) =
        (wan.store(center).bytes.filter(|most| *most < bytes), &typed.data.inputs)
    {
        let [need, most] = [bytes, most].map(written);
        let message =
            format!("inputs: a job needs {need} that lie elsewhere, and the store of `{here}` holds {most}");
        problems.add(&inputs.span, message, None);
    }
    if let (Some((_, to)), Some(at)) = (data.output, &typed.data.output_bytes)
        && certain
        && !is_near(&to)
    {
        let message = format!("output: no link leads from `{here}` to `{}`", name(&to));
        problems.add(&at.span, message, Some("write a `[[link]]`".into()));
    }
}

/// Warns of datasets that nobody needs.
fn note_unused(spec: &Spec, wan: &Wan, problems: &mut Problems<'_>) {
    let used: BTreeSet<u16> = wan.classes.iter().flat_map(|class| class.inputs.iter().copied()).collect();
    for (place, typed) in spec.datasets.iter().enumerate() {
        if let Some(name) = typed.name.as_ref().filter(|_| !used.contains(&(place as u16))) {
            let help = Some("name it in the `inputs` of a workload".into());
            problems.warn(&name.span, format!("no workload needs the dataset `{}`", name.value), help);
        }
    }
}
