//! The scenarios that are shipped, run under every policy of theirs and audited by the independent checker.

use crate::support::Remembering;
use suanli::experiment::{Settings, Setup, Verdict, World, compare};
use suanli::metrics::{Scope, SizeBand, place};
use suanli::model::{ClassId, Span, Time};
use suanli::report::comparison_text;
use suanli::scenario::{Scenario, load};
use suanli::verify::Auditor;

/// A build without optimisation audits the first weeks, an optimised one all of it.
const DAYS: u64 = if cfg!(debug_assertions) { 20 } else { u64::MAX / 86_400_000_000 };

fn audit(scenario: &Scenario) {
    let horizon = Time::ZERO + scenario.horizon.min(Span::from_micros(DAYS * Span::DAY.as_micros()));
    for policy in &scenario.policies {
        let world = World::of(scenario, policy, 0);
        let setup = Setup { horizon, ..world.setup() };
        let audited = |auditor: Auditor<'_>| {
            let (mut auditor, mut source) =
                (auditor.with_causes().with_wan(&setup.wan), Remembering::new(world.source()));
            setup.simulate(&mut source, &mut auditor).expect("synthetic jobs can always be made");
            let findings = auditor.finish(horizon);
            assert!(findings.is_clean(), "{} under {}: {findings}", scenario.name, policy.name);
            source.terms
        };
        // Which jobs wait for others is known only when all of them have been made.
        let terms = audited(Auditor::new(setup.centers));
        if !terms.is_empty() {
            audited(Auditor::new(setup.centers).with_terms(terms));
        }
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
fn data_that_travel_break_no_law() {
    audit(&shipped("data-travel.toml"));
}

#[test]
fn two_centres_as_one_utility_break_no_law() {
    audit(&shipped("wuhan-one-utility.toml"));
}

#[test]
fn forecasts_in_time_break_no_law() {
    audit(&shipped("weather-deadlines.toml"));
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
        let settings = Settings { threads, ..Settings::default() };
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
fn five_ways_to_share_break_no_law() {
    audit(&shipped("wuhan-fair-share.toml"));
}

#[test]
fn every_way_to_share_takes_from_the_large_and_gives_to_the_small() {
    let mut scenario = shipped("wuhan-fair-share.toml");
    scenario.replications = 4;
    scenario.horizon = Span::from_secs(84 * 86_400);
    let settings = Settings { threads: 2, ..Settings::default() };
    let comparison = compare(&scenario, settings, &()).expect("synthetic jobs can always be made");
    let scopes = comparison.scopes();
    let size = |band| scopes.iter().position(|scope| *scope == Scope::Size(band)).expect("it is there");
    for (policy, spec) in scenario.policies.iter().enumerate().skip(1) {
        let difference = |scope, metric| {
            let difference = comparison.difference(policy, scope, place(metric).expect("it is there"));
            difference.unwrap_or_else(|| panic!("{}: {metric} is told", spec.name))
        };
        let served = |band| difference(size(band), "served_of_due");
        let (small, large) = (served(SizeBand::SmallestQuarter), served(SizeBand::LargestTenth));
        assert_eq!(small.verdict, Verdict::Better, "{}: {small:?}", spec.name);
        // Twelve weeks are too few to be sure of the few large ones.
        assert!(large.estimate.mean < 0.0, "{}: {large:?}", spec.name);
        let jain = difference(0, "served_of_due_jain");
        assert_eq!(jain.verdict, Verdict::Better, "{}: {jain:?}", spec.name);
        assert!(difference(size(SizeBand::SmallestQuarter), "wait_secs_mean").estimate.mean < 0.0);
        // The jobs are the same, and so are the sizes of those who bring them.
        assert_eq!(difference(size(SizeBand::ThirdQuarter), "jobs_submitted").estimate.mean, 0.0);
    }
    let text = comparison_text(&comparison);
    assert!(text.contains("\nWho gains and who pays: the same, against first-come"), "{text}");
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|columns| columns <= 140), "{widest:?} columns");
}

#[test]
fn the_public_pool_breaks_no_law() {
    audit(&shipped("beijing-public-pool.toml"));
}

/// Every share of every kind of lock: a fortnight of each is enough.
#[test]
fn locks_of_every_share_break_no_law() {
    let mut scenario = shipped("beijing-locks.toml");
    scenario.horizon = Span::from_secs(14 * 86_400);
    audit(&scenario);
}
