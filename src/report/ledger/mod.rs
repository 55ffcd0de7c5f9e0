//! Ledgers as tables and files: energy, carbon, money.

mod files;
mod means;

pub(super) use files::write_accounts;
pub use files::{write_invoices_csv, write_ledger_csv, write_power_csv};
pub use means::{Figures, figures_of};
pub(super) use means::{LedgerView, ledger_view};

use super::columns::Page;
use super::spoken::mean_of_runs;
use crate::experiment::Comparison;
use crate::metrics::Estimate;
use crate::text::{aligned_within, grouped, wrapped};

/// A table of what each centre drew, delivered, earned and cost under each policy; nothing where no ledger is kept.
pub(super) fn ledger_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    if comparison.ledgers.is_empty() {
        return None;
    }
    let lang = page.lang;
    let means = all_means(comparison);
    let columns: Vec<Shown> = COLUMNS
        .iter()
        .filter(|(_, cell)| means.iter().any(|(_, mean)| cell(mean).is_some()))
        .copied()
        .collect();
    let row = |(name, mean): &(String, Known)| {
        let told = |cell: &fn(&Known) -> Option<String>| cell(mean).map(|told| lang.say(&told).to_owned());
        let cells = columns.iter().map(|(_, cell)| told(cell).unwrap_or_else(|| "-".into()));
        std::iter::once(name.clone()).chain(cells).collect::<Vec<String>>()
    };
    let titles = columns.iter().map(|(title, _)| lang.say(title).to_owned());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(titles).collect()];
    rows.extend(means.iter().map(row));
    let runs = comparison.scenario.replications;
    let mean = mean_of_runs(lang, runs);
    let mut text = format!("{}{mean}\n", lang.say("Ledger of centres"));
    text += &aligned_within(&rows, page.width);
    if means.iter().any(|(_, mean)| mean.break_even.is_some()) {
        let note = "Breaks even: the share of the capacity that must be delivered, at the mean price of what was delivered, for invoices to cover all costs.";
        text += &wrapped(lang.say(note), page.width, "");
    }
    Some(text)
}

/// Each centre under each policy, with the words for both.
fn all_means(comparison: &Comparison) -> Vec<(String, Known)> {
    let scenario = &comparison.scenario;
    let mut means = Vec::new();
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for (place, center) in scenario.centers.iter().enumerate() {
            let name = match (scenario.policies.len(), scenario.centers.len()) {
                (1, _) => center.name.clone(),
                (_, 1) => spec.name.clone(),
                (_, _) => format!("{}, {}", spec.name, center.name),
            };
            means.push((name, figures_of(comparison, policy, place)));
        }
    }
    means
}

/// The figures of a centre over all runs.
type Known = Figures<Estimate>;

/// A column: its title, and what stands in it.
type Shown = (&'static str, fn(&Known) -> Option<String>);

const COLUMNS: &[Shown] = &[
    ("MWh", |known| Some(with_interval(known.joules?, |joules| decimal(joules / 3.6e9)))),
    ("PUE", |known| Some(with_interval(known.pue?, |pue| format!("{pue:.3}")))),
    ("t CO2", |known| {
        let grams = known.grams.filter(|grams| 0.0 < grams.mean)?;
        Some(with_interval(grams, |grams| decimal(grams / 1e6)))
    }),
    ("power yuan", |known| Some(with_interval(known.power_fen.filter(|fen| fen.mean != 0.0)?, yuan))),
    ("fixed yuan", |known| Some(yuan(known.fixed_fen?.mean))),
    ("listed yuan", |known| Some(with_interval(known.list_fen?, yuan))),
    ("paid yuan", |known| Some(with_interval(known.paid_fen?, yuan))),
    ("yuan/unit-h", |known| Some(with_interval(known.unit_cost_fen?, |fen| format!("{:.3}", fen / 100.0)))),
    ("breaks even", |known| {
        let share = known.break_even?;
        let percent = |share| format!("{:.1} %", 100.0 * share);
        Some(if share.mean.is_finite() { with_interval(share, percent) } else { "never".into() })
    }),
];

/// A mean, and behind it half the width of its interval where one is known.
fn with_interval(estimate: Estimate, words: impl Fn(f64) -> String) -> String {
    match estimate.half_width {
        Some(half_width) => format!("{} ± {}", words(estimate.mean), words(half_width)),
        None => words(estimate.mean),
    }
}

/// Fen as whole yuan.
fn yuan(fen: f64) -> String {
    let whole = grouped((fen / 100.0).abs().round() as u64);
    if fen < -50.0 { format!("-{whole}") } else { whole }
}

/// One digit after the point; of less than one, two digits that matter.
fn decimal(value: f64) -> String {
    match value {
        value if 99.95 <= value => grouped(value.round() as u64),
        value if 0.0 < value && value < 0.95 => {
            let decimals = (1.0 - libm::floor(libm::log10(value))) as usize;
            format!("{value:.decimals$}")
        }
        value => format!("{value:.1}"),
    }
}
