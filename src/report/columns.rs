//! How a table is set for the terminal: its columns, its rows by scope and policy, and how far policies are apart.

use super::number::{Shown, difference_cell, estimate_cell, obstacle_cell};
use super::scope_name;
use crate::experiment::{Comparison, Difference};
use crate::lang::Lang;
use crate::metrics::{self, Covers, METRICS, Scope};
use crate::text::{columns_of, wrapped};
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Row, Table, TableStyle};
use std::ops::Range;

/// Stands behind a figure of which too many jobs never started.
const MARK: char = '†';

/// No sentence is wider, however wide the page.
const SENTENCE_MAX: usize = 110;

/// Stands behind a figure of a place that is asked for more than it can do.
const OVERLOADED: char = '‡';

/// Stands below a table in which that stands.
const OVERLOADED_MEANS: &str = "‡ Some place that this tells of is overloaded: waits grow for as long as the run goes on, and a mean or a quantile of them says no more than how long it is.";

/// Stands below a table in which it stands.
const MARK_MEANS: &str = "† More than 1 % of these jobs never started. The restricted mean counts each with its wait up to the horizon; quantiles are Kaplan-Meier estimates, and >= is all that is known; slowdowns are of jobs that ended.";

/// A column: the metric, what stands above it, and how it is shown.
pub(super) type Column = (&'static str, &'static str, Shown);

/// The comparison that is told of, the language, and the width of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) comparison: &'a Comparison,
    pub(super) lang: Lang,
    /// In columns of the terminal.
    pub(super) width: usize,
}

/// One block of rows for each scope, with a row for each policy.
pub(super) fn scope_table(page: Page<'_>, columns: &[Column], places: &[usize]) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", columns);
    let scopes = comparison.scopes();
    for &place in places {
        table.add_row(vec![row_name(page, scopes[place])]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            table.add_row(row(comparison, format!("  {}", spec.name), columns, (policy, place)));
        }
    }
    rendered_in(page.lang, &table, page.width)
}

/// The short name of a scope; that of the whole for people, as it has no short one.
pub(super) fn row_name(page: Page<'_>, scope: Scope) -> String {
    let names = scope_name(&page.comparison.scenario, scope);
    match scope {
        Scope::Overall => page.lang.say(&names.title).to_owned(),
        // Sizes have no names of their own: other languages say what they are.
        Scope::Size(band) if page.lang != Lang::English => page.lang.say(band.title()).to_owned(),
        Scope::Center(_) | Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => names.name,
    }
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
    let tells_of_waits = match METRICS[metric].covers {
        Covers::All => false,
        Covers::Admitted | Covers::Started | Covers::Share(_) => true,
    };
    if estimate.is_none() || !tells_of_waits {
        return text;
    }
    let starves = comparison.starves(policy, place).then_some(MARK);
    let overloaded = comparison.is_overloaded(policy, place).then_some(OVERLOADED);
    let marks: String = starves.into_iter().chain(overloaded).collect();
    if marks.is_empty() {
        return text;
    }
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let rest = if rest.is_empty() { String::new() } else { format!("\n{rest}") };
    format!("{first} {marks}{rest}")
}

/// How far each policy but the first is from it in a figure of a scope, or why that cannot be said. Verdicts are of all of them together, so that
/// they are worked out together.
pub(super) fn apart_cells(
    page: Page<'_>,
    (name, _, shown): (&str, &str, Shown),
    place: usize,
) -> Vec<String> {
    let (comparison, lang) = (page.comparison, page.lang);
    let metric = metric(name);
    let differences = comparison.differences_from_first(place, metric).into_iter().zip(1..);
    let cell = |(difference, policy): (Option<Difference>, usize)| match comparison
        .obstacle(policy, place, metric)
    {
        Some(obstacle) if difference.is_some() => obstacle_cell(lang, obstacle),
        Some(_) | None => difference_cell(lang, difference, shown),
    };
    differences.map(cell).collect()
}

/// A row for each policy but the first; a block of them for each scope where there are several.
pub(super) fn difference_table(page: Page<'_>, columns: &[Column], places: &[usize]) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", columns);
    let scopes = comparison.scopes();
    let indent = if 1 < places.len() { "  " } else { "" };
    for &place in places {
        if 1 < places.len() {
            table.add_row(vec![row_name(page, scopes[place])]);
        }
        let cells: Vec<Vec<String>> =
            columns.iter().map(|column| apart_cells(page, *column, place)).collect();
        for (other, spec) in comparison.scenario.policies.iter().skip(1).enumerate() {
            let mut row = vec![format!("{indent}{}", spec.name)];
            row.extend(cells.iter().map(|cells| cells[other].clone()));
            table.add_row(row);
        }
    }
    rendered_in(page.lang, &table, page.width)
}

pub(super) fn metric(name: &str) -> usize {
    metrics::place(name).expect("the columns name rows of METRICS")
}

pub(super) fn new_table(lang: Lang, first: &str, columns: &[(&'static str, &str, Shown)]) -> Table {
    let mut header = vec![format!("\n{}", lang.say(first))];
    header.extend(columns.iter().map(|(_, title, _)| lang.say(title).to_owned()));
    styled(header)
}

pub(super) fn styled(header: Vec<String>) -> Table {
    let style = TableStyle::new()
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .bottom_border(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    // The same bytes on every terminal, and none of the tty's colours.
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        let alignment = if place == 0 { CellAlignment::Left } else { CellAlignment::Right };
        column.set_cell_alignment(alignment);
    }
    table
}

/// The table as text; where it is wider than the page, its columns in several tables below each other.
pub(super) fn rendered(table: &Table, width: usize) -> String {
    rendered_in(Lang::English, table, width)
}

/// The same, with what its marks mean in a language.
pub(super) fn rendered_in(lang: Lang, table: &Table, width: usize) -> String {
    let header: Vec<String> = table.header().map(contents).unwrap_or_default();
    let rows: Vec<Vec<String>> = table.row_iter().map(contents).collect();
    let part = |columns: Range<usize>| {
        let cells = |row: &[String]| -> Vec<String> {
            let others = row.get(columns.clone()).unwrap_or_default();
            row.first().into_iter().chain(others).cloned().collect()
        };
        let mut part = styled(cells(&header));
        rows.iter().for_each(|row| {
            part.add_row(cells(row));
        });
        part.lines().map(|line| format!("{}\n", line.trim_end())).collect::<Vec<String>>()
    };
    let fits = |part: &[String]| part.iter().all(|line| columns_of(line.trim_end()) <= width);
    let mut text = String::new();
    let mut first = 1;
    while first < header.len() {
        // As many columns as fit, but at least one.
        let ends = (first + 1..=header.len()).rev();
        let mut parts = ends.map(|end| (end, part(first..end)));
        let fitting = parts.find(|(end, part)| *end == first + 1 || fits(part));
        let (end, part) = fitting.expect("one column is taken however wide it is");
        text.extend(part);
        first = end;
    }
    for (mark, means) in [(MARK, MARK_MEANS), (OVERLOADED, OVERLOADED_MEANS)] {
        if text.contains(mark) {
            text.push_str(&wrapped(lang.say(means), width.min(SENTENCE_MAX), "  "));
        }
    }
    text
}

fn contents(row: &Row) -> Vec<String> {
    row.cell_iter().map(Cell::content).collect()
}
