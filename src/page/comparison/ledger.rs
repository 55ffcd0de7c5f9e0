//! Energy, carbon and money.

use super::Told;
use super::time::secs;
use crate::ledger::{HourRow, INVOICE_PARTS, InvoicePart, PowerLedger};
use crate::metrics::Estimate;
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::numbers::estimated;
use crate::page::parts::{Block, Table};
use crate::report::ledger_figures;

const JOULES_PER_MWH: f64 = 3.6e9;

/// All lines of power together hold no more numbers than about this.
const NUMBERS_MAX: usize = 40_000;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    if told.comparison.ledgers.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Table(sums(told))];
    let charts = [energy(told), power(told), money(told)];
    blocks.extend(charts.into_iter().flatten().filter(Chart::has_values).map(Block::Chart));
    blocks
}

fn centers(told: Told<'_>) -> Vec<String> {
    told.comparison.scenario.centers.iter().map(|center| center.title.clone()).collect()
}

fn policies(told: Told<'_>) -> Vec<String> {
    told.comparison.scenario.policies.iter().map(|policy| policy.name.clone()).collect()
}

fn of_powers(
    told: Told<'_>,
    policy: usize,
    center: usize,
    of: impl Fn(&PowerLedger) -> f64,
) -> Option<Estimate> {
    let runs = told.comparison.ledgers_of(policy).iter();
    let values: Vec<f64> =
        runs.filter_map(|ledger| ledger.centers.get(center)?.power.as_ref().map(&of)).collect();
    told.comparison.estimate(&values)
}

fn sums(told: Told<'_>) -> Table {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let titles =
        ["energy (MWh)", "carbon dioxide (t)", "power costs (yuan)", "paid by tenants and vouchers (yuan)"];
    let mut head = vec![lang.say("centre, policy").to_owned()];
    head.extend(titles.iter().map(|title| lang.say(title).to_owned()));
    let mut rows = Vec::new();
    for (center, site) in scenario.centers.iter().enumerate() {
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let figures = ledger_figures(comparison, policy, center);
            rows.push(vec![
                format!("{}, {}", site.name, spec.name),
                estimated(lang, figures.joules, 1.0 / JOULES_PER_MWH),
                estimated(lang, figures.grams, 1e-6),
                estimated(lang, figures.power_fen, 0.01),
                estimated(lang, figures.paid_fen, 0.01),
            ]);
        }
    }
    Table { caption: lang.say("Sums of the measured time, means over replications").to_owned(), head, rows }
}

fn energy(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let mut uses: Vec<String> = Vec::new();
    for (name, joules) in
        comparison.ledgers.iter().flat_map(crate::ledger::Ledger::powers).flat_map(|power| &power.uses)
    {
        if 0 < *joules && !uses.iter().any(|known| known == name.name()) {
            uses.push(name.name().into());
        }
    }
    if uses.is_empty() {
        return None;
    }
    let view = |center: usize| {
        let line = |name: &String| {
            let joules = |power: &PowerLedger| {
                power
                    .uses
                    .iter()
                    .filter(|(known, _)| known.name() == name)
                    .map(|(_, joules)| *joules as f64)
                    .sum::<f64>()
            };
            let values = (0..comparison.scenario.policies.len()).map(|policy| {
                of_powers(told, policy, center, joules).map(|estimate| estimate.mean / JOULES_PER_MWH)
            });
            Line { name: lang.say(name).to_owned(), values: values.collect(), ..Line::default() }
        };
        View { names: policies(told), lines: uses.iter().map(line).collect(), ..View::default() }
    };
    Some(Chart {
        id: "energy".into(),
        title: lang.say("For what energy is used").to_owned(),
        note: lang.say("Mean over replications.").to_owned(),
        kind: Kind::Stacks,
        across: Axis::new(AxisKind::Names, lang.say("policy")),
        upward: Axis::new(AxisKind::Number, lang.say("energy (MWh)")),
        choices: vec![(lang.say("Centre").to_owned(), centers(told))],
        views: (0..comparison.scenario.centers.len()).map(view).collect(),
    })
}

/// A thing that is shown of hours: how it is called, and its amount in so many hours.
type Amount = (&'static str, fn(&[HourRow], f64) -> f64);

const AMOUNTS: [Amount; 4] = [
    ("power (kW)", |hours, secs| hours.iter().map(|hour| hour.joules as f64).sum::<f64>() / secs / 1e3),
    ("price (yuan for a kilowatt-hour)", |hours, _| {
        hours.iter().map(|hour| hour.price as f64).sum::<f64>() / hours.len() as f64 / 1e6
    }),
    ("cost (yuan an hour)", |hours, secs| {
        hours.iter().map(|hour| hour.fen as f64).sum::<f64>() / 100.0 / secs * 3_600.0
    }),
    ("carbon dioxide (kg an hour)", |hours, secs| {
        hours.iter().map(|hour| hour.grams as f64).sum::<f64>() / 1e3 / secs * 3_600.0
    }),
];

fn power(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let hours = |policy: usize, center: usize| -> Option<&[HourRow]> {
        Some(&comparison.ledgers_of(policy).first()?.centers.get(center)?.power.as_ref()?.hours[..])
    };
    let count = hours(0, 0).map_or(0, <[HourRow]>::len);
    let lines = scenario.policies.len() * scenario.centers.len() * AMOUNTS.len();
    let merged = (count * lines).div_ceil(NUMBERS_MAX).max(1);
    let mut views = Vec::new();
    for (_, of) in AMOUNTS {
        for center in 0..scenario.centers.len() {
            let mut view = View::default();
            for (policy, spec) in scenario.policies.iter().enumerate() {
                let Some(hours) = hours(policy, center).filter(|hours| !hours.is_empty()) else { continue };
                let first = secs(hours[0].at);
                view.steps = Some((first, 3_600.0 * merged as f64));
                let values = hours.chunks(merged).map(|chunk| of(chunk, 3_600.0 * chunk.len() as f64));
                view.lines.push(Line { look: Some(policy), ..Line::new(&spec.name, values) });
            }
            views.push(view);
        }
    }
    Some(Chart {
        id: "power".into(),
        title: lang.say("Power, price and carbon over time").to_owned(),
        note: lang.fill("First replication; each step is the mean of {hours} hours.", &[("hours", &merged)]),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![
            (
                lang.say("What").to_owned(),
                AMOUNTS.iter().map(|(words, _)| lang.say(words).to_owned()).collect(),
            ),
            (lang.say("Centre").to_owned(), centers(told)),
        ],
        views,
    })
}

fn money(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    if comparison.ledgers.iter().all(|ledger| ledger.invoices.is_empty()) {
        return None;
    }
    let view = |policy: usize| {
        let ledgers = comparison.ledgers_of(policy);
        let line = |(name, of): &InvoicePart| {
            let yuan = |group: usize| {
                let invoices = ledgers.iter().flat_map(|ledger| &ledger.invoices);
                let here = invoices.filter(|invoice| usize::from(invoice.group.0) == group);
                here.map(of).sum::<i128>() as f64 / 100.0 / ledgers.len().max(1) as f64
            };
            Line::new(lang.say(name), (0..scenario.groups.len()).map(yuan))
        };
        let names = scenario.groups.iter().map(|group| group.title.clone()).collect();
        View { names, lines: INVOICE_PARTS.iter().map(line).collect(), ..View::default() }
    };
    Some(Chart {
        id: "money".into(),
        title: lang.say("Who paid for what was delivered").to_owned(),
        note: lang.say("Mean over replications.").to_owned(),
        kind: Kind::Stacks,
        across: Axis::new(AxisKind::Names, lang.say("group of tenants")),
        upward: Axis::new(AxisKind::Number, lang.say("yuan")),
        choices: vec![(lang.say("Policy").to_owned(), policies(told))],
        views: (0..scenario.policies.len()).map(view).collect(),
    })
}
