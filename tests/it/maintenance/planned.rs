//! Work on dates that everybody knows, and on dates that nobody does.

use super::{POLICIES, job, machine, play, runs, turns, work};
use suanli::metrics::{Measured, Tally, Window, place};
use suanli::model::{
    Cause, CenterId, Muster, NodeId, NodeState, Outage, OutageCause, Outages, PoolId, Span, Time,
};
use suanli::record::JobFact;

const UP: NodeState = NodeState::InService;
const DOWN: NodeState = NodeState::Down;

/// Node 0 is worked on from 100 to 150 s, node 1 from 150 to 200 s. Job 1 would still run at 100 s and goes to node 1. Job 3, of a
/// minute, finds node 0 closed until 150 s, and half a minute on node 1 before that; job 4 is short enough for it.
#[test]
fn jobs_run_around_work_that_rolls_over_the_nodes() {
    let center = machine(&[(1, Some(work(&[(100, 150)]))), (1, Some(work(&[(150, 200)])))]);
    let jobs = [job(1, 0, 1, 120), job(2, 0, 1, 100), job(3, 100, 1, 60), job(4, 130, 1, 15)];
    for policy in POLICIES {
        let tape = play(&center, policy, &jobs);
        assert_eq!(runs(&tape), ["0-120", "0-100", "150-210", "130-145"], "{policy}");
        assert_eq!(turns(&tape), [(100, 0, DOWN), (150, 0, UP), (150, 1, DOWN), (200, 1, UP)], "{policy}");
        // From 100 s on it waits for capacity, and from 120 s on for a free node that is soon to be worked on.
        let causes = tape.entries.iter().find_map(|entry| match entry.event.job() {
            Some((request, JobFact::Waited { causes })) if request.id.0 == 3 => Some(*causes),
            Some(_) | None => None,
        });
        assert_eq!(causes.expect("it waited").of(Cause::Reservation), Span::from_secs(50), "{policy}");
    }
}

/// Two nodes are each out for 50 of 250 seconds, whether the work is planned or waits for jobs: they were up for 80 % of the time, and
/// none has failed.
#[test]
fn nodes_that_are_worked_on_are_down_and_have_not_failed() {
    let planned = machine(&[(1, Some(work(&[(100, 150)]))), (1, Some(work(&[(150, 200)])))]);
    let free = super::free::worked_on(2, &[100], 1, Muster::Each);
    for center in [planned, free] {
        let tape = play(&center, "fcfs+easy", &[job(1, 0, 1, 80)]);
        let window = Window { start: Time::ZERO, end: Time::from_secs(250) };
        let (centers, class_centers) = ([center], [CenterId(0)]);
        let (centers, class_centers) = (&centers[..], &class_centers[..]);
        let mut tally = Tally::new(Measured { centers, class_centers, groups: 1, window, week: None });
        tape.play(&mut tally);
        let result = tally.finish(0, 0);
        let value = |metric: &str| result.values[0].1[place(metric).expect("there is such a metric")];
        assert_eq!(value("availability"), Some(0.8));
        assert_eq!(value("node_outages"), Some(0.0));
    }
}

/// Nobody knows of the work before it begins at 100 s: the job that runs is stopped and begins anew at 150 s.
#[test]
fn work_that_nobody_knew_of_stops_jobs() {
    let center = machine(&[(1, Some(work(&[(100, 150)]).announced(Span::ZERO)))]);
    for policy in POLICIES {
        let tape = play(&center, policy, &[job(1, 0, 1, 300), job(2, 120, 1, 10)]);
        assert_eq!(runs(&tape), ["0-100! 150-450", "450-460"], "{policy}");
        assert_eq!(turns(&tape), [(100, 0, DOWN), (150, 0, UP)], "{policy}");
    }
}

/// People learn of it half a minute before: job 1 is there already and is stopped, job 2 waits until it is over.
#[test]
fn work_that_is_announced_late_stops_only_those_who_did_not_know() {
    let center = machine(&[(2, Some(work(&[(100, 150)]).announced(Span::from_secs(30))))]);
    for policy in POLICIES {
        let tape = play(&center, policy, &[job(1, 60, 1, 50), job(2, 80, 1, 50), job(3, 80, 1, 20)]);
        assert_eq!(runs(&tape), ["60-100! 150-200", "150-200", "80-100"], "{policy}");
    }
}

/// A node fails at 90 s for 100 s, another at 120 s for 10 s, while both are worked on from 100 s to 150 s: the first is back at
/// 190 s, the second at 150 s, and each is told of once.
#[test]
fn a_node_that_fails_and_is_worked_on_is_back_when_both_are_over() {
    let center = machine(&[(2, Some(work(&[(100, 150)])))]);
    let outage = |node, from, until| Outage {
        from: Time::from_secs(from),
        noticed: Time::from_secs(from),
        pool: PoolId(0),
        node: NodeId(node),
        until: Time::from_secs(until),
        cause: OutageCause(0),
    };
    let outages = Outages::new(vec!["disk".into()], vec![outage(0, 90, 190), outage(1, 120, 130)]);
    let tape = super::play_with(&center, "fcfs+easy", vec![outages], &[job(1, 160, 2, 10)]);
    assert_eq!(turns(&tape), [(90, 0, DOWN), (100, 1, DOWN), (150, 1, UP), (190, 0, UP)]);
    assert_eq!(runs(&tape), ["190-200"]);
    let outages = Outages::new(vec!["disk".into()], vec![outage(0, 90, 110)]);
    let tape = super::play_with(&center, "fcfs+easy", vec![outages], &[job(1, 160, 2, 10)]);
    assert_eq!(turns(&tape), [(90, 0, DOWN), (100, 1, DOWN), (150, 0, UP), (150, 1, UP)]);
}
