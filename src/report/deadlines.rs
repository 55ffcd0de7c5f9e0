//! Which jobs were done when they were due, policy by policy and class by class: tables for the terminal.

use super::columns::{Column, Page, difference_table, metric, scope_table};
use super::number::Shown;
use crate::experiment::Comparison;
use crate::metrics::Scope;

const COLUMNS: &[Column] = &[
    ("deadline_attainment", "done in time\n%", Shown::Percent),
    ("deadlines_due", "\ndue", Shown::Count),
    ("deadlines_met", "\nmet", Shown::Count),
    ("deadlines_missed", "\nmissed", Shown::Count),
    ("deadlines_undecided", "\nundecided", Shown::Count),
    ("lateness_secs_mean", "mean lateness\nh", Shown::Hours),
    ("lateness_secs_p95", "p95\nh", Shown::Hours),
];

const DIFFERENCE_COLUMNS: &[Column] = &[
    ("deadline_attainment", "done in time\npercentage points", Shown::Percent),
    ("deadlines_missed", "\nmissed", Shown::Count),
    ("lateness_secs_mean", "mean lateness\nh", Shown::Hours),
];

/// The tables of deadlines; none where no job has one.
pub(super) fn deadlines_sections(page: Page<'_>) -> Vec<String> {
    let comparison = page.comparison;
    let places = places(comparison);
    if places.is_empty() {
        return Vec::new();
    }
    let table = scope_table(page, COLUMNS, &places);
    let title =
        "Deadlines: jobs that were done when they were due; lateness is of those that were done too late";
    let mut sections = vec![format!("{}\n{table}", page.lang.say(title))];
    if 1 < comparison.scenario.policies.len() {
        let base = &comparison.scenario.policies[0].name;
        let table = difference_table(page, DIFFERENCE_COLUMNS, &places);
        let title = page.lang.fill("Deadlines, against {policy}", &[("policy", base)]);
        sections.push(format!("{title}\n{table}"));
    }
    sections
}

/// Where the classes stand among the scopes of which jobs are due; before them all jobs, where there are several classes.
fn places(comparison: &Comparison) -> Vec<usize> {
    let due = metric("deadlines_due");
    let policies = 0..comparison.scenario.policies.len();
    let has_due =
        |place: usize| policies.clone().any(|policy| comparison.estimates[policy][place].1[due].is_some());
    let is_told = |(place, scope): (usize, Scope)| match scope {
        Scope::Class(_) => has_due(place).then_some(place),
        Scope::Overall | Scope::Center(_) | Scope::Group(_) | Scope::Size(_) => None,
    };
    let mut places: Vec<usize> = comparison.scopes().into_iter().enumerate().filter_map(is_told).collect();
    if 1 < places.len() {
        places.insert(0, 0);
    }
    places
}
