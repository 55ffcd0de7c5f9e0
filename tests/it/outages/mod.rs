//! Nodes that fail: every start, end and loss worked out by hand, and the mean time of a job under random failures by Daly's
//! formula.
//!
//! What becomes of a job is one line, in seconds: `1: 0-300 failed losing 56, 300-965 done`.

mod daly;
mod shared;
mod silent;
mod sizes;
mod told;
mod typed;

use crate::support::request;
use std::collections::BTreeMap;
use suanli::engine::{Settings, Simulation};
use suanli::model::{
    Cause, Center, Checkpoints, ClassId, ClassRule, Eviction, Interval, Job, JobId, NodeId, NodeState,
    OnFailure, Outage, OutageCause, Outages, PoolId, Preemption, Qos, QosId, Resources, STEADY, Span, Time,
};
use suanli::policy::PolicySpec;
use suanli::record::{End, Event, JobFact, NodeFact, Stop, Tape};
use suanli::verify::Auditor;

/// So many equal nodes of one core, on which jobs of one class run under this rule.
fn machine(nodes: u32, rule: ClassRule) -> Center {
    let mut center = Center::of_nodes("machine", nodes, Resources::cores(1));
    center.rules.classes = vec![rule];
    center
}

fn job(id: u64, submit: u64, tasks: u32, (work, walltime): (u64, u64)) -> Job {
    Job { request: request(id, submit, tasks, walltime), work: Span::from_secs(work) }
}

fn outage(node: u32, from: u64, until: u64) -> Outage {
    let (from, until) = (Time::from_secs(from), Time::from_secs(until));
    Outage { from, noticed: from, pool: PoolId(0), node: NodeId(node), until, cause: OutageCause(0) }
}

fn play(center: &Center, policy: &str, outages: &[Outage], jobs: &[Job]) -> Tape {
    let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
    let centers = std::slice::from_ref(center);
    let settings = Settings { causes: true, ..Settings::default() };
    let outages = vec![Outages::new(vec!["disk".into()], outages.to_vec())];
    let mut simulation = Simulation::new(centers, &policy).with_settings(settings).with_outages(outages);
    let mut tape = Tape::default();
    let horizon = Time::from_secs(1_000_000);
    simulation.run_until(horizon, &mut jobs.iter().copied().peekable(), &mut tape).expect("jobs from memory");
    simulation.report_unfinished(horizon, &mut tape);
    let mut auditor = Auditor::new(centers).with_causes();
    tape.play(&mut auditor);
    let breaches = auditor.finish(horizon).kept;
    assert!(breaches.is_empty(), "{breaches:?}");
    tape
}

/// One line for each job.
fn fates(tape: &Tape) -> Vec<String> {
    let mut fates: BTreeMap<JobId, Vec<String>> = BTreeMap::new();
    for entry in &tape.entries {
        let now = entry.at.as_secs();
        let Some((request, fact)) = entry.event.job() else { continue };
        let word = match fact {
            JobFact::Stopped { start, stop, lost, .. } => {
                let stop = match stop {
                    Stop::NodeFailed => "failed",
                    Stop::Failed => "failed by itself",
                    Stop::Suspended => "suspended",
                    Stop::Requeued => "requeued",
                };
                format!("{}-{now} {stop} losing {}", start.as_secs(), lost.as_secs())
            }
            JobFact::Lost { lost } => format!("at {now} losing {}", lost.as_secs()),
            JobFact::Ended { start, end, .. } => {
                let end = match end {
                    End::Finished => "done",
                    End::Killed => "killed",
                    End::Evicted => "evicted",
                    End::NodeFailed => "given up",
                    End::Failed => "failed by itself",
                    End::Cancelled => "stopped by its user",
                };
                format!("{}-{now} {end}", start.as_secs())
            }
            JobFact::StillWaiting { .. } => "waits".into(),
            JobFact::StillRunning { .. } => "runs".into(),
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. } => continue,
        };
        fates.entry(request.id).or_default().push(word);
    }
    fates.into_iter().map(|(job, fate)| format!("{job}: {}", fate.join(", "))).collect()
}

fn every_minute(at_end: bool) -> Checkpoints {
    let interval = Interval::Every(Span::MINUTE);
    let (write, safe_after) = (Span::SECOND, Span::SECOND);
    let (growth, shared) = (STEADY, false);
    Checkpoints { interval, growth, write, shared, safe_after, restart: Span::ZERO, at_end }
}

/// The small cases B1 to B5: a task of ten minutes on one node that is up and down for so many minutes.
#[test]
fn a_task_that_fails_begins_anew_or_goes_on_from_its_checkpoint() {
    let ups_and_downs = |minutes: &[(u64, u64)]| {
        let mut at = 0;
        let mut outages = Vec::new();
        for (up, down) in minutes {
            outages.push(outage(0, at + 60 * up, at + 60 * (up + down)));
            at += 60 * (up + down);
        }
        outages
    };
    let rule = ClassRule::default();
    let retried = ClassRule { on_failure: OnFailure::Requeue { retries: Some(9) }, ..ClassRule::default() };
    let saved = ClassRule { checkpoint: Some(every_minute(false)), ..ClassRule::default() };
    let growing = Checkpoints { growth: 1_500, ..every_minute(false) };
    let growing = ClassRule { checkpoint: Some(growing), ..ClassRule::default() };
    let cases: [(&str, &ClassRule, Vec<Outage>, &str); 6] = [
        ("B1", &rule, ups_and_downs(&[(500, 5)]), "1: 0-600 done"),
        ("B2", &rule, ups_and_downs(&[(5, 5)]), "1: 0-300 failed losing 300, 600-1200 done"),
        (
            "B3",
            &rule,
            ups_and_downs(&[(5, 5), (7, 10)]),
            "1: 0-300 failed losing 300, 600-1020 failed losing 420, 1620-2220 done",
        ),
        ("B4", &retried, ups_and_downs(&[(5, 5); 20]), "5400-5700 given up"),
        ("B5", &saved, ups_and_downs(&[(5, 5)]), "1: 0-300 failed losing 56, 600-965 done"),
        // Checkpoints after 60, 90 and 135 s are done at 288 s; then after 60, 90 and 135 s again.
        ("B7", &growing, ups_and_downs(&[(5, 5)]), "1: 0-300 failed losing 12, 600-918 done"),
    ];
    for (name, rule, outages, expected) in cases {
        let tape = play(&machine(1, rule.clone()), "fcfs+easy", &outages, &[job(1, 0, 1, (600, 10_000))]);
        let [fate] = &fates(&tape)[..] else { panic!("one job") };
        assert!(fate.ends_with(expected), "{name}: {fate}");
    }
    // B6: twice as much work, at one speed after another. What it draws does not matter to when it is done.
    let tape =
        play(&machine(1, saved), "fcfs+easy", &ups_and_downs(&[(5, 5)]), &[job(1, 0, 1, (1_200, 10_000))]);
    assert_eq!(fates(&tape), ["1: 0-300 failed losing 56, 600-1575 done"]);
}

/// The task of B5 stands still for nine checkpoints of one second, five of them after the failure.
#[test]
fn the_time_of_a_run_is_work_checkpoints_and_restarts() {
    let checkpoint = Some(Checkpoints { restart: Span::from_secs(30), ..every_minute(false) });
    let center = machine(1, ClassRule { checkpoint, ..ClassRule::default() });
    let tape = play(&center, "fcfs", &[outage(0, 300, 600)], &[job(1, 0, 1, (600, 10_000))]);
    let spent = tape.entries.iter().filter_map(|entry| match entry.event.job() {
        Some((_, JobFact::Stopped { spent, .. } | JobFact::Ended { spent, .. })) => Some(*spent),
        Some(_) | None => None,
    });
    let spent: Vec<(u64, u64)> =
        spent.map(|spent| (spent.checkpoints.as_secs(), spent.restarts.as_secs())).collect();
    assert_eq!(spent, [(4, 0), (5, 30)]);
    assert_eq!(fates(&tape), ["1: 0-300 failed losing 56, 600-995 done"]);
}

/// A job on three nodes ends with the first of them. The other two are free at once, and a job behind it that needs two starts
/// there; the first goes on when three are up.
#[test]
fn a_job_needs_all_of_its_nodes_and_waits_for_the_one_that_failed() {
    let jobs = [job(1, 0, 3, (100, 100)), job(2, 10, 2, (30, 30))];
    for policy in ["fcfs+easy", "fcfs+conservative", "fcfs+depth(2)", "fcfs+slack(100)", "fcfs+replanned"] {
        let tape = play(&machine(3, ClassRule::default()), policy, &[outage(1, 40, 90)], &jobs);
        let expected = ["1: 0-40 failed losing 40, 90-190 done", "2: 40-70 done"];
        assert_eq!(fates(&tape), expected, "{policy}");
    }
    // Nobody overtakes under `none`.
    let tape = play(&machine(3, ClassRule::default()), "fcfs+none", &[outage(1, 40, 90)], &jobs);
    assert_eq!(fates(&tape), ["1: 0-40 failed losing 40, 90-190 done", "2: 190-220 done"]);
}

/// The first job runs on one node of two until 100 s, and the second, of two nodes, is promised both from then on. At 50 s the
/// free one fails for a minute: the second starts when both are there, and what it was promised is no longer counted on.
#[test]
fn a_reservation_whose_node_fails_is_made_anew() {
    let jobs = [job(1, 0, 1, (100, 100)), job(2, 10, 2, (30, 30)), job(3, 20, 1, (70, 70))];
    for policy in [
        "fcfs+easy",
        "fcfs+easy-shortest-first",
        "fcfs+depth(2)",
        "fcfs+conservative",
        "fcfs+slack(100)",
        "fcfs+replanned",
        "fcfs+tiered(1)",
        "fcfs+periodic(10)",
    ] {
        let tape = play(&machine(2, ClassRule::default()), policy, &[outage(1, 50, 160)], &jobs);
        // The third overtook, was stopped, and stands behind the second, but the second finds only one node until 160 s.
        let expected = ["1: 0-100 done", "2: 170-200 done", "3: 20-50 failed losing 30, 100-170 done"];
        assert_eq!(fates(&tape), expected, "{policy}");
    }
    // Under this one the third does not overtake at once, so that nothing fails under it.
    let tape = play(&machine(2, ClassRule::default()), "fcfs+stepped(1)", &[outage(1, 50, 160)], &jobs);
    assert_eq!(fates(&tape), ["1: 0-100 done", "2: 170-200 done", "3: 100-170 done"]);
}

/// A node that stands by takes the place of the one that failed at once, and the one that is repaired stands by from then on.
#[test]
fn a_spare_takes_the_place_of_a_node_that_fails() {
    let mut center = machine(2, ClassRule { checkpoint: Some(every_minute(false)), ..ClassRule::default() });
    center.spares = vec![1];
    let outages = [outage(0, 100, 200), outage(2, 300, 10_000), outage(1, 400, 10_000)];
    let tape = play(&center, "fcfs", &outages, &[job(1, 0, 2, (600, 10_000))]);
    // At 100 s node 2 takes over from node 0, which stands by from 200 s on and takes over at 300 s from node 2. At 400 s node 1
    // fails, too, and nobody stands by: the job waits for 9,600 s.
    let fate = "1: 0-100 failed losing 39, 100-300 failed losing 17, 300-400 failed losing 39, 10000-";
    assert!(fates(&tape)[0].starts_with(fate), "{:?}", fates(&tape));
    let turns: Vec<(u64, u32, NodeState)> = tape
        .entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Nodes(NodeFact::Turned(turn)) => Some((entry.at.as_secs(), turn.node.0, turn.to)),
            Event::Nodes(NodeFact::Capacity(_) | NodeFact::Geared(_))
            | Event::Job { .. }
            | Event::Waiting { .. }
            | Event::Data(_) => None,
        })
        .collect();
    let (up, down, spare) = (NodeState::InService, NodeState::Down, NodeState::Spare);
    let expected = [
        (100, 0, down),
        (100, 2, up),
        (200, 0, spare),
        (300, 2, down),
        (300, 0, up),
        (400, 1, down),
        (10_000, 2, up),
        (10_000, 1, spare),
    ];
    assert_eq!(turns, expected);
}

/// A job is suspended on a node that fails: it loses what is in no checkpoint and goes on elsewhere.
#[test]
fn a_job_that_is_suspended_on_a_node_that_fails_goes_on_elsewhere() {
    let mut center = machine(2, ClassRule { checkpoint: Some(every_minute(false)), ..ClassRule::default() });
    let qos = |number: u16| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number),
        price_percent: 100,
        preempts: if number == 1 { vec![QosId(0)] } else { Vec::new() },
    };
    center.rules.qos = (0..2).map(qos).collect();
    center.rules.classes.push(ClassRule { qos: QosId(1), ..ClassRule::default() });
    center.rules.preemption = Preemption { eviction: Eviction::Suspend, ..Preemption::default() };
    let mut other = job(2, 100, 1, (500, 500));
    other.request.class = ClassId(1);
    let mut long = job(3, 0, 1, (1_000, 1_000));
    long.request.class = ClassId(1);
    let jobs = [long, job(1, 0, 1, (300, 10_000)), other];
    let tape = play(&center, "fcfs+easy", &[outage(1, 200, 5_000)], &jobs);
    // Of 99 s of work before it was suspended, one checkpoint holds 60. The job that runs there loses all. Node 0 is free again
    // after 1,000 s, for the job that was submitted first.
    let expected = [
        "1: 0-100 suspended losing 0, at 200 losing 39, 1000-1243 done",
        "2: 100-200 failed losing 100, 1243-1743 done",
        "3: 0-1000 done",
    ];
    assert_eq!(fates(&tape), expected);
}

/// Of 100 s that the second job waits, the machine is too small for 60: it would have started if no node had failed.
#[test]
fn a_wait_for_a_node_that_failed_has_a_cause_of_its_own() {
    let jobs = [job(1, 0, 1, (110, 110)), job(2, 10, 2, (50, 50))];
    let tape =
        play(&machine(3, ClassRule::default()), "fcfs+easy", &[outage(2, 5, 70), outage(1, 100, 120)], &jobs);
    let waited = tape.entries.iter().find_map(|entry| match entry.event.job() {
        Some((request, JobFact::Waited { causes })) if request.id == JobId(2) => Some(*causes),
        Some(_) | None => None,
    });
    let causes = waited.expect("it waited");
    assert_eq!(causes.of(Cause::Outage), Span::from_secs(60));
    assert_eq!(causes.total(), Span::from_secs(60));
}
