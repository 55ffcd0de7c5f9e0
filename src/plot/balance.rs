//! Where the time of nodes went: useful, lost, spent, idle, kept idle by locks, under maintenance, down; by centre and policy.

use super::series::Series;
use super::stacks::{Bar, stacked};
use super::{Figure, Plot, Subject, names};
use crate::experiment::BalanceRow;
use crate::metrics::{Part, Resource};
use crate::model::CenterId;
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "balance",
    help: "Where the time of nodes went: useful, lost, spent, idle, kept idle by locks, under maintenance, down; by centre and policy.",
    draw,
};

/// The parts of a bar, and the parts of the balance that each is made of.
const PARTS: [(&str, &[Part]); 8] = [
    ("work that counts", &[Part::Useful]),
    ("work in vain", &[Part::LostToEvictions, Part::LostToFailures, Part::LostToOwnFailures]),
    ("checkpoints", &[Part::Checkpoints]),
    ("restarts, waking, hanging, slowed", &[Part::Restarts, Part::Waking, Part::Hung, Part::Slowed]),
    ("down", &[Part::Down]),
    ("maintenance", &[Part::Maintenance]),
    ("idle, but kept by a lock", &[Part::ReservedIdle]),
    ("idle", &[Part::Idle]),
];

/// A resource in files, and how many of its units make one there.
const RESOURCES: [(Resource, &str, f64); 3] = [
    (Resource::Cores, "core-hours", 1.0),
    (Resource::Accelerators, "accelerator-hours", 1.0),
    (Resource::Memory, "gib-hours", 1_024.0),
];

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    if comparison.told_parts().is_empty() {
        return Vec::new();
    }
    let scenario = &comparison.scenario;
    let mut bars = Vec::new();
    for (place, center) in scenario.centers.iter().enumerate() {
        let id = CenterId(place as u16);
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let Some(rows) = comparison.balance(policy, id, comparison.main_resource(id)) else { continue };
            let name = match scenario.centers.len() {
                1 => spec.name.clone(),
                _ => format!("{}, {}", center.name, spec.name),
            };
            bars.push(Bar { name, parts: PARTS.map(|(_, parts)| percent(&rows, parts)).to_vec() });
        }
    }
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, scenario.replications as usize));
    let title = (lang.say("Where the time of nodes went"), subtitle.as_str());
    let parts = PARTS.map(|(name, _)| lang.say(name).to_owned());
    let drawing = stacked(title, &parts, &bars, lang.say("Share in capacity times time (%)"));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series(comparison)) }]
}

fn percent(rows: &[BalanceRow], parts: &[Part]) -> f64 {
    let meant = rows.iter().filter(|row| parts.contains(&row.part));
    100.0 * meant.map(|row| row.share.mean).sum::<f64>().max(0.0)
}

fn series(comparison: &Subject<'_>) -> Series {
    let mut series = Series::new("center,policy,resource,part,mean_hours,mean_percent,half_width_percent");
    let scenario = &comparison.scenario;
    for (place, center) in scenario.centers.iter().enumerate() {
        for (policy, spec) in scenario.policies.iter().enumerate() {
            for (resource, unit, size) in RESOURCES {
                let rows = comparison.balance(policy, CenterId(place as u16), resource);
                for BalanceRow { part, unit_hours, share } in rows.into_iter().flatten() {
                    let half = share.half_width.map(|half| (100.0 * half).to_string()).unwrap_or_default();
                    series.row(&[
                        &csv_cell(&center.name),
                        &csv_cell(&spec.name),
                        &unit,
                        &part.name(),
                        &(unit_hours / size),
                        &(100.0 * share.mean),
                        &half,
                    ]);
                }
            }
        }
    }
    series
}
