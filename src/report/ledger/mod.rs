//! Ledgers as tables and files: energy, carbon, money.

mod files;
mod means;

pub use files::{write_invoices_csv, write_ledger_csv, write_power_csv};
pub(super) use means::{LedgerView, ledger_view};

use super::columns::Page;
use crate::experiment::Comparison;
use crate::text::{aligned, columns_of, grouped, wrapped};
use means::{Mean, mean_of};

/// A table of what each centre drew, delivered, earned and cost under each policy; nothing where no ledger is kept.
pub(super) fn ledger_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    if comparison.ledgers.is_empty() {
        return None;
    }
    let means = all_means(comparison);
    let columns: Vec<Shown> = COLUMNS
        .iter()
        .filter(|(_, cell)| means.iter().any(|(_, mean)| cell(mean).is_some()))
        .copied()
        .collect();
    let row = |(name, mean): &(String, Mean)| {
        let cells = columns.iter().map(|(_, cell)| cell(mean).unwrap_or_else(|| "-".into()));
        std::iter::once(name.clone()).chain(cells).collect::<Vec<String>>()
    };
    let titles = columns.iter().map(|(title, _)| (*title).to_owned());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(titles).collect()];
    rows.extend(means.iter().map(row));
    let runs = comparison.scenario.replications;
    let mean = if runs == 1 { String::new() } else { format!(", mean of {runs} runs") };
    let mut text = format!("Ledger{mean}\n");
    text += &fitting(&rows, page.width);
    if means.iter().any(|(_, mean)| mean.break_even.is_some()) {
        let note = "Breaks even: the share of the capacity that must be delivered, at the mean price of what was delivered, for invoices to cover all costs.";
        text += &wrapped(note, page.width, "");
    }
    Some(text)
}

/// Each centre under each policy, with the words for both.
fn all_means(comparison: &Comparison) -> Vec<(String, Mean)> {
    let scenario = &comparison.scenario;
    let mut means = Vec::new();
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for (place, center) in scenario.centers.iter().enumerate() {
            let name = match (scenario.policies.len(), scenario.centers.len()) {
                (1, _) => center.name.clone(),
                (_, 1) => spec.name.clone(),
                (_, _) => format!("{}, {}", spec.name, center.name),
            };
            means.push((name, mean_of(comparison, policy, place)));
        }
    }
    means
}

/// A column: its title, and what stands in it.
type Shown = (&'static str, fn(&Mean) -> Option<String>);

const COLUMNS: &[Shown] = &[
    ("MWh", |mean| Some(decimal(mean.joules? / 3.6e9))),
    ("PUE", |mean| Some(format!("{:.3}", mean.pue?))),
    ("t CO2", |mean| Some(decimal(mean.grams.filter(|grams| 0.0 < *grams)? / 1e6))),
    ("power yuan", |mean| Some(yuan(mean.power_fen.filter(|fen| *fen != 0.0)?))),
    ("fixed yuan", |mean| Some(yuan(mean.fixed_fen?))),
    ("listed yuan", |mean| Some(yuan(mean.list_fen?))),
    ("due yuan", |mean| Some(yuan(mean.due_fen?))),
    ("yuan/unit-h", |mean| Some(format!("{:.3}", mean.unit_cost_fen? / 100.0))),
    ("breaks even", |mean| {
        let share = mean.break_even?;
        Some(if share.is_finite() { format!("{:.1} %", 100.0 * share) } else { "never".into() })
    }),
];

/// The table; in two parts where it is wider than the page.
fn fitting(rows: &[Vec<String>], width: usize) -> String {
    let text = aligned(rows);
    if text.lines().all(|line| columns_of(line) <= width) || rows[0].len() < 4 {
        return text;
    }
    let half = 1 + rows[0].len() / 2;
    let part = |from: usize, until: usize| {
        let cells =
            |row: &Vec<String>| row.iter().take(1).chain(&row[from..until]).cloned().collect::<Vec<String>>();
        aligned(&rows.iter().map(cells).collect::<Vec<_>>())
    };
    part(1, half) + &part(half, rows[0].len())
}

/// Fen as whole yuan.
fn yuan(fen: f64) -> String {
    let whole = grouped((fen / 100.0).abs().round() as u64);
    if fen < -50.0 { format!("-{whole}") } else { whole }
}

fn decimal(value: f64) -> String {
    if value < 99.95 { format!("{value:.1}") } else { grouped(value.round() as u64) }
}
