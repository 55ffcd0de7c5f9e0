//! The scenarios that are shipped, run under every policy of theirs and audited by the independent checker.

use suanli::engine::simulate;
use suanli::experiment::{Heat, Settings, Verdict, compare, source_of};
use suanli::metrics::{Scope, place};
use suanli::model::{ClassId, Span, Streams, Time};
use suanli::report::comparison_text;
use suanli::scenario::{Scenario, load};
use suanli::verify::Auditor;

/// A build without optimisation audits the first weeks, an optimised one all of it.
const DAYS: u64 = if cfg!(debug_assertions) { 20 } else { u64::MAX / 86_400_000_000 };

fn audit(scenario: &Scenario) {
    let horizon = Time::ZERO + scenario.horizon.min(Span::from_micros(DAYS * Span::DAY.as_micros()));
    for policy in &scenario.policies {
        let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
        let mut auditor = Auditor::new(&scenario.centers);
        simulate(&scenario.centers, policy, &mut *source, horizon, &mut auditor)
            .expect("synthetic jobs can always be made");
        let findings = auditor.finish(horizon);
        assert!(findings.is_clean(), "{} under {}: {findings}", scenario.name, policy.name);
    }
}

fn shipped(name: &str) -> Scenario {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    load(&path).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_smoke_test_breaks_no_law() {
    audit(&shipped("smoke.toml"));
}

#[test]
fn the_ai_computing_center_breaks_no_law() {
    audit(&shipped("wuhan-ai-center.toml"));
}

#[test]
fn the_supercomputing_center_breaks_no_law() {
    audit(&shipped("wuhan-supercomputing-center.toml"));
}

#[test]
fn the_dual_centre_city_breaks_no_law() {
    audit(&shipped("wuhan-dual-center.toml"));
}

#[test]
fn people_who_wait_break_no_law() {
    audit(&shipped("closed-loop.toml"));
}

#[test]
fn a_better_policy_gets_more_work_from_people_who_wait() {
    let mut scenario = shipped("closed-loop.toml");
    scenario.replications = 4;
    scenario.horizon = Span::from_secs(56 * 86_400);
    let of_threads = |threads| {
        let settings = Settings { threads, heat: Heat::MiddleWeek };
        compare(&scenario, settings, &()).expect("synthetic jobs can always be made")
    };
    let comparison = of_threads(1);
    assert_eq!(comparison, of_threads(7), "what people do depends on the number of threads");
    let scopes = comparison.scopes();
    let class = |number| scopes.iter().position(|scope| *scope == Scope::Class(ClassId(number))).unwrap();
    let (open, closed) = (class(0), class(1));
    let difference = |scope, metric| comparison.difference(1, scope, place(metric).unwrap()).unwrap();

    // Under every policy those who do not wait bring the very same jobs, and those who wait bring more to the better one.
    assert_eq!(difference(open, "jobs_submitted").estimate.mean, 0.0);
    assert!(0.0 < difference(closed, "jobs_submitted").estimate.mean);
    assert_eq!(difference(closed, "jobs_submitted").verdict, Verdict::Different);
    assert_eq!(difference(closed, "core_hours").verdict, Verdict::Better);
    let wait =
        |scope: usize| comparison.estimates[0][scope].1[place("wait_secs_mean").unwrap()].unwrap().mean;
    assert!(5.0 * wait(closed) < wait(open), "{} and {} s under fcfs", wait(closed), wait(open));

    let text = comparison_text(&comparison);
    assert!(
        text.contains("over 4 runs; all policies meet the same users.\nThe users of jobs-closed wait for")
    );
    assert!(text.contains("Work brought and done, against fcfs\n") && !text.contains("same jobs."));
    // The machines have no accelerators, so that nobody wants to read of them.
    assert!(!text.contains("accelerator"), "{text}");
}

#[test]
fn the_public_pool_breaks_no_law() {
    audit(&shipped("beijing-public-pool.toml"));
}
