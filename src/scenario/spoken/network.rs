//! Centres as one network in words, for `suanli check`.

use super::super::believed::Scenario;
use super::super::problem::listed;
use super::super::units::written;
use crate::model::{CenterId, ClassId, Place, SAME_TIME, Span};
use crate::policy::{PolicySpec, Routing};

/// How far centres are apart, and what they do with what they cannot start soon.
pub(in crate::scenario) fn network(scenario: &Scenario) -> Vec<(String, String)> {
    let Some(network) = &scenario.network else { return Vec::new() };
    let name = |center: CenterId| &scenario.centers[usize::from(center.0)].name;
    let mut said = Vec::new();
    let ways = network.round_trips.iter().enumerate();
    let ways = ways.flat_map(|(from, row)| row.iter().skip(from + 1).copied());
    let (mut nearest, mut farthest) = (Span::MAX, Span::ZERO);
    for way in ways {
        (nearest, farthest) = (nearest.min(way), farthest.max(way));
    }
    if nearest <= farthest {
        let words = format!("{} to {} there and back between centres", millis(nearest), millis(farthest));
        said.push(("ways".to_owned(), words));
    }
    let spills: Vec<String> = network
        .spills
        .iter()
        .enumerate()
        .filter_map(|(from, to)| Some(format!("{} to {}", name(CenterId(from as u16)), name((*to)?))))
        .collect();
    if !spills.is_empty() {
        let spills: Vec<&str> = spills.iter().map(String::as_str).collect();
        said.push(("spills".to_owned(), listed(&spills)));
    }
    said
}

/// Where else the jobs of a workload may run, behind a comma.
pub(in crate::scenario) fn travel_words(scenario: &Scenario, class: usize) -> String {
    let Some(network) = &scenario.network else { return String::new() };
    let id = ClassId(class as u16);
    let Some((_, elsewhere)) = network.places(id).split_first() else { return String::new() };
    let place = |place: &Place| {
        let center = &scenario.centers[usize::from(place.center.0)];
        let partition = &center.partitions[usize::from(place.partition.0)].name;
        let speed = match place.time {
            SAME_TIME => String::new(),
            time => format!(" ({:.2} times as fast)", SAME_TIME as f64 / time as f64),
        };
        format!("{}/{partition}{speed}", center.name)
    };
    let places: Vec<String> = elsewhere.iter().map(place).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let mut words = format!(", may run at {}", listed(&places));
    let ties = network.ties(id);
    if let Some(data) = ties.data {
        words += &format!(", its data at {}", scenario.centers[usize::from(data.0)].name);
    }
    if let Some(most) = ties.round_trip_most {
        words += &format!(", no further than {} there and back", millis(most));
    }
    words
}

/// How a policy sends jobs, behind a comma; nothing where all stay at home.
pub(in crate::scenario) fn router_words(policy: &PolicySpec) -> String {
    if policy.routing == Routing::default() {
        return String::new();
    }
    let refresh = match policy.routing.refresh {
        Span::ZERO => String::new(),
        refresh => format!(" that looks every {}", written(refresh)),
    };
    format!(", router {}{refresh}", policy.routing)
}

fn millis(span: Span) -> String {
    format!("{:.1} ms", span.as_micros() as f64 / 1e3)
}
