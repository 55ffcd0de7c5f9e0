//! Work that waits for jobs to end.

use super::{POLICIES, job, machine, play, play_with, runs, turns};
use suanli::model::{
    Cause, Center, Muster, NodeId, NodeState, Outage, OutageCause, Outages, PartitionId, PoolId, Span, Time,
    Work,
};
use suanli::record::{JobFact, Tape};

const EMPTYING: NodeState = NodeState::Emptying;
const DOWN: NodeState = NodeState::Down;
const UP: NodeState = NodeState::InService;

/// So many nodes, all of which are worked on for 50 s each from these seconds on, so many at a time.
pub(super) fn worked_on(nodes: u32, begins: &[u64], at_a_time: u32, muster: Muster) -> Center {
    let work = Work {
        name: "work".into(),
        partition: PartitionId(0),
        nodes,
        at_a_time,
        lasts: Span::from_secs(50),
        begins: begins.iter().copied().map(Time::from_secs).collect(),
        muster,
    };
    Center { works: vec![work], ..machine(&[(nodes, None)]) }
}

fn waited(tape: &Tape, job: u64, cause: Cause) -> u64 {
    let found = tape.entries.iter().find_map(|entry| match entry.event.job() {
        Some((request, JobFact::Waited { causes })) if request.id.0 == job => Some(*causes),
        Some(_) | None => None,
    });
    found.expect("it waited").of(cause).as_secs()
}

/// Node 1 is idle at 100 s and goes first. At 150 s node 0 is next, where job 2 runs since 130 s: it goes on to its end at 230 s, and
/// nobody is stopped. Job 3 needs both nodes and waits for the work from then on, but for 20 s in which job 4 has the other.
#[test]
fn nodes_are_taken_one_after_the_other_as_they_become_free() {
    let center = worked_on(2, &[100], 1, Muster::Each);
    let jobs = [job(1, 0, 1, 130), job(2, 110, 1, 100), job(3, 160, 2, 10), job(4, 240, 1, 20)];
    for policy in POLICIES {
        let tape = play(&center, policy, &jobs);
        assert_eq!(runs(&tape), ["0-130", "130-230", "280-290", "240-260"], "{policy}");
        let expected = [
            (100, 1, EMPTYING),
            (100, 1, DOWN),
            (150, 1, UP),
            (150, 0, EMPTYING),
            (230, 0, DOWN),
            (280, 0, UP),
        ];
        assert_eq!(turns(&tape), expected, "{policy}");
        assert_eq!(waited(&tape, 3, Cause::Outage), 30, "{policy}");
        assert_eq!(waited(&tape, 2, Cause::Outage), 20, "{policy}");
    }
}

/// Node 1 is idle at 100 s, and waits for node 0, on which job 1 runs until 130 s.
#[test]
fn work_on_nodes_together_begins_when_all_are_free() {
    let center = worked_on(2, &[100], 2, Muster::All);
    let jobs = [job(1, 0, 1, 130), job(2, 110, 1, 10)];
    for policy in POLICIES {
        let tape = play(&center, policy, &jobs);
        assert_eq!(runs(&tape), ["0-130", "180-190"], "{policy}");
        let expected = [
            (100, 1, EMPTYING),
            (100, 0, EMPTYING),
            (130, 0, DOWN),
            (130, 1, DOWN),
            (180, 0, UP),
            (180, 1, UP),
        ];
        assert_eq!(turns(&tape), expected, "{policy}");
    }
}

/// Three nodes, two at a time and together: the third waits for its turn.
#[test]
fn the_next_are_taken_when_those_before_are_back() {
    let tape = play(&worked_on(3, &[100], 2, Muster::All), "fcfs+easy", &[]);
    let downs: Vec<(u64, u32)> =
        turns(&tape).into_iter().filter(|turn| turn.2 == DOWN).map(|(at, node, _)| (at, node)).collect();
    assert_eq!(downs, [(100, 0), (100, 1), (150, 2)]);
    // Work that has not ended when it would begin again is not begun twice.
    assert_eq!(turns(&play(&worked_on(1, &[100, 120], 1, Muster::Each), "fcfs+easy", &[])).len(), 3);
    assert_eq!(turns(&play(&worked_on(1, &[100, 150], 1, Muster::Each), "fcfs+easy", &[])).len(), 6);
}

/// A node that fails while it is worked on, or before, is back when both are over, and is told of once.
#[test]
fn a_node_that_fails_meanwhile_is_back_when_both_are_over() {
    let told = |from, until| {
        let outage = Outage {
            from: Time::from_secs(from),
            noticed: Time::from_secs(from),
            pool: PoolId(0),
            node: NodeId(0),
            until: Time::from_secs(until),
            cause: OutageCause(0),
        };
        let outages = vec![Outages::new(vec!["disk".into()], vec![outage])];
        let center = worked_on(1, &[100], 1, Muster::Each);
        let tape = play_with(&center, "fcfs+easy", outages, &[job(1, 80, 1, 40)]);
        (turns(&tape), runs(&tape).join(" "))
    };
    let usual = |last| vec![(120, 0, EMPTYING), (120, 0, DOWN), (last, 0, UP)];
    let emptied = |mut turns: Vec<(u64, u32, NodeState)>| {
        turns[0].0 = 100;
        turns
    };
    assert_eq!(told(150, 160), (emptied(usual(170)), "80-120".into()));
    assert_eq!(told(150, 200), (emptied(usual(200)), "80-120".into()));
    // It fails while it is emptied: its job is stopped, and the work begins at once.
    let early = vec![(100, 0, EMPTYING), (110, 0, DOWN), (160, 0, UP)];
    assert_eq!(told(110, 120), (early.clone(), "80-110! 160-200".into()));
    // It has failed already: it is worked on as it is.
    assert_eq!(told(90, 120), (vec![(90, 0, DOWN), (150, 0, UP)], "80-90! 150-190".into()));
    assert_eq!(told(90, 170), (vec![(90, 0, DOWN), (170, 0, UP)], "80-90! 170-210".into()));
}
