//! The scenarios that are shipped, run under every policy of theirs and audited by the independent checker.

use suanli::engine::simulate;
use suanli::experiment::source_of;
use suanli::model::{Span, Streams, Time};
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
fn the_public_pool_breaks_no_law() {
    audit(&shipped("beijing-public-pool.toml"));
}
