//! The data that moved between centres: how much, at what price, and over which links.

use super::columns::{Column, Page, new_table, rendered_in, row_name, value_cell};
use super::number::{Shown, estimate_cell};
use crate::metrics::{LineMoves, Scope};
use crate::model::{LineId, LinkId};
use std::fmt::Display;

/// All of it, and by the group whose jobs it was moved for.
const COLUMNS: [Column; 3] = [
    ("data_moved_tb", "moved\nTB", Shown::Plain),
    ("data_cost_cny", "price\nCNY", Shown::Plain),
    ("transfer_secs_mean", "hours of\na transfer", Shown::Hours),
];

/// The tables; none where nothing ever moved.
pub(super) fn transfers_sections(page: Page<'_>) -> Vec<String> {
    if page.comparison.cells.iter().all(|cell| cell.moves.is_empty()) {
        return Vec::new();
    }
    vec![whom(page), links(page)]
}

/// For whom data moved.
fn whom(page: Page<'_>) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", &COLUMNS);
    let scopes = comparison.scopes().into_iter().enumerate();
    for (place, scope) in scopes.filter(|(_, scope)| matches!(scope, Scope::Overall | Scope::Group(_))) {
        table.add_row(vec![row_name(page, scope)]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            let mut row = vec![format!("  {}", spec.name)];
            row.extend(COLUMNS.iter().map(|column| value_cell(comparison, *column, (policy, place))));
            table.add_row(row);
        }
    }
    let title = page.lang.say("Data that moved between centres, by whose jobs they moved for");
    format!("{title}\n{}", rendered_in(page.lang, &table, page.width))
}

/// Over which links.
fn links(page: Page<'_>) -> String {
    let comparison = page.comparison;
    let columns: [Column; 3] = [
        ("there", "there\nTB", Shown::Plain),
        ("back", "back\nTB", Shown::Plain),
        ("use", "use of the busier\ndirection %", Shown::Percent),
    ];
    let mut table = new_table(page.lang, "policy", &columns);
    for (place, link) in comparison.scenario.wan.links.iter().enumerate() {
        let [from, to] =
            [link.ends.0, link.ends.1].map(|id| &comparison.scenario.centers[usize::from(id.0)].name);
        let parts: [(&str, &dyn Display); 3] = [("link", &link.name), ("from", from), ("to", to)];
        table.add_row(vec![page.lang.fill("{link}, {from} to {to}", &parts)]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            let ways = [false, true].map(|is_back| LineId::of(LinkId(place as u16), is_back));
            let bytes = ways.map(|line| bytes_of(page, policy, line));
            let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
            let shares: Vec<f64> = cells
                .map(|cell| ways.map(|line| mean_rate(page, &cell.moves, line)))
                .map(|rates| rates[0].max(rates[1]) / link.bytes_per_sec as f64)
                .collect();
            let mut row = vec![format!("  {}", spec.name)];
            for bytes in &bytes {
                let terabytes: Vec<f64> = bytes.iter().map(|bytes| bytes / 1e12).collect();
                row.push(estimate_cell(comparison.estimate(&terabytes), Shown::Plain));
            }
            row.push(estimate_cell(comparison.estimate(&shares), Shown::Percent));
            table.add_row(row);
        }
    }
    let title = page.lang.say("Links: what went over them in the measured time");
    format!("{title}\n{}", rendered_in(page.lang, &table, page.width))
}

/// The bytes that went over a line in each run of a policy.
fn bytes_of(page: Page<'_>, policy: usize, line: LineId) -> Vec<f64> {
    let cells = page.comparison.cells.iter().filter(|cell| cell.policy == policy);
    let bytes = |moves: &[LineMoves]| {
        moves.iter().filter(|moves| moves.line == line).map(|moves| moves.bytes).sum::<u128>()
    };
    cells.map(|cell| bytes(&cell.moves) as f64).collect()
}

/// How many bytes a second went over a line in the measured time, in the mean.
fn mean_rate(page: Page<'_>, moves: &[LineMoves], line: LineId) -> f64 {
    let Some(moves) = moves.iter().find(|moves| moves.line == line) else { return 0.0 };
    let warm_up = page.comparison.scenario.warm_up.as_micros();
    let left_out = (warm_up / moves.bin.as_micros().max(1)) as usize;
    let rates = moves.bytes_per_sec.get(left_out..).unwrap_or(&[]);
    if rates.is_empty() { 0.0 } else { rates.iter().sum::<f64>() / rates.len() as f64 }
}
