//! A comparison for the terminal.

use super::balance::balance_section;
use super::causes::causes_section;
use super::columns::{Column, Page, difference_table, metric, new_table, rendered_in, row, scope_table};
use super::deadlines::deadlines_sections;
use super::failures::failures_section;
use super::fairness::fairness_sections;
use super::interruptions::interruptions_section;
use super::ledger::ledger_section;
use super::locks::locks_section;
use super::network::network_sections;
use super::number::Shown;
use super::queue::queue_section;
use super::saturation::load_sections;
use super::span_words;
use super::spoken::counted_in;
use super::transfers::transfers_sections;
use crate::experiment::Comparison;
use crate::lang::Lang;
use crate::metrics::Scope;
use crate::text::wrapped;

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
    let page = Page { comparison, lang: Lang::English, width };
    let mut sections = vec![heading(page, Lang::English)];
    sections.extend(TABLES.iter().flat_map(|table| (table.sections)(page)));
    joined(sections, width)
}

/// Some of the tables of a comparison, by their places in [`TABLES`], on a page so many columns wide.
#[must_use]
pub fn tables_text(comparison: &Comparison, lang: Lang, tables: &[usize], width: usize) -> String {
    let page = Page { comparison, lang, width };
    joined(tables.iter().flat_map(|table| (TABLES[*table].sections)(page)).collect(), width)
}

/// A kind of table that can be asked for.
#[derive(Clone, Copy)]
pub struct TableKind {
    /// What the command line calls it.
    pub name: &'static str,
    /// What it tells, in a few words.
    pub help: &'static str,
    /// Its sections, each with a title; none where there is nothing to tell.
    sections: fn(Page<'_>) -> Vec<String>,
}

/// All tables, in their order.
pub const TABLES: &[TableKind] = &[
    TableKind { name: "policies", help: "all jobs under each policy", sections: policies_sections },
    TableKind { name: "centers", help: "the same by centre", sections: centers_sections },
    TableKind { name: "classes", help: "the same by class of jobs", sections: classes_sections },
    TableKind {
        name: "work",
        help: "work brought and done, where users wait for results",
        sections: work_sections,
    },
    TableKind {
        name: "differences",
        help: "how far policies are from the first",
        sections: difference_sections,
    },
    TableKind { name: "load", help: "whether centres can do what is asked of them", sections: load_sections },
    TableKind {
        name: "queue",
        help: "the queue and the use over time, as small bars",
        sections: |page| optional(queue_section(page)),
    },
    TableKind { name: "deadlines", help: "jobs done when they were due", sections: deadlines_sections },
    TableKind {
        name: "locks",
        help: "what locks cost and bring",
        sections: |page| optional(locks_section(page)),
    },
    TableKind {
        name: "ledger",
        help: "energy, carbon, money",
        sections: |page| optional(ledger_section(page)),
    },
    TableKind {
        name: "network",
        help: "whose jobs ran where, and who owes whom",
        sections: network_sections,
    },
    TableKind { name: "causes", help: "why jobs waited", sections: |page| optional(causes_section(page)) },
    TableKind {
        name: "failures",
        help: "what failures cost",
        sections: |page| optional(failures_section(page)),
    },
    TableKind {
        name: "interruptions",
        help: "lost work and time to interruption by size of job",
        sections: |page| optional(interruptions_section(page)),
    },
    TableKind {
        name: "balance",
        help: "where node time went",
        sections: |page| optional(balance_section(page)),
    },
    TableKind { name: "transfers", help: "data that moved between centres", sections: transfers_sections },
    TableKind { name: "fairness", help: "what tenants got", sections: fairness_sections },
];

fn optional(section: Option<String>) -> Vec<String> {
    section.into_iter().collect()
}

fn joined(sections: Vec<String>, width: usize) -> String {
    let sections = sections.into_iter().map(|section| with_wrapped_title(&section, width));
    sections.collect::<Vec<String>>().join("\n")
}

fn places(page: Page<'_>, wanted: fn(Scope) -> bool) -> Vec<usize> {
    let scopes = page.comparison.scopes().into_iter().enumerate();
    scopes.filter(|(_, scope)| wanted(*scope)).map(|(place, _)| place).collect()
}

/// A table below its title.
fn titled(page: Page<'_>, title: &str, table: &str) -> String {
    format!("{}\n{table}", page.lang.say(title))
}

fn policies_sections(page: Page<'_>) -> Vec<String> {
    vec![titled(page, "All jobs", &overall_table(page, &columns_of(page.comparison)))]
}

fn centers_sections(page: Page<'_>) -> Vec<String> {
    let centers = places(page, |scope| matches!(scope, Scope::Center(_)));
    let table = || scope_table(page, &columns_of(page.comparison), &centers);
    optional((1 < centers.len()).then(|| titled(page, "By centre", &table())))
}

fn classes_sections(page: Page<'_>) -> Vec<String> {
    let classes = places(page, |scope| matches!(scope, Scope::Class(_)));
    let table = || scope_table(page, &columns_of(page.comparison), &classes);
    optional((1 < classes.len()).then(|| titled(page, "By class of jobs", &table())))
}

/// Where all jobs and each class stand.
fn throughput(page: Page<'_>) -> Vec<usize> {
    places(page, |scope| matches!(scope, Scope::Overall | Scope::Class(_)))
}

fn work_sections(page: Page<'_>) -> Vec<String> {
    let table = || scope_table(page, throughput_columns(page.comparison), &throughput(page));
    let feedback = page.comparison.scenario.has_feedback();
    optional(feedback.then(|| titled(page, "Work brought and done", &table())))
}

fn difference_sections(page: Page<'_>) -> Vec<String> {
    let scenario = &page.comparison.scenario;
    if scenario.policies.len() < 2 {
        return Vec::new();
    }
    let base = &scenario.policies[0].name;
    let table = difference_table(page, DIFFERENCE_COLUMNS, &[0]);
    let against = |words: &str| page.lang.fill(words, &[("policy", base)]);
    let mut sections = vec![format!("{}\n{table}", against("All jobs, against {policy}"))];
    if scenario.has_feedback() {
        let table = difference_table(page, throughput_columns(page.comparison), &throughput(page));
        sections.push(format!("{}\n{table}", against("Work brought and done, against {policy}")));
    }
    sections
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

pub(super) fn heading(page: Page<'_>, lang: Lang) -> String {
    let comparison = page.comparison;
    let scenario = &comparison.scenario;
    let waiting: Vec<String> = scenario
        .workloads
        .iter()
        .filter(|workload| workload.is_closed())
        .map(|workload| workload.name.clone())
        .collect();
    let feedback = if waiting.is_empty() {
        String::new()
    } else {
        let words = "The users of {names} wait for their results: each brings the same jobs in the same order, but a better policy more of them.";
        // More than two are rare, and English joins all alike.
        let names = if lang == Lang::English { waiting.join(" and ") } else { lang.listed(&waiting) };
        format!("{}\n", lang.fill(words, &[("names", &names)]))
    };
    let branched: String = comparison.branched.iter().map(|change| format!("{change}\n")).collect();
    let words =
        "{policies} x {replications}, {horizon} from {start} with a warm-up of {warm_up}, seed {seed}";
    let run = lang.fill(
        words,
        &[
            ("policies", &counted_in(lang, scenario.policies.len() as u64, "policy", "policies")),
            (
                "replications",
                &counted_in(lang, u64::from(scenario.replications), "replication", "replications"),
            ),
            ("horizon", &lang.unit(&span_words(scenario.horizon))),
            ("start", &scenario.start.date()),
            ("warm_up", &lang.unit(&span_words(scenario.warm_up))),
            ("seed", &scenario.seed),
        ],
    );
    let heading = format!("{}\n{run}\n{branched}{}\n{feedback}", scenario.title, spread(comparison, lang));
    wrapped(&heading, page.width, "")
}

/// A sentence about the spread.
#[must_use]
pub fn spread(comparison: &Comparison, lang: Lang) -> String {
    let scenario = &comparison.scenario;
    let words = match scenario.replications {
        1 if comparison.by_batches(0, None).is_some() => {
            "One run of each policy: what is known of the spread is that of its weeks."
        }
        1 if scenario.is_of_logs_alone() => match scenario.workloads.len() {
            1 => "One run of each policy, of one log: nothing is known of the spread.",
            _ => "One run of each policy, of the logs as they are: nothing is known of the spread.",
        },
        1 => "One run of each policy: nothing is known of the spread.",
        _ if scenario.has_feedback() => {
            "Mean ± half-width of the {confidence} confidence interval over {runs} runs; all policies meet the same users."
        }
        _ => {
            "Mean ± half-width of the {confidence} confidence interval over {runs} runs; all policies meet the same jobs."
        }
    };
    lang.fill(words, &[("confidence", &comparison.confidence), ("runs", &scenario.replications)])
}

fn overall_table(page: Page<'_>, columns: &[Column]) -> String {
    let comparison = page.comparison;
    let mut table = new_table(page.lang, "policy", columns);
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        table.add_row(row(comparison, spec.name.clone(), columns, (policy, 0)));
    }
    rendered_in(page.lang, &table, page.width)
}
