//! Each router by hand.

use super::laws::three;
use super::{open_to_all, router};
use crate::support::request;
use std::collections::BTreeMap;
use suanli::engine::Simulation;
use suanli::experiment::World;
use suanli::model::{
    Center, CenterId, ClassId, Job, Mould, Network, PartitionId, Place, Resources, Shape, Span, Streams,
    Time, Use,
};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Rejection, Tape};

/// A job of the class of a centre: submitted then, on so many processors, for so long.
fn job(id: u64, home: u16, submit: u64, processors: u32, secs: u64) -> Job {
    let mut request = request(id, submit, processors, secs);
    (request.center, request.class) = (CenterId(home), ClassId(home));
    Job { request, work: Span::from_secs(secs) }
}

fn tape_of(network: &Network, processors: &[u32], text: &str, jobs: Vec<Job>) -> Tape {
    let centers: Vec<Center> = processors.iter().map(|count| Center::counted("c", *count)).collect();
    let policy = PolicySpec::parse("fcfs").expect("the policy exists");
    let chance = Streams::new(1, 0).stream(Use::Routes, "");
    let mut simulation = Simulation::new(&centers, &policy).with_network(network, router(text), chance);
    let mut tape = Tape::default();
    simulation.run_until(Time::NEVER, &mut jobs.into_iter().peekable(), &mut tape).expect("jobs are there");
    tape
}

/// Where jobs ran from when to when, in the order of their ends, as `centre start-end`.
fn ran(network: &Network, processors: &[u32], text: &str, jobs: Vec<Job>) -> Vec<String> {
    let tape = tape_of(network, processors, text, jobs);
    let ended = tape.entries.iter().filter_map(|entry| match entry.event.job() {
        Some((_, JobFact::Ended { start, .. })) => {
            Some(format!("{} {}-{}", entry.center.0, start.as_secs(), entry.at.as_secs()))
        }
        _ => None,
    });
    ended.collect()
}

#[test]
fn home_keeps_everybody_and_round_robin_sends_each_to_the_next() {
    let jobs = || (0..4).map(|id| job(id, 0, id, 1, 100)).collect::<Vec<Job>>();
    let network = open_to_all(3);
    assert_eq!(ran(&network, &[4, 4, 4], "home", jobs()), ["0 0-100", "0 1-101", "0 2-102", "0 3-103"]);
    assert_eq!(
        ran(&network, &[4, 4, 4], "round-robin", jobs()),
        ["0 0-100", "1 1-101", "2 2-102", "0 3-103"]
    );
}

#[test]
fn the_least_loaded_has_the_fewest_jobs_for_each_processor() {
    // One job on two processors is as much as two on four; among equals home is first.
    let jobs = (0..4).map(|id| job(id, 0, id, 1, 100)).collect();
    assert_eq!(
        ran(&open_to_all(2), &[2, 4], "least-loaded", jobs),
        ["0 0-100", "1 1-101", "1 2-102", "0 3-103"]
    );
}

#[test]
fn the_earliest_start_is_asked_of_the_ends_that_are_expected() {
    // At home 4 processors are free from 100 on, there from 60 on; then 4 wait at 60 there, and home is earlier.
    let jobs = vec![job(0, 0, 0, 4, 100), job(1, 1, 0, 4, 60), job(2, 0, 1, 4, 90), job(3, 0, 2, 4, 10)];
    assert_eq!(
        ran(&open_to_all(2), &[4, 4], "shortest-expected-wait", jobs),
        ["1 0-60", "0 0-100", "0 100-110", "1 60-150"]
    );
}

#[test]
fn jobs_spill_over_once_the_wait_at_home_is_too_long() {
    let jobs = || vec![job(0, 0, 0, 2, 100), job(1, 0, 1, 2, 10)];
    let network = open_to_all(3);
    assert_eq!(ran(&network, &[2, 2, 2], "spillover(98)", jobs()), ["1 1-11", "0 0-100"]);
    assert_eq!(ran(&network, &[2, 2, 2], "spillover(99)", jobs()), ["0 0-100", "0 100-110"]);
    let chain = Network { spills: vec![Some(CenterId(2)), None, None], ..open_to_all(3) };
    assert_eq!(ran(&chain, &[2, 2, 2], "spillover(98)", jobs()), ["2 1-11", "0 0-100"]);
}

#[test]
fn a_centre_that_refuses_is_passed_over_and_where_all_do_the_job_is_turned_away_once() {
    let network = open_to_all(3);
    let jobs = || vec![job(0, 0, 0, 3, 10), job(1, 0, 1, 5, 10)];
    for text in ["round-robin", "random", "least-loaded", "power-of-two", "hub", "shortest-expected-wait"] {
        let tape = tape_of(&network, &[2, 1, 4], text, jobs());
        let told: Vec<(u16, &JobFact)> = tape
            .entries
            .iter()
            .filter_map(|entry| Some((entry.center.0, entry.event.job()?.1)))
            .filter(|(_, fact)| matches!(fact, JobFact::Submitted | JobFact::Rejected { .. }))
            .collect();
        let why = Rejection::TooManyTasks;
        assert_eq!(told, [(2, &JobFact::Submitted), (0, &JobFact::Rejected { why })], "{text}");
    }
    // A router that keeps everybody at home looks nowhere else.
    let told = tape_of(&network, &[2, 1, 4], "home", jobs());
    let rejected = told.entries.iter().filter_map(|entry| entry.event.job());
    assert_eq!(rejected.filter(|(_, fact)| matches!(fact, JobFact::Rejected { .. })).count(), 2);
}

#[test]
fn a_job_takes_longer_on_slower_nodes_and_what_they_have() {
    let node = Resources { cores: 4, accelerators: 0, memory_mib: 0 };
    let there =
        Place { center: CenterId(1), partition: PartitionId(0), time: 2_500_000, mould: Mould::Nodes(node) };
    let home = Place::home(CenterId(0), PartitionId(0));
    let network = Network { places: vec![vec![home, there]], ..Network::default() };
    let centers = [Center::counted("a", 8), Center::of_nodes("b", 3, node)];
    let policy = PolicySpec::parse("fcfs").expect("the policy exists");
    let chance = Streams::new(1, 0).stream(Use::Routes, "");
    let mut simulation =
        Simulation::new(&centers, &policy).with_network(&network, router("round-robin"), chance);
    let jobs = vec![job(0, 0, 0, 6, 10), job(1, 0, 0, 6, 10)];
    let mut tape = Tape::default();
    simulation.run_until(Time::NEVER, &mut jobs.into_iter().peekable(), &mut tape).expect("jobs are there");
    let ended =
        tape.entries.iter().filter(|entry| matches!(entry.event.job(), Some((_, JobFact::Ended { .. }))));
    let ended: Vec<(u16, u64, Shape, u64)> = ended
        .filter_map(|entry| {
            let (request, _) = entry.event.job()?;
            Some((entry.center.0, entry.at.as_secs(), request.shape, request.walltime.as_secs()))
        })
        .collect();
    let nodes = Shape { tasks: 2, per_task: node, layout: suanli::model::Layout::OnePerNode };
    assert_eq!(ended, [(0, 10, Shape::processors(6), 10), (1, 25, nodes, 25)]);
}

/// How many jobs of a workload of the three centres went to each of them.
fn went(router: &str) -> BTreeMap<(String, String), u64> {
    let scenario = three();
    let policy = PolicySpec::parse("fcfs+easy").expect("the policy exists");
    let policy = policy.routed_by(router).expect("the router exists");
    let mut tape = Tape::default();
    World::of(&scenario, &policy, 0).simulate(&mut tape).expect("jobs can be made");
    let mut went = BTreeMap::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Submitted)) = entry.event.job() {
            let class = scenario.workloads[usize::from(request.class.0)].name.clone();
            let center = scenario.centers[usize::from(entry.center.0)].name.clone();
            *went.entry((class, center)).or_default() += 1;
        }
    }
    went
}

/// To which centres the jobs of a workload went.
fn places(router: &str, class: &str) -> Vec<String> {
    went(router).into_keys().filter(|(name, _)| name == class).map(|(_, center)| center).collect()
}

#[test]
fn prices_carbon_data_and_ways_decide_where_they_are_asked() {
    // An accelerator-hour is 5 yuan at a, and 3 at b and c; on the nodes of b work takes twice as long, or four times that is ported.
    assert_eq!(places("cheapest", "tuning"), ["c"]);
    assert_eq!(places("cheapest", "tests"), ["c"]);
    // The grid of c brings a little less than that of a.
    assert_eq!(places("greenest", "tuning"), ["c"]);
    assert_eq!(places("data-local", "tests"), ["c"]);
    assert_eq!(places("data-local", "tuning"), ["a"]);
    // Beijing is 15.8 ms from Wuhan, Shanghai 10.3 ms.
    assert_eq!(places("latency-bound", "tuning"), ["a", "c"]);
    assert_eq!(places("latency-bound", "tests"), ["a", "b", "c"]);
    for router in ["random", "hub", "least-loaded"] {
        assert_eq!(places(router, "desks"), ["c"], "jobs that may not leave have left under {router}");
    }
}
