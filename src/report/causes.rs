//! For what jobs waited, policy by policy and class by class: a table for the terminal, rows for files.

use super::columns::{Column, Page, new_table, rendered_in};
use super::number::{Shown, estimate_cell};
use crate::experiment::{CauseRow, Comparison};
use crate::model::Cause;
use crate::text::csv_cell;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What stands above the columns, by the order of [`Cause::ALL`].
const TITLES: [&str; Cause::ALL.len()] = [
    "for other\njobs",
    "for better\nhours",
    "for its\ndata",
    "for a\nlimit",
    "for its\nbudget",
    "for its\nquota",
    "for\npower",
    "free, but\nreserved",
    "nodes\nfailed",
    "not enough\nfree",
    "free, but\nscattered",
    "others\nahead",
];

/// The table of causes; nothing where nobody waited.
pub(super) fn causes_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    let policies = 0..comparison.scenario.policies.len();
    let rows: Vec<Vec<CauseRow>> = policies.map(|policy| comparison.causes(policy)).collect();
    let is_told = |cause: &Cause| rows.iter().flatten().any(|row| 0.0 < row.hours[*cause as usize]);
    let told: Vec<Cause> = Cause::ALL.into_iter().filter(is_told).collect();
    if told.is_empty() {
        return None;
    }
    let columns: Vec<Column> =
        told.iter().map(|cause| (cause.name(), TITLES[*cause as usize], Shown::Plain)).collect();
    let mut table = new_table(page.lang, "policy", &columns);
    let cells = |row: &CauseRow| told.iter().map(|cause| cell(row, *cause)).collect::<Vec<String>>();
    // Where all jobs are of one class, that class is all of them.
    let classes = if comparison.scenario.workloads.len() < 2 { 1 } else { rows[0].len() };
    for (place, first) in rows[0].iter().enumerate().take(classes) {
        if 1 < classes {
            let all = || page.lang.say("all jobs").to_owned();
            table.add_row(vec![if first.class.is_none() { all() } else { class_name(comparison, first) }]);
        }
        let indent = if 1 < classes { "  " } else { "" };
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            let mut line = vec![format!("{indent}{}", spec.name)];
            line.extend(cells(&rows[policy][place]));
            table.add_row(line);
        }
    }
    let title = page.lang.say("Why jobs waited: hours for each job, and the share in all waiting");
    Some(format!("{title}\n{}", rendered_in(page.lang, &table, page.width)))
}

/// Hours with their confidence, and the share in the next line.
fn cell(row: &CauseRow, cause: Cause) -> String {
    let share = row.shares[cause as usize];
    if row.hours[cause as usize] == 0.0 {
        return "–".into();
    }
    let hours = estimate_cell(row.hours_per_job[cause as usize], Shown::Plain).replace('\n', " ");
    format!("{hours}\n{:.1} %", share * 100.0)
}

fn class_name(comparison: &Comparison, row: &CauseRow) -> String {
    match row.class {
        None => "all jobs".into(),
        Some(class) => comparison.scenario.workloads[usize::from(class.0)].name.clone(),
    }
}

/// The first line of `causes.csv`.
const COLUMNS: &str = "policy,class,cause,hours,hours_per_job,half_width,confidence,share";

/// Writes `causes.csv`: one line for each policy, class (empty for all jobs) and cause, zeros included.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_causes_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        for row in comparison.causes(policy) {
            let class = if row.class.is_none() { String::new() } else { class_name(comparison, &row) };
            for cause in Cause::ALL {
                let estimate = row.hours_per_job[cause as usize];
                let mean = estimate.map(|estimate| estimate.mean.to_string()).unwrap_or_default();
                let half = estimate.and_then(|estimate| estimate.half_width);
                writeln!(
                    out,
                    "{},{},{},{},{mean},{},{},{}",
                    csv_cell(&spec.name),
                    csv_cell(&class),
                    cause.name(),
                    row.hours[cause as usize],
                    half.map(|half| half.to_string()).unwrap_or_default(),
                    comparison.confidence.level(),
                    row.shares[cause as usize],
                )?;
            }
        }
    }
    Ok(())
}

/// For what the jobs of a class waited, as JSON.
#[derive(Serialize, JsonSchema)]
pub(super) struct CausesView {
    /// The class; nothing for all jobs.
    class: Option<String>,
    causes: BTreeMap<&'static str, CauseView>,
}

#[derive(Serialize, JsonSchema)]
struct CauseView {
    hours: f64,
    hours_per_job: Option<f64>,
    half_width: Option<f64>,
    share: f64,
}

/// For what jobs waited under a policy, as JSON.
pub(super) fn causes_view(comparison: &Comparison, policy: usize) -> Vec<CausesView> {
    let view = |row: CauseRow| CausesView {
        class: row.class.map(|_| class_name(comparison, &row)),
        causes: Cause::ALL.iter().map(|cause| (cause.name(), cause_view(&row, *cause))).collect(),
    };
    comparison.causes(policy).into_iter().map(view).collect()
}

fn cause_view(row: &CauseRow, cause: Cause) -> CauseView {
    let estimate = row.hours_per_job[cause as usize];
    CauseView {
        hours: row.hours[cause as usize],
        hours_per_job: estimate.map(|estimate| estimate.mean),
        half_width: estimate.and_then(|estimate| estimate.half_width),
        share: row.shares[cause as usize],
    }
}
