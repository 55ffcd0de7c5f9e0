//! Whose jobs ran where: at each centre under each policy, the share of what was held by its own jobs and by those of others.

use super::series::Series;
use super::stacks::{Bar, stacked};
use super::{Figure, Plot, Subject, names};
use crate::experiment::Helped;
use crate::model::CenterId;
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "network",
    help: "Whose jobs ran at each centre: its own, and those of other centres; where jobs may leave their home.",
    draw,
};

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    let mut bars = Vec::new();
    for (policy, spec) in scenario.policies.iter().enumerate() {
        let helped = comparison.helped(policy);
        // Where nobody left home there is nothing to see.
        if helped.iter().all(|way| way.home == way.at) {
            continue;
        }
        let by_accelerators = Helped::is_accelerated(&helped);
        for (place, center) in scenario.centers.iter().enumerate() {
            let id = CenterId(place as u16);
            let hours = |is_meant: fn(&Helped) -> bool| -> f64 {
                let here = helped.iter().filter(|way| way.at == id && is_meant(way));
                here.map(|way| way.hours(by_accelerators).mean).sum()
            };
            let (own, others) = (hours(|way| way.home == way.at), hours(|way| way.home != way.at));
            let percent = |part: f64| if own + others <= 0.0 { 0.0 } else { 100.0 * part / (own + others) };
            let name = format!("{}, {}", center.name, spec.name);
            bars.push(Bar { name, parts: vec![percent(own), percent(others)] });
        }
    }
    if bars.is_empty() {
        return Vec::new();
    }
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, scenario.replications as usize));
    let title = (lang.say("Whose jobs ran at each centre"), subtitle.as_str());
    let parts = ["its own", "of other centres"].map(|name| lang.say(name).to_owned());
    let drawing = stacked(title, &parts, &bars, lang.say("Share in what jobs held there (%)"));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series(comparison)) }]
}

fn series(comparison: &Subject<'_>) -> Series {
    let mut series = Series::new("policy,home,ran_at,jobs,accelerator_hours,core_hours,yuan");
    let scenario = &comparison.scenario;
    let name = |center: CenterId| csv_cell(&scenario.centers[usize::from(center.0)].name);
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for way in comparison.helped(policy) {
            let yuan = way.yuan.map(|yuan| yuan.mean.to_string()).unwrap_or_default();
            series.row(&[
                &csv_cell(&spec.name),
                &name(way.home),
                &name(way.at),
                &way.jobs.mean,
                &way.accelerator_hours.mean,
                &way.core_hours.mean,
                &yuan,
            ]);
        }
    }
    series
}
