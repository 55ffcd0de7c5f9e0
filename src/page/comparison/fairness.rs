//! What tenants of each size got, and how even that is.

use super::Told;
use crate::metrics::{METRICS, Scope, place};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::numbers::{estimated, unit_of};
use crate::page::parts::{Block, Table};

const FIGURES: [(&str, &str, f64); 4] = [
    ("served_of_due", "served, of what was due (%)", 100.0),
    ("wait_secs_restricted_mean", "mean wait (h)", 1.0 / 3_600.0),
    ("bounded_slowdown_mean", "bounded slowdown", 1.0),
    ("jobs_submitted", "jobs submitted", 1.0),
];

const INDICES: [(&str, &str); 4] = [
    ("served_of_due_jain", "Jain's index of what was served"),
    ("bounded_slowdown_jain", "Jain's index of slowdowns"),
    ("served_of_due_min", "the tenant that was served worst (%)"),
    ("dominant_share_max", "the largest share of a tenant (%)"),
];

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let submitted = place("jobs_submitted").expect("the metric is a row of the table");
    let has_jobs = |place: usize| {
        let mut of = comparison.estimates.iter().map(|scopes| scopes[place].1[submitted]);
        of.any(|estimate| estimate.is_some_and(|estimate| 0.0 < estimate.mean))
    };
    let bands: Vec<(usize, &'static str)> = comparison
        .scopes()
        .into_iter()
        .enumerate()
        .filter_map(|(place, scope)| match scope {
            Scope::Size(band) => has_jobs(place).then(|| (place, band.title())),
            Scope::Overall | Scope::Center(_) | Scope::Class(_) | Scope::Group(_) => None,
        })
        .collect();
    if bands.len() < 2 {
        return Vec::new();
    }
    let view = |(name, _, factor): &(&str, &str, f64)| {
        let row = place(name).expect("the metric is a row of the table");
        let line = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
            let mut line = Line { name: spec.name.clone(), ..Line::default() };
            for (place, _) in &bands {
                let estimate = comparison.estimates[policy][*place].1[row];
                let half = estimate.and_then(|estimate| Some((estimate.mean, estimate.half_width?)));
                line.values.push(estimate.map(|estimate| estimate.mean * factor));
                line.low.push(half.map(|(mean, half)| (mean - half) * factor));
                line.high.push(half.map(|(mean, half)| (mean + half) * factor));
            }
            line
        };
        let names = bands.iter().map(|(_, title)| lang.say(title).to_owned()).collect();
        View { names, lines: scenario.policies.iter().enumerate().map(line).collect(), ..View::default() }
    };
    let chart = Chart {
        id: "fairness".into(),
        title: lang.say("By size of tenant").to_owned(),
        note: lang.say("A tenant's size is what it asks for: size times requested time. What is due to it is an even division at every instant among those that have jobs. Whiskers are confidence intervals.").to_owned(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, ""),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![(lang.say("Figure").to_owned(), FIGURES.iter().map(|(_, title, _)| lang.say(title).to_owned()).collect())],
        views: FIGURES.iter().map(view).collect(),
    };
    vec![Block::Chart(chart), Block::Table(indices(told))]
}

fn indices(told: Told<'_>) -> Table {
    let Told { comparison, lang, .. } = told;
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(INDICES.iter().map(|(_, title)| lang.say(title).to_owned()));
    let row = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
        let cell = |(name, _): &(&str, &str)| {
            let row = place(name).expect("the metric is a row of the table");
            let factor = if name.contains("jain") { 1.0 } else { unit_of(METRICS[row].unit, name).factor };
            estimated(lang, comparison.estimates[policy][0].1[row], factor)
        };
        std::iter::once(spec.name.clone()).chain(INDICES.iter().map(cell)).collect()
    };
    Table {
        caption: lang.say("How even it is: 1 is quite even, one of n tenants alone would be 1/n").to_owned(),
        head,
        rows: comparison.scenario.policies.iter().enumerate().map(row).collect(),
    }
}
