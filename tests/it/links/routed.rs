//! Jobs that may run at several centres, and need data: routers are told how long these would be on their way, and the data go where the
//! job goes.

use super::hand::{centers, job, run_of, wan};
use rand::RngExt;
use suanli::engine::{Settings, Simulation};
use suanli::model::{CenterId, JobId, Network, PartitionId, Place, Streams, Ties, Time, Use, WanRun};
use suanli::policy::{PolicySpec, ROUTERS, Routing};
use suanli::record::{JobFact, Rejection, Tape};
use suanli::verify::Auditor;

/// Every class may run at both centres.
fn network(classes: usize) -> Network {
    let places = || [0, 1].map(|center| Place::home(CenterId(center), PartitionId(0))).to_vec();
    Network {
        places: (0..classes).map(|_| places()).collect(),
        ties: vec![Ties::default(); classes],
        spills: vec![Some(CenterId(1)), None],
        ..Network::default()
    }
}

fn play(run: &WanRun, jobs: &[suanli::model::Job], router: &str) -> Tape {
    let (centers, policy) = (centers(), PolicySpec::parse("fcfs+easy").expect("made of rows of the tables"));
    let settings = Settings { causes: true, ..Settings::default() };
    let chance = Streams::new(5, 0).stream(Use::Routes, "");
    let routing = Routing::parse(router).expect("a row of the table");
    let mut simulation = Simulation::new(&centers, &policy)
        .with_settings(settings)
        .with_wan(run.clone())
        .with_network(&network(run.wan.classes.len()), routing, chance);
    let (mut tape, mut source) = (Tape::default(), jobs.iter().copied().peekable());
    simulation.run_until(Time::NEVER, &mut source, &mut tape).expect("jobs from memory can be read");
    simulation.report_unfinished(Time::NEVER, &mut tape);
    let mut auditor = Auditor::new(&centers).with_causes().with_wan(run);
    tape.play(&mut auditor);
    let findings = auditor.finish(Time::NEVER);
    assert!(findings.is_clean(), "{router}: {findings}");
    tape
}

/// Where and when jobs start.
fn starts(tape: &Tape) -> Vec<(JobId, u16, u64)> {
    let started = tape.entries.iter().filter_map(|entry| match entry.event.job() {
        Some((request, JobFact::Started { .. })) => Some((request.id, request.center.0, entry.at.as_secs())),
        Some(_) | None => None,
    });
    let mut starts: Vec<(JobId, u16, u64)> = started.collect();
    starts.sort_unstable();
    starts
}

#[test]
fn data_local_sends_a_job_to_its_data() {
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let jobs = [job(1, 0, 0, 2, 5).0, job(2, 1, 0, 2, 5).0];
    assert_eq!(starts(&play(&run, &jobs, "data-local")), [(JobId(1), 1, 0), (JobId(2), 0, 0)]);
    assert_eq!(starts(&play(&run, &jobs, "home")), [(JobId(1), 0, 10), (JobId(2), 0, 0)]);
}

#[test]
fn the_shortest_expected_wait_weighs_a_queue_against_the_way_of_the_data() {
    // The data lie there, where all is taken until 30 s; here they would be after 10 s.
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let long = |secs| [job(1, 0, 0, 4, secs).0, job(2, 0, 1, 4, 5).0];
    assert_eq!(
        starts(&play(&run, &long(30), "shortest-expected-wait")),
        [(JobId(1), 1, 0), (JobId(2), 0, 11)]
    );
    assert_eq!(starts(&play(&run, &long(5), "shortest-expected-wait")), [(JobId(1), 1, 0), (JobId(2), 1, 5)]);
}

#[test]
fn a_centre_refuses_a_job_whose_data_its_store_cannot_hold() {
    let mut small = wan(&[100], &[&[0]]);
    small.stores[0].bytes = Some(1_000);
    let run = run_of(&small);
    assert_eq!(starts(&play(&run, &[job(1, 0, 0, 1, 5).0], "round-robin")), [(JobId(1), 1, 0)]);
    small.links.clear();
    let tape = play(&run_of(&small), &[job(1, 0, 0, 9, 5).0], "round-robin");
    let why = tape.entries.iter().find_map(|entry| match entry.event.job() {
        Some((_, JobFact::Rejected { why })) => Some(*why),
        Some(_) | None => None,
    });
    assert_eq!(why, Some(Rejection::TooManyTasks));
}

#[test]
fn whatever_router_sends_them_no_job_starts_without_its_data() {
    for seed in 0..60 {
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "routed");
        let sizes: Vec<u64> = (0..4).map(|_| chance.random_range(5..=120)).collect();
        let mut wan = wan(&sizes, &[&[0], &[1, 2], &[], &[3]]);
        wan.families[1].at = vec![CenterId(0)];
        wan.stores[0].bytes = Some(chance.random_range(100..=300) * 1_000_000);
        wan.stores[1].bytes = Some(chance.random_range(100..=300) * 1_000_000);
        wan.classes[2].output = Some((7_000_000, CenterId(1)));
        let mut submit = 0;
        let jobs: Vec<suanli::model::Job> = (0..40)
            .map(|id| {
                submit += chance.random_range(0..=6);
                let (class, tasks) = (chance.random_range(0..4), chance.random_range(1..=4));
                job(id, class, submit, tasks, chance.random_range(1..=25)).0
            })
            .collect();
        for router in ROUTERS {
            play(&run_of(&wan), &jobs, router.name);
        }
    }
}
