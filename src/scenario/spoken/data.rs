//! Links, datasets and stores in words.

use super::super::believed::Scenario;
use super::super::units::{Dimension, written};
use super::parts::rounded;
use crate::model::{CenterId, ClassId, Link, Storeroom};
use crate::text::data_amount;

/// Each link: from where to where, and what it carries.
pub(in crate::scenario) fn links(scenario: &Scenario) -> Vec<(String, String)> {
    scenario.wan.links.iter().map(|link| (link.name.clone(), link_words(scenario, link))).collect()
}

fn link_words(scenario: &Scenario, link: &Link) -> String {
    let [from, to] = [link.ends.0, link.ends.1].map(|id| center(scenario, id));
    let mut words = format!(
        "{from} to {to}, {} of data, {} there and back",
        speed(link.bytes_per_sec),
        Dimension::Delay.written(link.rtt.as_micros() as i64)
    );
    if let Some(most) = link.transfer_most {
        words += &format!(", at most {} for one transfer", speed(most));
    }
    if 0 < link.lost_per_transfer {
        let lost = f64::from(link.lost_per_transfer) / 10.0;
        words += &format!(", {} % less for each transfer beyond the first", rounded(lost));
    }
    if !link.is_shared {
        words += ", not shared";
    }
    if 0 < link.price_per_gb {
        words += &format!(", {} yuan a GB", rounded(link.price_per_gb as f64 / 1e6));
    }
    if let Some((up, down)) = link.failures.by_chance {
        words += &format!(", down for {} every {}", written(down), written(up));
    }
    match link.failures.known.len() {
        0 => {}
        1 => words += ", one known outage",
        count => words += &format!(", {count} known outages"),
    }
    words
}

/// A bandwidth as people say it.
fn speed(bytes_per_sec: u64) -> String {
    let bits = 8.0 * bytes_per_sec as f64;
    let (unit, name) = match bits {
        bits if 1e12 <= bits => (1e12, "Tb/s"),
        bits if 1e9 <= bits => (1e9, "Gb/s"),
        bits if 1e6 <= bits => (1e6, "Mb/s"),
        _ => (1e3, "kb/s"),
    };
    format!("{} {name}", rounded(bits / unit))
}

fn center(scenario: &Scenario, id: CenterId) -> &str {
    &scenario.centers[usize::from(id.0)].name
}

/// Each dataset: how large it is, and where it lies.
pub(in crate::scenario) fn datasets(scenario: &Scenario) -> Vec<(String, String)> {
    let words = |family: &crate::model::Family| {
        let at: Vec<&str> = family.at.iter().map(|id| center(scenario, *id)).collect();
        let size = data_amount(family.bytes);
        let size = match family.wanted.len() {
            1 => size,
            count => format!("{count} of {size} each"),
        };
        (family.name.clone(), format!("{size} at {}", at.join(" and ")))
    };
    scenario.wan.families.iter().map(words).collect()
}

/// Each store with an end.
pub(in crate::scenario) fn stores(scenario: &Scenario) -> Vec<(String, String)> {
    let of = |(place, store): (usize, &Storeroom)| {
        let words = format!("{}, copies make way {}", data_amount(store.bytes?), store.discard.name());
        Some((scenario.centers[place].name.clone(), words))
    };
    scenario.wan.stores.iter().enumerate().filter_map(of).collect()
}

/// What the jobs of a workload need and leave behind, each after a comma.
pub(super) fn job_data_words(scenario: &Scenario, class: ClassId) -> String {
    let data = scenario.wan.class(class);
    let mut words = String::new();
    if !data.inputs.is_empty() {
        let names = data.inputs.iter().map(|place| scenario.wan.families[usize::from(*place)].name.as_str());
        words += &format!(", needs {}", names.collect::<Vec<&str>>().join(" and "));
    }
    if let Some((bytes, to)) = data.output {
        words += &format!(", leaves {} for {}", data_amount(bytes), center(scenario, to));
    }
    words
}
