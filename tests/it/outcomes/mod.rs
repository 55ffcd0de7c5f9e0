//! Jobs that end of themselves, as a scenario file says it: what is understood and refused, how many fail and how early, and that
//! every policy and every size of a centre meets the same failures.

use suanli::experiment::{Settings, World, compare, source_of};
use suanli::metrics::place;
use suanli::model::{BreakKind, BreakOff, JobId, Streams};
use suanli::record::{End, JobFact, Tape};
use suanli::scenario::{Scenario, Understood, check, parse};
use suanli::workload::Small;

const HEAD: &str = r#"
[scenario]
title = "Outcomes"
start = 2023-01-02
horizon = "60 d"
seed = 1
replications = 1
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 40
demand_nodes = 40
hardware = "ascend-910-server"
[[tenants]]
name = "firms"
count = 8
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
[[policy]]
name = "shortest"
order = "shortest-first"
backfill = "none"
placement = "spread"
[[workload]]
name = "tune"
application = "fine-tuning"
center = "wuhan"
tenants = "firms"
load = "40 %"
"#;

fn with(outcomes: &str) -> String {
    format!("{HEAD}{outcomes}\n")
}

fn read(outcomes: &str) -> Scenario {
    parse("outcomes", &with(outcomes)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// All that is wrong with a scenario.
fn problems(outcomes: &str) -> String {
    let errors = parse("outcomes", &with(outcomes)).expect_err("something is wrong with it");
    errors.to_string()
}

/// How the first jobs of a scenario break off.
fn breaks(scenario: &Scenario) -> Vec<Vec<BreakOff>> {
    let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
    let mut breaks = Vec::new();
    while source.next_submit().expect("the jobs can be made").is_some() {
        source.take();
        breaks.push(source.terms().map_or(Vec::new(), |terms| terms.breaks.clone()));
    }
    breaks
}

#[test]
fn published_shares_are_read_and_told_in_words() {
    let scenario = read("outcomes = { like = \"acme-seren\", retries = 2 }");
    let outcomes = scenario.workloads[0].outcomes.expect("they are stated");
    assert_eq!((outcomes.failed, outcomes.cancelled, outcomes.retries), (0.43, 0.07, 2));
    let words = Understood::of(&scenario).workloads[0].1.clone();
    let expected = ", 43 % of them fail by themselves (half of these with 25 % of their work done), begun again 2 times, \
                    7 % are stopped by their users (half of these with 50 % of their work done)";
    assert!(words.contains(expected), "{words}");
    let text = "[workload.outcomes]\nlike = \"philly\"\ncancelled = \"0 %\"\nfailed_after = \"5 %\"\nsmall_max = 8\nsmall_factor = 0.5";
    let outcomes = read(text).workloads[0].outcomes.expect("they are stated");
    assert_eq!((outcomes.failed, outcomes.cancelled, outcomes.failed_after), (0.3, 0.0, 0.05));
    assert_eq!(outcomes.small, Some(Small { most: 8, factor: 0.5 }));
    assert_eq!(read("").workloads[0].outcomes, None);
}

#[test]
fn outcomes_that_cannot_be_are_refused_with_their_place() {
    let line = HEAD.lines().count() + 1;
    let cases = [
        (
            "outcomes = { failed = \"70 %\", cancelled = \"40 %\" }",
            "failed: 70 % of the jobs fail and 40 % are stopped",
        ),
        ("outcomes = { failed = \"0 %\" }", "lets no job fail and none be stopped"),
        ("outcomes = { cancelled = \"9 %\", retries = 2 }", "retries: none of its jobs fails by itself"),
        (
            "outcomes = { failed = \"9 %\", cancelled_after = \"9 %\" }",
            "cancelled_after: none of its jobs is stopped",
        ),
        (
            "outcomes = { failed = \"9 %\", small_max = 8 }",
            "small_max: how many times as often they fail is not said",
        ),
        (
            "outcomes = { failed = \"9 %\", small_factor = 2.0 }",
            "small_factor: up to which size a job is small is not said",
        ),
        (
            "outcomes = { failed = \"40 %\", small_max = 8, small_factor = 3.7 }",
            "small_factor: 148 % of the small jobs would fail, and 0 % are stopped",
        ),
        ("outcomes = { like = \"acme-seran\" }", "did you mean `acme-seren`?"),
    ];
    for (outcomes, expected) in cases {
        let told = problems(outcomes);
        assert!(told.contains(expected), "{outcomes}:\n{told}");
        assert!(told.contains(&format!("outcomes:{line}:")), "{outcomes}:\n{told}");
    }
    assert!(check("outcomes", &with("outcomes = { like = \"helios\" }")).is_ok());
}

/// What became of each job that broke off by itself.
fn ends(scenario: &Scenario, policy: usize) -> Vec<(JobId, End)> {
    let world = World::of(scenario, &scenario.policies[policy], 0);
    let mut tape = Tape::default();
    world.setup().simulate(&mut *world.source(), &mut tape).expect("synthetic jobs can always be made");
    let mut ends: Vec<(JobId, End)> = Vec::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Ended { end: end @ (End::Failed | End::Cancelled), .. })) =
            entry.event.job()
        {
            ends.push((request.id, *end));
        }
    }
    ends.sort_unstable();
    ends
}

#[test]
fn policies_and_more_nodes_change_no_end_of_any_job() {
    let text = with("outcomes = { failed = \"30 %\", cancelled = \"10 %\", retries = 1 }");
    let usual = parse("outcomes", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let grown = parse("outcomes", &text.replace("\nnodes = 40", "\nnodes = 60"))
        .unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(breaks(&usual), breaks(&grown));
    // Of jobs that run at the very end not all are over under each policy: of those that are, the ends agree.
    let all = [ends(&usual, 0), ends(&usual, 1), ends(&grown, 0)];
    assert!(100 < all[0].len(), "{}", all[0].len());
    for other in &all[1..] {
        let of_both: Vec<&(JobId, End)> = all[0].iter().filter(|one| other.contains(one)).collect();
        assert!(0.9 * all[0].len() as f64 <= of_both.len() as f64);
        let unlike =
            |(id, end): &&(JobId, End)| other.iter().any(|(other, found)| other == id && found != end);
        assert!(!all[0].iter().any(|one| unlike(&one)));
    }
}

/// A source that never learns of any ending gives the same users the same jobs: each has a stream of its own.
#[test]
fn users_who_wait_have_ends_of_their_own() {
    let text = "feedback = \"sessions\"\noutcomes = { failed = \"50 %\" }";
    let (few, many) = (read(text), read(text));
    assert_eq!(breaks(&few), breaks(&many));
    assert!(breaks(&few).iter().any(|breaks| !breaks.is_empty()));
}

/// Other shares of failures keep sizes, times and arrivals, and a job that failed before fails again.
#[test]
fn more_failures_change_nothing_else() {
    let (few, many) = (read("outcomes = { failed = \"10 %\" }"), read("outcomes = { failed = \"40 %\" }"));
    let (few, many) = (breaks(&few), breaks(&many));
    assert_eq!(few.len(), many.len());
    let failed = |breaks: &[Vec<BreakOff>]| breaks.iter().filter(|breaks| !breaks.is_empty()).count() as f64;
    assert!((failed(&few) / few.len() as f64 - 0.1).abs() < 0.03);
    assert!((failed(&many) / many.len() as f64 - 0.4).abs() < 0.03);
    assert!(few.iter().zip(&many).all(|(few, many)| few.is_empty() || few == many));
}

/// The share of small jobs that fail is the factor times that of large ones.
#[test]
fn small_jobs_fail_more_often() {
    let scenario = read("outcomes = { failed = \"20 %\", small_max = 8, small_factor = 3.0 }");
    let mut source = source_of(&scenario, Streams::new(scenario.seed, 0));
    let mut counts = [[0.0_f64; 2]; 2];
    while source.next_submit().expect("the jobs can be made").is_some() {
        let size = source.take().request.shape.total().accelerators;
        let fails = source.terms().is_some_and(|terms| terms.breaks[0].kind == BreakKind::Failed);
        counts[usize::from(size <= 8)][usize::from(fails)] += 1.0;
    }
    for (place, expected) in [(0, 0.2), (1, 0.6)] {
        let [kept, failed] = counts[place];
        assert!(((failed / (kept + failed)) - expected).abs() < 0.07, "{counts:?}");
    }
}

#[test]
fn the_table_and_the_metrics_tell_of_them() {
    let mut scenario =
        read("outcomes = { failed = \"30 %\", cancelled = \"10 %\", failed_after = \"100 %\" }");
    scenario.policies.truncate(1);
    let comparison = compare(&scenario, Settings::default(), &()).expect("synthetic jobs can always be made");
    let text = suanli::report::comparison_text(&comparison);
    assert!(text.contains("themselves") && text.contains("by users"), "{text}");
    let figures = &comparison.estimates[0][0].1;
    let mean = |name: &str| figures[place(name).expect("there is such a metric")].expect("it is told").mean;
    let all = mean("jobs_finished") + mean("jobs_failed") + mean("jobs_cancelled_running");
    assert!((mean("jobs_failed") / all - 0.3).abs() < 0.05);
    assert!((mean("jobs_cancelled_running") / all - 0.1).abs() < 0.03);
    // Jobs that fail at their very end hold as much as others do.
    assert!((mean("accelerator_hours_failed") / mean("accelerator_hours") - 0.3).abs() < 0.15);
    assert!(0.0 < mean("accelerator_hours_cancelled"));
    assert!(mean("effective_time") < 0.85);
}
