//! How a table is set for the terminal: its columns, its rows by scope and policy, and how far policies are apart.

use super::number::{Shown, difference_cell, estimate_cell, obstacle_cell};
use super::scope_name;
use crate::experiment::Comparison;
use crate::metrics::{self, Covers, METRICS, Scope};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// Stands behind a figure of which too many jobs never started.
const MARK: char = '†';

/// Stands below a table in which it stands.
const MARK_MEANS: &str = "† More than 1 % of these jobs never started. The restricted mean counts each with its wait up to the horizon;\n  \
                          quantiles are Kaplan-Meier estimates, and >= is all that is known; slowdowns are of jobs that ended.\n";

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
    let mut row = vec![first];
    row.extend(columns.iter().map(|column| value_cell(comparison, *column, (policy, place))));
    row
}

/// A figure of a policy and a scope, marked where many of the jobs that it is about never started.
pub(super) fn value_cell(
    comparison: &Comparison,
    (name, _, shown): (&str, &str, Shown),
    (policy, place): (usize, usize),
) -> String {
    let metric = metric(name);
    let estimate = comparison.estimates[policy][place].1[metric];
    let text = estimate_cell(estimate, shown);
    let is_marked = match METRICS[metric].covers {
        Covers::All => false,
        Covers::Admitted | Covers::Started | Covers::Share(_) => comparison.starves(policy, place),
    };
    if estimate.is_none() || !is_marked {
        return text;
    }
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let rest = if rest.is_empty() { String::new() } else { format!("\n{rest}") };
    format!("{first} {MARK}{rest}")
}

/// How far a policy is from the first in a figure of a scope, or why that cannot be said.
pub(super) fn apart_cell(
    comparison: &Comparison,
    (name, _, shown): (&str, &str, Shown),
    (policy, place): (usize, usize),
) -> String {
    let metric = metric(name);
    let difference = comparison.difference(policy, place, metric);
    match comparison.obstacle(policy, place, metric) {
        Some(obstacle) if difference.is_some() => obstacle_cell(obstacle),
        Some(_) | None => difference_cell(difference, shown),
    }
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
            row.extend(columns.iter().map(|column| apart_cell(comparison, *column, (policy, place))));
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
    if text.contains(MARK) {
        text.push_str(MARK_MEANS);
    }
    text
}
