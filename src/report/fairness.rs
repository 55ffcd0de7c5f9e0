//! Which tenants gain and which pay: fairness among tenants, and waits by size of tenant, policy by policy.

use super::columns::{Column, Page, apart_cells, metric, new_table, rendered_in, scope_table, value_cell};
use super::number::Shown;
use crate::experiment::Comparison;
use crate::metrics::{Scope, SizeBand};

/// Figures over all tenants.
const FAIRNESS_COLUMNS: &[Column] = &[
    ("served_of_due_jain", "Jain of\nserved", Shown::Index),
    ("bounded_slowdown_jain", "Jain of\nslowdown", Shown::Index),
    ("dominant_share_max", "largest\nshare", Shown::Percent),
    ("served_of_due_min", "worst\nserved", Shown::Percent),
];

/// Those of them of which differences are told.
const DIFFERENCE_COLUMNS: &[Column] = &[FAIRNESS_COLUMNS[0], FAIRNESS_COLUMNS[3]];

const SIZE_COLUMNS: &[Column] = &[
    ("served_of_due", "served\n% of due", Shown::Percent),
    ("utilization", "held\n% of nodes", Shown::Percent),
    ("wait_secs_restricted_mean", "restricted\nmean wait h", Shown::Hours),
    ("wait_secs_median", "median\nh", Shown::Hours),
    ("wait_secs_p95", "p95\nh", Shown::Hours),
    ("bounded_slowdown_mean", "bounded\nslowdown", Shown::Plain),
    ("jobs_submitted", "\nsubmitted", Shown::Count),
    ("jobs_still_waiting", "still\nwaiting", Shown::Count),
];

/// A figure: where it stands among the scopes, and which one.
type Figure = (usize, Column);

/// The tables of fairness; none where there are not tenants of several sizes.
pub(super) fn fairness_sections(page: Page<'_>) -> Vec<String> {
    let comparison = page.comparison;
    let bands = bands(comparison);
    if bands.len() < 2 {
        return Vec::new();
    }
    let over_all = |columns: &[Column]| columns.iter().map(|column| (0, *column)).collect::<Vec<Figure>>();
    let by_size = |name: &'static str, shown: Shown| {
        bands.iter().map(move |(place, band)| (*place, (name, short(*band), shown)))
    };
    let mut figures = over_all(FAIRNESS_COLUMNS);
    figures.extend(by_size("served_of_due", Shown::Percent));
    let table = values(page, &figures);
    let lang = page.lang;
    let title = "Fairness: what tenants held in % of what was due to them, by size of tenant";
    let mut sections = vec![format!("{}\n{table}", lang.say(title))];
    if 1 < comparison.scenario.policies.len() {
        let base = &comparison.scenario.policies[0].name;
        let mut figures = over_all(DIFFERENCE_COLUMNS);
        figures.extend(by_size("served_of_due", Shown::Percent));
        let table = differences(page, &figures);
        let against = |words: &str| lang.fill(words, &[("policy", base)]);
        let title = against("Who gains and who pays: the same, against {policy} in percentage points");
        sections.push(format!("{title}\n{table}"));
        let figures: Vec<Figure> = by_size("wait_secs_restricted_mean", Shown::Hours).collect();
        let table = differences(page, &figures);
        let title = against("Restricted mean wait in h by size of tenant, against {policy}");
        sections.push(format!("{title}\n{table}"));
    }
    let places: Vec<usize> = bands.iter().map(|(place, _)| *place).collect();
    let table = scope_table(page, SIZE_COLUMNS, &places);
    let title = lang.say("By size of tenant, which is what it asks for: size times requested time");
    sections.push(format!("{title}\n{table}"));
    sections
}

/// The size bands in which there are jobs under any policy, and where they stand among the scopes.
fn bands(comparison: &Comparison) -> Vec<(usize, SizeBand)> {
    let submitted = metric("jobs_submitted");
    let has_jobs = |place: usize| {
        let of_policy = |policy: usize| comparison.estimates[policy][place].1[submitted];
        (0..comparison.scenario.policies.len()).filter_map(of_policy).any(|estimate| 0.0 < estimate.mean)
    };
    let band = |(place, scope): (usize, Scope)| match scope {
        Scope::Size(band) => has_jobs(place).then_some((place, band)),
        Scope::Overall | Scope::Center(_) | Scope::Class(_) | Scope::Group(_) => None,
    };
    comparison.scopes().into_iter().enumerate().filter_map(band).collect()
}

const fn short(band: SizeBand) -> &'static str {
    match band {
        SizeBand::SmallestQuarter => "smallest\n25 %",
        SizeBand::SecondQuarter => "25 to\n50 %",
        SizeBand::ThirdQuarter => "50 to\n75 %",
        SizeBand::Large => "75 to\n90 %",
        SizeBand::LargestTenth => "largest\n10 %",
    }
}

fn columns(figures: &[Figure]) -> Vec<Column> {
    figures.iter().map(|(_, column)| *column).collect()
}

fn values(page: Page<'_>, figures: &[Figure]) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", &columns(figures));
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        let cell = |(place, column): &Figure| value_cell(comparison, *column, (policy, *place));
        let mut row = vec![spec.name.clone()];
        row.extend(figures.iter().map(cell));
        table.add_row(row);
    }
    rendered_in(page.lang, &table, page.width)
}

fn differences(page: Page<'_>, figures: &[Figure]) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", &columns(figures));
    let cells = figures.iter().map(|(place, column)| apart_cells(page, *column, *place));
    let cells: Vec<Vec<String>> = cells.collect();
    for (other, spec) in comparison.scenario.policies.iter().skip(1).enumerate() {
        let mut row = vec![spec.name.clone()];
        row.extend(cells.iter().map(|cells| cells[other].clone()));
        table.add_row(row);
    }
    rendered_in(page.lang, &table, page.width)
}
