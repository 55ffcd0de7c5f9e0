//! Tables for the terminal.

use super::number::{Shown, difference_cell, estimate_cell};
use super::{scope_name, span_words};
use crate::experiment::Comparison;
use crate::metrics::{self, Scope};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// A column: the metric, what stands above it, and how it is shown.
type Column = (&'static str, &'static str, Shown);

const COLUMNS: &[Column] = &[
    ("utilization", "utilization\n%", Shown::Percent),
    ("wait_secs_mean", "mean wait\nh", Shown::Hours),
    ("wait_secs_median", "median\nh", Shown::Hours),
    ("wait_secs_p90", "p90\nh", Shown::Hours),
    ("wait_secs_p95", "p95\nh", Shown::Hours),
    ("wait_secs_p99", "p99\nh", Shown::Hours),
    ("bounded_slowdown_mean", "bounded\nslowdown", Shown::Plain),
    ("jobs_finished", "\nfinished", Shown::Count),
    ("jobs_killed", "\nkilled", Shown::Count),
    ("jobs_rejected", "\nrejected", Shown::Count),
    ("jobs_still_waiting", "still\nwaiting", Shown::Count),
];

const DIFFERENCE_COLUMNS: &[Column] = &[
    ("utilization", "utilization\npercentage points", Shown::Percent),
    ("wait_secs_mean", "mean wait\nh", Shown::Hours),
    ("wait_secs_p95", "p95 of wait\nh", Shown::Hours),
    ("bounded_slowdown_mean", "bounded\nslowdown", Shown::Plain),
    ("jobs_finished", "\nfinished", Shown::Count),
    ("jobs_still_waiting", "still\nwaiting", Shown::Count),
];

/// Everything a person wants to read of a comparison: each policy overall, in each centre, for each class, and how far
/// the policies are from the first.
#[must_use]
pub fn comparison_text(comparison: &Comparison) -> String {
    let mut sections = vec![heading(comparison)];
    let scopes = comparison.scopes();
    let places = |wanted: fn(Scope) -> bool| -> Vec<usize> {
        scopes.iter().enumerate().filter(|(_, scope)| wanted(**scope)).map(|(place, _)| place).collect()
    };
    sections.push(format!("All jobs\n{}", overall_table(comparison)));
    let centers = places(|scope| matches!(scope, Scope::Center(_)));
    if 1 < centers.len() {
        sections.push(format!("By centre\n{}", scope_table(comparison, &centers)));
    }
    let classes = places(|scope| matches!(scope, Scope::Class(_)));
    if 1 < classes.len() {
        sections.push(format!("By class of jobs\n{}", scope_table(comparison, &classes)));
    }
    if 1 < comparison.scenario.policies.len() {
        let base = &comparison.scenario.policies[0].name;
        sections.push(format!("All jobs, against {base}\n{}", difference_table(comparison)));
    }
    sections.join("\n")
}

fn heading(comparison: &Comparison) -> String {
    let scenario = &comparison.scenario;
    let counted = |count: usize, one: &str, many: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
    };
    let runs = match scenario.replications {
        1 => "One run of each policy: nothing is known of the spread.".to_owned(),
        many => format!(
            "Mean ± half-width of the 95 % confidence interval over {many} runs; all policies meet the same jobs."
        ),
    };
    format!(
        "{}\n{} x {}, {} from {} with a warm-up of {}, seed {}\n{runs}\n",
        scenario.title,
        counted(scenario.policies.len(), "policy", "policies"),
        counted(scenario.replications as usize, "replication", "replications"),
        span_words(scenario.horizon),
        scenario.start.date(),
        span_words(scenario.warm_up),
        scenario.seed,
    )
}

fn overall_table(comparison: &Comparison) -> String {
    let mut table = new_table("policy", COLUMNS);
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        table.add_row(row(comparison, spec.name.clone(), policy, 0));
    }
    rendered(&mut table)
}

/// One block of rows for each scope, with a row for each policy.
fn scope_table(comparison: &Comparison, places: &[usize]) -> String {
    let mut table = new_table("policy", COLUMNS);
    let scopes = comparison.scopes();
    for &place in places {
        let name = scope_name(&comparison.scenario, scopes[place]).name;
        table.add_row(vec![name]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            table.add_row(row(comparison, format!("  {}", spec.name), policy, place));
        }
    }
    rendered(&mut table)
}

fn row(comparison: &Comparison, first: String, policy: usize, place: usize) -> Vec<String> {
    let estimates = &comparison.estimates[policy][place].1;
    let mut row = vec![first];
    row.extend(COLUMNS.iter().map(|(name, _, shown)| estimate_cell(estimates[metric(name)], *shown)));
    row
}

fn difference_table(comparison: &Comparison) -> String {
    let mut table = new_table("policy", DIFFERENCE_COLUMNS);
    for (policy, spec) in comparison.scenario.policies.iter().enumerate().skip(1) {
        let mut row = vec![spec.name.clone()];
        row.extend(
            DIFFERENCE_COLUMNS.iter().map(|(name, _, shown)| {
                difference_cell(comparison.difference(policy, 0, metric(name)), *shown)
            }),
        );
        table.add_row(row);
    }
    rendered(&mut table)
}

fn metric(name: &str) -> usize {
    metrics::place(name).expect("the columns name rows of METRICS")
}

fn new_table(first: &str, columns: &[Column]) -> Table {
    let style = TableStyle::new()
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .bottom_border(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    // The same bytes on every terminal, and none of the tty's colours.
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
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

fn rendered(table: &mut Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
