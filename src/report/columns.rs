//! How a table is set for the terminal: its columns, its rows by scope and policy, and how far policies are apart.

use super::number::{Shown, difference_cell, estimate_cell};
use super::scope_name;
use crate::experiment::Comparison;
use crate::metrics::{self, Scope};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// A column: the metric, what stands above it, and how it is shown.
pub(super) type Column = (&'static str, &'static str, Shown);

/// One block of rows for each scope, with a row for each policy.
pub(super) fn scope_table(comparison: &Comparison, columns: &[Column], places: &[usize]) -> String {
    let mut table = new_table("policy", columns);
    let scopes = comparison.scopes();
    for &place in places {
        table.add_row(vec![row_name(comparison, scopes[place])]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            table.add_row(row(comparison, format!("  {}", spec.name), columns, (policy, place)));
        }
    }
    rendered(&mut table)
}

/// The short name of a scope; that of the whole for people, as it has no short one.
fn row_name(comparison: &Comparison, scope: Scope) -> String {
    let names = scope_name(&comparison.scenario, scope);
    if names.name.is_empty() { names.title } else { names.name }
}

pub(super) fn row(
    comparison: &Comparison,
    first: String,
    columns: &[Column],
    (policy, place): (usize, usize),
) -> Vec<String> {
    let estimates = &comparison.estimates[policy][place].1;
    let mut row = vec![first];
    row.extend(columns.iter().map(|(name, _, shown)| estimate_cell(estimates[metric(name)], *shown)));
    row
}

/// A row for each policy but the first; a block of them for each scope where there are several.
pub(super) fn difference_table(comparison: &Comparison, columns: &[Column], places: &[usize]) -> String {
    let mut table = new_table("policy", columns);
    let scopes = comparison.scopes();
    let indent = if 1 < places.len() { "  " } else { "" };
    for &place in places {
        if 1 < places.len() {
            table.add_row(vec![row_name(comparison, scopes[place])]);
        }
        for (policy, spec) in comparison.scenario.policies.iter().enumerate().skip(1) {
            let mut row = vec![format!("{indent}{}", spec.name)];
            row.extend(columns.iter().map(|(name, _, shown)| {
                difference_cell(comparison.difference(policy, place, metric(name)), *shown)
            }));
            table.add_row(row);
        }
    }
    rendered(&mut table)
}

pub(super) fn metric(name: &str) -> usize {
    metrics::place(name).expect("the columns name rows of METRICS")
}

pub(super) fn new_table(first: &str, columns: &[(&'static str, &str, Shown)]) -> Table {
    let style = TableStyle::new()
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .bottom_border(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    // The same bytes on every terminal, and none of the tty's colours.
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    let mut header = vec![format!("\n{first}")];
    header.extend(columns.iter().map(|(_, title, _)| (*title).to_owned()));
    table.set_header(header);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        let alignment = if place == 0 { CellAlignment::Left } else { CellAlignment::Right };
        column.set_cell_alignment(alignment);
    }
    table
}

pub(super) fn rendered(table: &mut Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
