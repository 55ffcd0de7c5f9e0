//! Centres as one network: where the jobs of each workload may run, and how far apart that is.

use std::ops::Range;

use super::super::network_spec::{ElsewhereSpec, SiteSpec, TravelSpec};
use super::super::problem::{Problems, listed};
use super::super::read::At;
use super::super::spec::{Spec, WorkloadSpec};
use super::circles::circle;
use super::names::Names;
use super::parts::partition_of;
use super::period::span;
use super::speeds::Speeds;
use super::workloads::default_partition;
use crate::model::{Center, CenterId, Mould, Network, Nodes, PartitionId, Place, SAME_TIME, Span, Ties};
use crate::workload::{Workload, main_pool, misfit};

/// The network of the centres, as far as it is right; nothing where no job may leave its centre.
pub(super) fn network(
    spec: &Spec,
    names: &Names,
    (centers, workloads): (&[Option<Center>], &[Option<Workload>]),
    problems: &mut Problems<'_>,
) -> Option<Box<Network>> {
    let speeds = Speeds::of(spec, centers, problems);
    let spots = spots(spec, problems);
    let round_trips = round_trips(&spots);
    let spills = spills(spec, names, problems);
    let (mut places, mut ties) = (Vec::new(), Vec::new());
    for (typed, workload) in spec.workloads.iter().zip(workloads) {
        let found = places_of(typed, workload.as_ref(), (spec, names), (centers, &speeds), problems);
        ties.push(ties_of(&typed.travel, names, &found, problems));
        places.push(found);
    }
    note_unknown_ways(spec, names, &round_trips, problems);
    let network = Network { places, ties, spots, round_trips, spills, ..Network::default() };
    network.is_open().then(|| Box::new(network))
}

/// The places of a workload, its home first; none where it stays there.
fn places_of(
    typed: &WorkloadSpec,
    workload: Option<&Workload>,
    (spec, names): (&Spec, &Names),
    (centers, speeds): (&[Option<Center>], &Speeds),
    problems: &mut Problems<'_>,
) -> Vec<Place> {
    let travel = &typed.travel;
    let (true, Some(workload)) = (travel.may_leave(), workload) else { return Vec::new() };
    note_bound_jobs(typed, problems);
    let Some(home) = &centers[usize::from(workload.center.0)] else { return Vec::new() };
    let home_name = &home.partitions[usize::from(workload.partition.0)].name;
    let mut places = vec![Place::home(workload.center, workload.partition)];
    for row in &travel.elsewhere {
        let Some((center, partition)) = place_of(row, home_name, (spec, names), problems) else { continue };
        let at = row.center.as_ref().map_or(&row.span, |at| &at.span);
        if places.iter().any(|place| usize::from(place.center.0) == center) {
            let message = format!("center: jobs may run at `{}` already", named(spec, center));
            problems.add(at, message, Some("name each other centre once".into()));
            continue;
        }
        let Some(there) = &centers[center] else { continue };
        match fitted(workload, (home, there), (center, partition), speeds, (travel, row.speed.as_ref())) {
            Ok(place) => places.push(place),
            Err(why) => problems.add(at, format!("center: no job can run there: {why}"), None),
        }
    }
    if let Some(at) = travel.travels.as_ref().filter(|travels| travels.value) {
        let told = everywhere(workload, home, (spec, names, centers), speeds, travel, &mut places);
        note_nowhere(&places, &told, at, problems);
    }
    places
}

/// Adds every other centre that has what a workload needs; tells why the others have not.
fn everywhere(
    workload: &Workload,
    home: &Center,
    (spec, names, centers): (&Spec, &Names, &[Option<Center>]),
    speeds: &Speeds,
    travel: &TravelSpec,
    places: &mut Vec<Place>,
) -> Vec<String> {
    let home_name = &home.partitions[usize::from(workload.partition.0)].name;
    let mut told = Vec::new();
    for (center, there) in centers.iter().enumerate() {
        let Some(there) = there else { continue };
        if places.iter().any(|place| usize::from(place.center.0) == center) {
            continue;
        }
        let partition = alike(center, home_name, spec, names);
        match fitted(workload, (home, there), (center, partition), speeds, (travel, None)) {
            Ok(place) => places.push(place),
            Err(why) => told.push(format!("at `{}`: {why}", there.name)),
        }
    }
    told
}

/// Notes jobs that may leave home, and can run nowhere else.
fn note_nowhere(places: &[Place], told: &[String], at: &At<bool>, problems: &mut Problems<'_>) {
    if 1 < places.len() {
        return;
    }
    let message = match told {
        [] => "travels: there is no other centre".to_owned(),
        told => format!("travels: no other centre can run its jobs; {}", told.join("; ")),
    };
    problems.add(&at.span, message, None);
}

/// The partition of a centre that has the same name as at home, or else the one for workloads that name none.
fn alike(center: usize, home: &str, spec: &Spec, names: &Names) -> usize {
    names.partitions[center].place(home).unwrap_or_else(|| default_partition(&spec.centers[center]))
}

/// The centre and partition that a row names.
fn place_of(
    row: &ElsewhereSpec,
    home: &str,
    (spec, names): (&Spec, &Names),
    problems: &mut Problems<'_>,
) -> Option<(usize, usize)> {
    let center = names.centers.find(row.center.as_ref()?, problems)?;
    let partition = match &row.partition {
        Some(partition) => partition_of(center, partition, names, spec, problems)?,
        None => alike(center, home, spec, names),
    };
    Some((center, partition))
}

/// A place as the jobs of a workload find it; says in one sentence why they cannot run there.
fn fitted(
    workload: &Workload,
    (home, there): (&Center, &Center),
    (center, partition): (usize, usize),
    speeds: &Speeds,
    (travel, speed): (&TravelSpec, Option<&At<f64>>),
) -> Result<Place, String> {
    let (center, partition) = (CenterId(center as u16), PartitionId(partition as u16));
    let moved = Workload { center, partition, ..workload.clone() };
    if let Some(why) = misfit(&moved, there) {
        return Err(why);
    }
    let (Some(from), Some(to)) = (main_pool(workload, home), main_pool(&moved, there)) else {
        return Err("it has no nodes".into());
    };
    let alike = from.node_type.name == to.node_type.name;
    let mould = match to.nodes {
        Nodes::Named { .. } | Nodes::Counted { .. } if alike => Mould::Same,
        Nodes::Named { .. } => Mould::Nodes(to.node_type.capacity),
        Nodes::Counted { .. } => Mould::Processors,
    };
    let speed = match speed {
        Some(speed) => speed.value,
        None => speeds.ratio(travel, (&from.node_type, &to.node_type))?,
    };
    let time = (SAME_TIME as f64 / speed).round().max(1.0) as u64;
    Ok(Place { center, partition, time, mould })
}

/// Notes jobs that hang together and so cannot go different ways.
fn note_bound_jobs(typed: &WorkloadSpec, problems: &mut Problems<'_>) {
    if let Some(component) = typed.rule.components.first() {
        let message = "component: jobs that start together with others stay at home";
        problems.add(&component.span, message, Some("leave out `travels` and `elsewhere`".into()));
    }
    if let Some(limit) = &typed.rule.array_limit {
        let message = "array_limit: it is counted in one centre, and the jobs may run at several";
        problems.add(&limit.span, message, Some("leave out `travels` and `elsewhere`".into()));
    }
}

fn ties_of(travel: &TravelSpec, names: &Names, places: &[Place], problems: &mut Problems<'_>) -> Ties {
    let data = travel.data_at.as_ref().and_then(|at| {
        let center = CenterId(names.centers.find(at, problems)? as u16);
        if 1 < places.len() && places.iter().all(|place| place.center != center) {
            let message = format!("data_at: its jobs may not run at `{}`", at.value);
            problems.add(&at.span, message, Some("name it with `[[workload.elsewhere]]`".into()));
        }
        Some(center)
    });
    let most = travel.round_trip_most_micros.as_ref();
    note_vain_ties(travel, problems);
    Ties { data, round_trip_most: most.map(|most| span(most.value)) }
}

/// Warns of what is said of jobs that stay at home.
fn note_vain_ties(travel: &TravelSpec, problems: &mut Problems<'_>) {
    if travel.may_leave() {
        return;
    }
    let said: [(&str, Option<&Range<usize>>); 3] = [
        ("data_at", travel.data_at.as_ref().map(|at| &at.span)),
        ("max_round_trip", travel.round_trip_most_micros.as_ref().map(|at| &at.span)),
        ("software", travel.software.as_ref().map(|at| &at.span)),
    ];
    for (key, at) in said {
        if let Some(at) = at {
            let help = "let them leave with `travels = true`";
            problems.warn(at, format!("{key}: its jobs stay at home anyway"), Some(help.into()));
        }
    }
}

/// By centre, its latitude and longitude in degrees; none where not every centre says where it lies.
fn spots(spec: &Spec, problems: &mut Problems<'_>) -> Vec<[f64; 2]> {
    let mut spots = Vec::new();
    for center in &spec.centers {
        let site = &center.site;
        match (&site.latitude, &site.longitude) {
            (Some(latitude), Some(longitude)) => spots.push([latitude.value, longitude.value]),
            (Some(lone), None) | (None, Some(lone)) if !site.is_misread => {
                let help = Some("give both, in degrees".into());
                problems.add(&lone.span, "`latitude` and `longitude` go together", help);
            }
            (Some(_), None) | (None, Some(_) | None) => {}
        }
    }
    if spots.len() < spec.centers.len() {
        spots.clear();
    }
    spots
}

/// By centre and centre, how long a message is on its way there and back; none where not every centre says where it lies.
fn round_trips(spots: &[[f64; 2]]) -> Vec<Vec<Span>> {
    let row = |from: &[f64; 2]| spots.iter().map(|to| round_trip(*from, *to)).collect();
    spots.iter().map(row).collect()
}

/// Light in fibre goes 200,000 km in a second, and fibre is one and a half times as long as the great circle (H21: 1.2 to 1.5).
fn round_trip(from: [f64; 2], to: [f64; 2]) -> Span {
    const RADIUS_KM: f64 = 6_371.0;
    const DETOUR: f64 = 1.5;
    const KM_PER_SEC: f64 = 200_000.0;
    let [lat1, lat2] = [from[0], to[0]].map(f64::to_radians);
    let half = |angle: f64| {
        let sine = libm::sin(angle / 2.0);
        sine * sine
    };
    let chord = half(lat2 - lat1)
        + libm::cos(lat1) * libm::cos(lat2) * half(to[1].to_radians() - from[1].to_radians());
    let km = 2.0 * RADIUS_KM * libm::asin(chord.clamp(0.0, 1.0).sqrt());
    Span::from_secs_f64(2.0 * DETOUR * km / KM_PER_SEC)
}

/// Notes bounds on ways of which nothing is known.
fn note_unknown_ways(spec: &Spec, names: &Names, ways: &[Vec<Span>], problems: &mut Problems<'_>) {
    if !ways.is_empty() {
        return;
    }
    let is_lost = |site: &SiteSpec| site.latitude.is_none() && site.longitude.is_none() && !site.is_misread;
    let lost = spec.centers.iter().filter(|center| is_lost(&center.site));
    let lost: Vec<&str> =
        lost.filter_map(|center| center.name.as_ref()).map(|name| name.value.as_str()).collect();
    for workload in &spec.workloads {
        if let Some(most) = &workload.travel.round_trip_most_micros
            && workload.travel.may_leave()
            && !lost.is_empty()
            && names.centers.has(workload.center.as_ref().map_or("", |at| &at.value))
        {
            let message = format!("max_round_trip: nothing says where {} lies", listed(&lost));
            problems.add(&most.span, message, Some("give every centre `latitude` and `longitude`".into()));
        }
    }
}

/// By centre, to which it spills; notes circles.
fn spills(spec: &Spec, names: &Names, problems: &mut Problems<'_>) -> Vec<Option<CenterId>> {
    let next: Vec<Option<usize>> = spec
        .centers
        .iter()
        .map(|center| center.site.spills_to.as_ref().and_then(|at| names.centers.find(at, problems)))
        .collect();
    let edges: Vec<Vec<usize>> = next.iter().map(|next| next.iter().copied().collect()).collect();
    for (place, center) in spec.centers.iter().enumerate() {
        if let (Some(at), Some(way)) = (&center.site.spills_to, circle(place, &edges)) {
            let way: Vec<&str> = way.iter().map(|place| named(spec, *place)).collect();
            let message = format!("spills_to: jobs would go round in a circle: {}", way.join(" to "));
            problems.add(&at.span, message, Some("let one of them spill to nobody".into()));
        }
    }
    next.into_iter().map(|next| next.map(|place| CenterId(place as u16))).collect()
}

fn named(spec: &Spec, center: usize) -> &str {
    spec.centers[center].name.as_ref().map_or("", |name| &name.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wuhan_is_some_sixteen_milliseconds_from_beijing() {
        // 1,053 km (H21) times 1.5, there and back at 200,000 km/s, are 15,795 us; where in a city one stands is worth half a per cent.
        let micros = round_trip([30.593, 114.305], [39.904, 116.407]).as_micros();
        assert!(micros.abs_diff(15_795) < 79, "{micros}");
        assert_eq!(round_trip([30.0, 114.0], [30.0, 114.0]), Span::ZERO);
    }
}
