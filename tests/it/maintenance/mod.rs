//! Nodes that are worked on, and dates that people learn of only some time ahead: every start, stop and turn worked out by hand.

mod announced;
mod free;
mod planned;
mod steps;
mod typed;

use crate::support::request;
use std::collections::BTreeMap;
use suanli::engine::{Settings, Simulation};
use suanli::model::{
    Center, Job, Lock, NodeState, Nodes, Outages, Partition, Pool, PoolId, Resources, Span, Time, Windows,
};
use suanli::policy::PolicySpec;
use suanli::record::{Event, JobFact, NodeFact, Tape};
use suanli::verify::Auditor;

/// Policies under which everybody who may start early does.
const POLICIES: [&str; 5] =
    ["fcfs+easy", "fcfs+depth(2)", "fcfs+conservative", "fcfs+slack(50)", "fcfs+replanned"];

/// A machine of pools of so many nodes of one core, each under a lock or none.
fn machine(pools: &[(u32, Option<Lock>)]) -> Center {
    let kind = Center::of_nodes("machine", 1, Resources::cores(1)).pools.swap_remove(0);
    let pool = |(place, (count, lock)): (usize, &(u32, Option<Lock>))| Pool {
        name: format!("pool {place}"),
        nodes: Nodes::Named { count: *count },
        lock: lock.clone(),
        ..kind.clone()
    };
    let made: Vec<Pool> = pools.iter().enumerate().map(pool).collect();
    let ids = (0..made.len() as u16).map(PoolId).collect();
    Center::new("machine", "machine", made, vec![Partition { name: "all".into(), pools: ids }], 1)
}

/// Nobody may use the nodes within these seconds, in which they are worked on.
fn work(spans: &[(u64, u64)]) -> Lock {
    Lock { name: "work".into(), windows: windows(spans), ..Lock::default() }
}

/// The nodes are not there within these seconds.
fn absence(spans: &[(u64, u64)]) -> Lock {
    Lock { name: "phase".into(), windows: windows(spans), absent: true, ..Lock::default() }
}

fn windows(spans: &[(u64, u64)]) -> Windows {
    let time = |secs: u64| if secs == u64::MAX { Time::NEVER } else { Time::from_secs(secs) };
    Windows::new(spans.iter().map(|(from, until)| (time(*from), time(*until))).collect())
}

/// A job that asks for as long as it runs.
fn job(id: u64, submit: u64, tasks: u32, secs: u64) -> Job {
    Job { request: request(id, submit, tasks, secs), work: Span::from_secs(secs) }
}

/// All that happens until nobody is there any more; no law may be broken on the way.
fn play(center: &Center, policy: &str, jobs: &[Job]) -> Tape {
    play_with(center, policy, Vec::new(), jobs)
}

/// The same where nodes fail.
fn play_with(center: &Center, policy: &str, outages: Vec<Outages>, jobs: &[Job]) -> Tape {
    let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
    let settings = Settings { causes: true, ..Settings::default() };
    let mut simulation = Simulation::new(std::slice::from_ref(center), &policy);
    simulation = simulation.with_settings(settings).with_outages(outages);
    let mut tape = Tape::default();
    let horizon = Time::from_secs(10_000);
    simulation.run_until(horizon, &mut jobs.iter().copied().peekable(), &mut tape).expect("jobs from memory");
    simulation.report_unfinished(horizon, &mut tape);
    let mut auditor = Auditor::new(std::slice::from_ref(center)).with_causes();
    tape.play(&mut auditor);
    let breaches = auditor.finish(horizon).kept;
    assert!(breaches.is_empty(), "{breaches:?}");
    tape
}

/// One line for each job, with all of its runs in seconds; `!` stands behind a run that was stopped.
fn runs(tape: &Tape) -> Vec<String> {
    let mut runs: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let Some((start, _)) = fact.stretch() else { continue };
        let mark = if matches!(fact, JobFact::Stopped { .. }) { "!" } else { "" };
        let run = format!("{}-{}{mark}", start.as_secs(), entry.at.as_secs());
        runs.entry(request.id.0).or_default().push(run);
    }
    runs.into_values().map(|runs| runs.join(" ")).collect()
}

/// When which node became what, in seconds.
fn turns(tape: &Tape) -> Vec<(u64, u32, NodeState)> {
    let turned = |entry: &suanli::record::Entry| match &entry.event {
        Event::Nodes(NodeFact::Turned(turn)) => Some((entry.at.as_secs(), turn.node.0, turn.to)),
        Event::Nodes(NodeFact::Capacity(_) | NodeFact::Geared(_))
        | Event::Job { .. }
        | Event::Waiting { .. }
        | Event::Data(_) => None,
    };
    tape.entries.iter().filter_map(turned).collect()
}
