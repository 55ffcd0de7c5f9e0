//! A comparison for the terminal.

use super::balance::balance_section;
use super::causes::causes_section;
use super::columns::{Column, Page, difference_table, metric, new_table, rendered, row, scope_table};
use super::deadlines::deadlines_sections;
use super::failures::failures_section;
use super::fairness::fairness_sections;
use super::interruptions::interruptions_section;
use super::ledger::ledger_section;
use super::locks::locks_section;
use super::number::Shown;
use super::span_words;
use crate::experiment::Comparison;
use crate::metrics::Scope;
use crate::text::{counted, wrapped};

const COLUMNS: &[Column] = &[
    ("utilization", "utilization\n%", Shown::Percent),
    ("wait_secs_restricted_mean", "restricted\nmean wait h", Shown::Hours),
    ("wait_secs_median", "median\nh", Shown::Hours),
    ("wait_secs_p90", "p90\nh", Shown::Hours),
    ("wait_secs_p95", "p95\nh", Shown::Hours),
    ("wait_secs_p99", "p99\nh", Shown::Hours),
    ("bounded_slowdown_mean", "bounded\nslowdown", Shown::Plain),
    ("jobs_finished", "\nfinished", Shown::Count),
    ("jobs_killed", "\nkilled", Shown::Count),
    ("jobs_rejected", "\nrejected", Shown::Count),
    (GIVEN_UP, "given\nup", Shown::Count),
    (FAILED, "nodes\nfailed", Shown::Count),
    (BROKEN, "failed by\nthemselves", Shown::Count),
    (STOPPED, "stopped\nby users", Shown::Count),
    ("jobs_still_waiting", "still\nwaiting", Shown::Count),
];

/// Shown where any job is.
const GIVEN_UP: &str = "jobs_cancelled";
const FAILED: &str = "jobs_node_failed";
const BROKEN: &str = "jobs_failed";
const STOPPED: &str = "jobs_cancelled_running";

const DIFFERENCE_COLUMNS: &[Column] = &[
    ("utilization", "utilization\npercentage points", Shown::Percent),
    ("wait_secs_restricted_mean", "restricted\nmean wait h", Shown::Hours),
    ("wait_secs_p95", "p95 of wait\nh", Shown::Hours),
    ("bounded_slowdown_mean", "bounded\nslowdown", Shown::Plain),
    ("jobs_finished", "\nfinished", Shown::Count),
    ("jobs_still_waiting", "still\nwaiting", Shown::Count),
];

/// How much work was brought and done, which differs between policies where users wait for their results; that of
/// accelerators last.
const THROUGHPUT_COLUMNS: &[Column] = &[
    ("jobs_submitted", "jobs\nsubmitted", Shown::Count),
    ("finished_per_day", "finished\na day", Shown::Plain),
    ("core_hours", "\ncore-hours", Shown::Plain),
    ("accelerator_hours", "accelerator-\nhours", Shown::Plain),
];

/// Everything a person wants to read of a comparison, each table as wide as it is.
#[must_use]
pub fn comparison_text(comparison: &Comparison) -> String {
    comparison_text_within(comparison, usize::MAX)
}

/// Everything a person wants to read of a comparison, on a page so many columns wide: each policy overall, in each centre, for each class, and how far
/// the policies are from the first.
#[must_use]
pub fn comparison_text_within(comparison: &Comparison, width: usize) -> String {
    let page = Page { comparison, width };
    let mut sections = vec![heading(page)];
    let scopes = comparison.scopes();
    let places = |wanted: fn(Scope) -> bool| -> Vec<usize> {
        scopes.iter().enumerate().filter(|(_, scope)| wanted(**scope)).map(|(place, _)| place).collect()
    };
    let columns = &columns_of(comparison)[..];
    sections.push(format!("All jobs\n{}", overall_table(page, columns)));
    let centers = places(|scope| matches!(scope, Scope::Center(_)));
    if 1 < centers.len() {
        sections.push(format!("By centre\n{}", scope_table(page, columns, &centers)));
    }
    let classes = places(|scope| matches!(scope, Scope::Class(_)));
    if 1 < classes.len() {
        sections.push(format!("By class of jobs\n{}", scope_table(page, columns, &classes)));
    }
    let feedback = comparison.scenario.has_feedback();
    let throughput: Vec<usize> = places(|scope| matches!(scope, Scope::Overall | Scope::Class(_)));
    let work = throughput_columns(comparison);
    if feedback {
        let table = scope_table(page, work, &throughput);
        sections.push(format!("Work brought and done\n{table}"));
    }
    if 1 < comparison.scenario.policies.len() {
        let base = &comparison.scenario.policies[0].name;
        let table = difference_table(page, DIFFERENCE_COLUMNS, &[0]);
        sections.push(format!("All jobs, against {base}\n{table}"));
        if feedback {
            let table = difference_table(page, work, &throughput);
            sections.push(format!("Work brought and done, against {base}\n{table}"));
        }
    }
    sections.extend(deadlines_sections(page));
    sections.extend(locks_section(page));
    sections.extend(ledger_section(page));
    sections.extend(causes_section(page));
    sections.extend(failures_section(page));
    sections.extend(interruptions_section(page));
    sections.extend(balance_section(page));
    sections.extend(fairness_sections(page));
    sections
        .into_iter()
        .map(|section| with_wrapped_title(&section, width))
        .collect::<Vec<String>>()
        .join("\n")
}

/// The section with its first line, which is a sentence, broken where it is longer than the page.
fn with_wrapped_title(section: &str, width: usize) -> String {
    match section.split_once('\n') {
        Some((title, rest)) => format!("{}{rest}", wrapped(title, width, "")),
        None => section.to_owned(),
    }
}

/// Without the jobs that were given up or broke off where there are none.
fn columns_of(comparison: &Comparison) -> Vec<Column> {
    let any = |name: &str| {
        let (row, mut all) = (metric(name), comparison.estimates.iter().flatten());
        all.any(|(_, estimates)| estimates[row].is_some_and(|estimate| 0.0 < estimate.mean))
    };
    let is_shown = |name: &str| ![GIVEN_UP, FAILED, BROKEN, STOPPED].contains(&name) || any(name);
    COLUMNS.iter().copied().filter(|(name, ..)| is_shown(name)).collect()
}

/// Those of accelerators only where there are some.
fn throughput_columns(comparison: &Comparison) -> &'static [Column] {
    let centers = &comparison.scenario.centers;
    let accelerators: u64 = centers.iter().map(|center| u64::from(center.capacity().accelerators)).sum();
    if accelerators == 0 { &THROUGHPUT_COLUMNS[..THROUGHPUT_COLUMNS.len() - 1] } else { THROUGHPUT_COLUMNS }
}

fn heading(page: Page<'_>) -> String {
    let comparison = page.comparison;
    let scenario = &comparison.scenario;
    let runs = match scenario.replications {
        1 if scenario.is_of_logs_alone() => match scenario.workloads.len() {
            1 => "One run of each policy, of one log: nothing is known of the spread.".to_owned(),
            _ => {
                "One run of each policy, of the logs as they are: nothing is known of the spread.".to_owned()
            }
        },
        1 => "One run of each policy: nothing is known of the spread.".to_owned(),
        many => format!(
            "Mean ± half-width of the {} confidence interval over {many} runs; all policies meet the same {}.",
            comparison.confidence,
            if scenario.has_feedback() { "users" } else { "jobs" }
        ),
    };
    let waiting: Vec<&str> = scenario
        .workloads
        .iter()
        .filter(|workload| workload.is_closed())
        .map(|workload| workload.name.as_str())
        .collect();
    let feedback = if waiting.is_empty() {
        String::new()
    } else {
        format!(
            "The users of {} wait for their results: each brings the same jobs in the same order, but a better policy more of them.\n",
            waiting.join(" and ")
        )
    };
    let branched: String = comparison.branched.iter().map(|change| format!("{change}\n")).collect();
    let heading = format!(
        "{}\n{} x {}, {} from {} with a warm-up of {}, seed {}\n{branched}{runs}\n{feedback}",
        scenario.title,
        counted(scenario.policies.len() as u64, "policy", "policies"),
        counted(u64::from(scenario.replications), "replication", "replications"),
        span_words(scenario.horizon),
        scenario.start.date(),
        span_words(scenario.warm_up),
        scenario.seed,
    );
    wrapped(&heading, page.width, "")
}

fn overall_table(page: Page<'_>, columns: &[Column]) -> String {
    let comparison = page.comparison;
    let mut table = new_table("policy", columns);
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        table.add_row(row(comparison, spec.name.clone(), columns, (policy, 0)));
    }
    rendered(&table, page.width)
}
