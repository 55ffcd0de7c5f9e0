//! What must hold in each centre and across all of them, under every router.

use super::{Poisson, open_to_all};
use std::collections::BTreeMap;
use suanli::engine::{Estimates, Settings, Simulation};
use suanli::experiment::{Settings as Compared, World, compare};
use suanli::model::{Center, CenterId, Job, JobId, Network, Span, Streams, TenantId, Time, Use};
use suanli::policy::{PolicySpec, ROUTERS, Routing};
use suanli::record::{Event, JobFact, Tape};
use suanli::scenario::{Scenario, parse};
use suanli::verify::Auditor;
use suanli::workload::Outcomes;

/// Three centres that help each other.
pub(super) const TEXT: &str = include_str!("three.toml");

pub(super) fn three() -> Scenario {
    parse("three", TEXT).unwrap_or_else(|errors| panic!("{errors}"))
}

fn under(router: &str) -> PolicySpec {
    let policy = PolicySpec::parse("fcfs+easy").expect("the policy exists");
    policy.routed_by(router).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn every_schedule_is_clean_and_every_job_is_in_one_place() {
    let scenario = three();
    for row in ROUTERS {
        let policy = under(row.name);
        let world = World::of(&scenario, &policy, 0);
        let setup = world.setup();
        let (mut tape, mut auditor) = (Tape::default(), Auditor::new(setup.centers).with_causes());
        setup.simulate(&mut *world.source(), &mut (&mut tape, &mut auditor)).expect("jobs can be made");
        let findings = auditor.finish(setup.horizon);
        assert!(findings.is_clean(), "under {}: {findings}", row.name);
        let mut at: BTreeMap<JobId, (CenterId, u32, u32)> = BTreeMap::new();
        for entry in &tape.entries {
            let Some((request, fact)) = entry.event.job() else { continue };
            let (center, came, left) = at.entry(request.id).or_insert((entry.center, 0, 0));
            assert_eq!((*center, request.center), (entry.center, entry.center), "job {}", request.id);
            *came += u32::from(matches!(fact, JobFact::Submitted | JobFact::Rejected { .. }));
            *left += u32::from(fact.is_last());
        }
        assert!(at.values().all(|(_, came, left)| (*came, *left) == (1, 1)), "under {}", row.name);
        let moved = tape.entries.iter().filter_map(|entry| entry.event.job());
        let moved = moved.filter(|(request, fact)| {
            **fact == JobFact::Submitted
                && scenario.workloads[usize::from(request.class.0)].center != request.center
        });
        assert_eq!(moved.count() == 0, row.name == "home", "under {}", row.name);
    }
}

#[test]
fn routers_meet_the_same_jobs() {
    let scenario = three();
    let ids = |router: &str| {
        let policy = under(router);
        let mut tape = Tape::default();
        World::of(&scenario, &policy, 0).simulate(&mut tape).expect("jobs can be made");
        let jobs = tape.entries.iter().filter_map(|entry| match &entry.event {
            Event::Job { request, fact: JobFact::Submitted | JobFact::Rejected { .. }, .. } => {
                Some((request.id, request.submit, request.tenant))
            }
            Event::Job { .. } | Event::Waiting { .. } | Event::Nodes(_) | Event::Data(_) => None,
        });
        jobs.collect::<Vec<(JobId, Time, TenantId)>>()
    };
    let home = ids("home");
    assert!(500 < home.len(), "{} jobs tell too little", home.len());
    for row in ROUTERS {
        assert_eq!(ids(row.name), home, "under {}", row.name);
    }
}

#[test]
fn a_network_goes_on_where_it_was_saved() {
    for row in ROUTERS {
        let scenario = three();
        let policy = under(row.name);
        let setup = World::of(&scenario, &policy, 0).setup();
        let jobs: Vec<Job> = {
            let mut source = World::of(&scenario, &policy, 0).source();
            std::iter::from_fn(|| {
                let at = source.next_submit().expect("jobs can be made")?;
                (at < setup.horizon).then(|| source.take())
            })
            .collect()
        };
        let half = Time::from_micros(setup.horizon.as_micros() / 2);
        let mut whole = Tape::default();
        setup.simulate(&mut jobs.clone().into_iter().peekable(), &mut whole).expect("jobs are there");
        let (mut simulation, mut parts) = (setup.simulation(), Tape::default());
        let mut source = jobs.into_iter().peekable();
        simulation.run_until(half, &mut source, &mut parts).expect("jobs are there");
        let state = simulation.save().expect("all of it is plain data");
        let mut simulation = setup.restored(&state).expect("the state is of this");
        assert_eq!(simulation.save().expect("all of it is plain data"), state);
        simulation.run_until(setup.horizon, &mut source, &mut parts).expect("jobs are there");
        simulation.report_unfinished(setup.horizon, &mut parts);
        assert_eq!(parts.entries, whole.entries, "under {}", row.name);
    }
}

/// An oracle expects something else of each attempt at a job that fails by itself: what waits must be told by that.
#[test]
fn loads_follow_estimates_that_change_while_a_job_waits() {
    let mut scenario = three();
    for workload in &mut scenario.workloads {
        workload.outcomes = Some(Outcomes {
            failed: 0.5,
            cancelled: 0.1,
            failed_after: 0.2,
            cancelled_after: 0.3,
            retries: 3,
            small: None,
        });
    }
    let policy = under("shortest-expected-wait");
    let world = World::of(&scenario, &policy, 0);
    let mut setup = world.setup();
    setup.settings.estimates = Estimates::Exact;
    // The engine itself sees to it that nothing is left of loads where nobody waits or runs.
    let mut tape = Tape::default();
    setup.simulate(&mut *world.source(), &mut tape).expect("jobs can be made");
    let stops = |event: &Event| matches!(event.job(), Some((_, JobFact::Stopped { .. })));
    assert!(50 < tape.entries.iter().filter(|entry| stops(&entry.event)).count());
}

#[test]
fn threads_change_nothing() {
    let mut scenario = three();
    scenario.policies =
        ["home", "random", "hub"].map(|router| PolicySpec { name: router.into(), ..under(router) }).into();
    scenario.replications = 2;
    let on = |threads| {
        let settings = Compared { threads, ..Compared::default() };
        compare(&scenario, settings, &()).expect("jobs can be made")
    };
    assert_eq!(on(1), on(7));
}

#[test]
fn one_centre_is_as_if_there_were_no_network() {
    let centers = [Center::counted("c", 4)];
    let policy = PolicySpec::parse("fcfs+easy").expect("the policy exists");
    let tape = |simulation: Simulation| {
        let (mut simulation, mut tape) = (simulation, Tape::default());
        let mut source = Poisson::new(5, &[3.0], 2_000).peekable();
        simulation.run_until(Time::NEVER, &mut source, &mut tape).expect("jobs are there");
        (tape, simulation.save().expect("all of it is plain data"))
    };
    let plain = tape(Simulation::new(&centers, &policy).with_settings(Settings::default()));
    let chance = Streams::new(5, 0).stream(Use::Routes, "");
    let routing = Routing::parse("hub").expect("the router exists").looking_every(Span::SECOND);
    let network: Network = open_to_all(1);
    let routed = tape(Simulation::new(&centers, &policy).with_network(&network, routing, chance));
    assert_eq!(plain, routed);
}
