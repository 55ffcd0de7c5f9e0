//! The shipped scenarios of several centres, audited under every router of theirs.

use std::path::Path;
use suanli::experiment::{Setup, World};
use suanli::model::{Span, Time};
use suanli::scenario::{Scenario, load};
use suanli::verify::Auditor;

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    load(&path).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Audits the first days.
fn audit(name: &str, days: u64) {
    let scenario = shipped(name);
    let horizon = Time::ZERO + Span::from_secs(days * 86_400);
    for policy in &scenario.policies {
        let world = World::of(&scenario, policy, 0);
        let setup = Setup { horizon, ..world.setup() };
        let mut auditor = Auditor::new(setup.centers).with_causes();
        setup.simulate(&mut *world.source(), &mut auditor).expect("synthetic jobs can always be made");
        let findings = auditor.finish(horizon);
        assert!(findings.is_clean(), "{name} under {}: {findings}", policy.name);
    }
}

#[test]
fn the_region_of_beijing_breaks_no_law() {
    audit("beijing-region.toml", 3);
}

#[test]
fn the_national_network_breaks_no_law() {
    audit("national-network.toml", 1);
}

#[test]
fn the_national_network_is_as_large_as_it_says() {
    let scenario = shipped("national-network.toml");
    assert_eq!(scenario.centers.len(), 11);
    let nodes: u64 = scenario
        .centers
        .iter()
        .flat_map(|center| &center.pools)
        .map(|pool| u64::from(pool.nodes.size()))
        .sum();
    assert!(20_000 <= nodes, "{nodes} nodes");
    assert_eq!(scenario.policies.len(), 5);
    // A week from Monday to Sunday, as often as a year has it.
    let mut source = World::of(&scenario, &scenario.policies[0], 0).source();
    let (from, until) = (Time::from_secs(5 * 86_400), Time::from_secs(12 * 86_400));
    let mut jobs = 0;
    while let Some(at) = source.next_submit().expect("jobs can be made").filter(|at| *at < until) {
        source.take();
        jobs += u64::from(from <= at);
    }
    let year = jobs * 365 / 7;
    assert!(5_000_000 <= year, "{year} jobs a year");
}
