//! For what energy is used: nodes under jobs, idle nodes, services and the building, by centre and policy.

use super::series::Series;
use super::stacks::{Bar, stacked};
use super::{Figure, Plot, Subject, names};
use crate::ledger::{Ledger, PowerLedger};
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "energy",
    help: "For what energy is used: jobs, idle nodes, services and the building, by centre and policy.",
    draw,
};

const JOULES_PER_MWH: f64 = 3.6e9;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    let mut uses: Vec<String> = Vec::new();
    let powers = || comparison.ledgers.iter().flat_map(Ledger::powers);
    for (name, _) in powers().flat_map(|power| &power.uses) {
        if !uses.iter().any(|known| known == name.name()) {
            uses.push(name.name().into());
        }
    }
    uses.retain(|name| powers().any(|power| 0.0 < joules(power, name)));
    if uses.is_empty() {
        return Vec::new();
    }
    let mut series = Series::new("center,policy,use,energy_mwh_mean");
    let mut bars = Vec::new();
    for (place, center) in scenario.centers.iter().enumerate() {
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let ledgers = comparison.ledgers_of(policy);
            let known: Vec<&PowerLedger> =
                ledgers.iter().filter_map(|ledger| ledger.centers.get(place)?.power.as_ref()).collect();
            if known.is_empty() {
                continue;
            }
            let mean = |name: &String| {
                known.iter().map(|power| joules(power, name)).sum::<f64>()
                    / known.len() as f64
                    / JOULES_PER_MWH
            };
            let parts: Vec<f64> = uses.iter().map(mean).collect();
            for (name, mwh) in uses.iter().zip(&parts) {
                series.row(&[&csv_cell(&center.name), &csv_cell(&spec.name), name, mwh]);
            }
            bars.push(Bar { name: format!("{}, {}", center.name, spec.name), parts });
        }
    }
    let runs = scenario.replications as usize;
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, runs));
    let title = (lang.say("For what energy is used"), subtitle.as_str());
    let parts: Vec<String> = uses.iter().map(|name| lang.say(name).to_owned()).collect();
    let drawing = stacked(title, &parts, &bars, &names::with_unit(lang, "Energy", "MWh"));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

fn joules(power: &PowerLedger, name: &str) -> f64 {
    power.uses.iter().filter(|(known, _)| known.name() == name).map(|(_, joules)| *joules as f64).sum()
}
