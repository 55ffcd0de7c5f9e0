//! Where the time of nodes went, what failures cost, and all marks of the axis of time as a table.

use super::Told;
use crate::metrics::{Part, Resource, place};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::numbers::estimated;
use crate::page::parts::{Block, Table, TimeAxis};

/// The figures that are shown, what they are called, and by what they are multiplied.
const FIGURES: [(&str, &str, f64); 8] = [
    ("node_outages", "nodes that failed", 1.0),
    ("node_failures", "failures under jobs", 1.0),
    ("jobs_node_failed", "jobs given up for failures", 1.0),
    ("run_hours_between_failures", "hours run between failures", 1.0),
    ("core_hours_lost_to_failures", "core-hours lost to failures", 1.0),
    ("accelerator_hours_lost_to_failures", "accelerator-hours lost to failures", 1.0),
    ("evictions", "evictions", 1.0),
    ("availability", "availability (%)", 100.0),
];

pub(super) fn blocks(told: Told<'_>, axis: &TimeAxis) -> Vec<Block> {
    let Told { lang, .. } = told;
    let mut blocks = Vec::new();
    blocks.extend(balance(told).map(Block::Chart));
    blocks.extend(figures(told).map(Block::Table));
    if !axis.marks.is_empty() {
        let scenario = &told.comparison.scenario;
        let date = |secs: f64| {
            let since = jiff::SignedDuration::from_secs(secs as i64);
            scenario
                .start
                .checked_add(since)
                .map(|date| date.strftime("%Y-%m-%d %H:%M").to_string())
                .unwrap_or_default()
        };
        blocks.push(Block::Table(Table {
            caption: lang.say("Marks on every axis of time").to_owned(),
            head: vec![lang.say("when").to_owned(), lang.say("what").to_owned()],
            rows: axis.marks.iter().map(|mark| vec![date(mark.at), mark.words.clone()]).collect(),
        }));
    }
    blocks
}

fn balance(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let mut views = Vec::new();
    for (center, site) in scenario.centers.iter().enumerate() {
        let resource =
            if 0 < site.capacity().accelerators { Resource::Accelerators } else { Resource::Cores };
        let share = |policy: usize, part: Part| {
            let cells = comparison.cells_of(policy);
            let share = |cell: &crate::metrics::CellResult| {
                let split = &cell.balances[center].resources[resource as usize];
                if split.capacity == 0 {
                    0.0
                } else {
                    100.0 * split.part(part) as f64 / split.capacity as f64
                }
            };
            cells.iter().map(share).sum::<f64>() / cells.len().max(1) as f64
        };
        let line = |part: Part| {
            let values: Vec<f64> = (0..scenario.policies.len()).map(|policy| share(policy, part)).collect();
            let is_seen = values.iter().any(|value| 0.0005 <= value.abs());
            let name = lang.say(part.name());
            let name = if name == part.name() { part.name().replace('-', " ") } else { name.to_owned() };
            is_seen.then(|| Line { look: Some(part as usize), ..Line::new(&name, values) })
        };
        let names = scenario.policies.iter().map(|policy| policy.name.clone()).collect();
        views.push(View {
            names,
            lines: Part::ALL.into_iter().filter_map(line).collect(),
            ..View::default()
        });
    }
    (!comparison.cells.is_empty()).then(|| Chart {
        id: "balance".into(),
        title: lang.say("Where the time of nodes went").to_owned(),
        note: lang.say("Percent of all accelerator time where there are accelerators, else of all core time; mean over replications. The parts add up to what there was.").to_owned(),
        kind: Kind::Stacks,
        across: Axis::new(AxisKind::Names, lang.say("policy")),
        upward: Axis { most: Some(100.0), ..Axis::new(AxisKind::Number, lang.say("share of the time (%)")) },
        choices: vec![(lang.say("Centre").to_owned(), scenario.centers.iter().map(|center| center.title.clone()).collect())],
        views,
    })
}

/// What failures and maintenance cost; nothing where there were none.
fn figures(told: Told<'_>) -> Option<Table> {
    let Told { comparison, lang, .. } = told;
    let some = |row: usize| {
        comparison
            .estimates
            .iter()
            .any(|scopes| scopes[0].1[row].is_some_and(|estimate| estimate.mean != 0.0))
    };
    let rows: Vec<(usize, &str, f64)> = FIGURES
        .iter()
        .filter_map(|(name, title, factor)| Some((place(name)?, *title, *factor)))
        .filter(|(row, ..)| some(*row))
        .collect();
    // Every centre is available in some share, so that this alone says nothing.
    if rows.len() < 2 {
        return None;
    }
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(rows.iter().map(|(_, title, _)| lang.say(title).to_owned()));
    let row = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
        let cell = |(row, _, factor): &(usize, &str, f64)| {
            estimated(lang, comparison.estimates[policy][0].1[*row], *factor)
        };
        std::iter::once(spec.name.clone()).chain(rows.iter().map(cell)).collect()
    };
    Some(Table {
        caption: lang.say("What failures and maintenance cost").to_owned(),
        head,
        rows: comparison.scenario.policies.iter().enumerate().map(row).collect(),
    })
}
