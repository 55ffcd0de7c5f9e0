//! Where the time of nodes went, worked out by hand on a small tape.

use crate::support::{request, told};
use suanli::metrics::{CellResult, Measured, Part, Resource, Scope, Tally, Window, place};
use suanli::model::{
    Center, CenterId, GroupId, Layout, Lock, LockMode, NodeId, NodeState, NodeType, Nodes, OutageCause,
    Partition, PeakFlops, Pool, PoolId, Request, Resources, Shape, Span, Time, Windows,
};
use suanli::record::{End, Entry, Event, JobFact, NodeFact, Past, Piece, Spent, Stop, Tape, Turn};

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn pool(name: &str, count: u32, lock: Option<Lock>) -> Pool {
    let node_type = NodeType {
        name: "server".into(),
        capacity: Resources { cores: 8, accelerators: 4, memory_mib: 0 },
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: name.into(), node_type, nodes: Nodes::Named { count }, lock }
}

fn lock(owners: Vec<GroupId>, mode: LockMode, from: u64, until: u64) -> Option<Lock> {
    let windows = Windows::new(vec![(at(from), at(until))]);
    Some(Lock { name: "lock".into(), owners, mode, windows, absent: false, foresight: None })
}

/// Four nodes of 8 cores and 4 cards: 0 and 1 are open, 2 is locked from 100 s to 300 s, 3 is under maintenance from 400 s to 500 s.
fn center(mode: LockMode) -> Center {
    let pools = vec![
        pool("open", 2, None),
        pool("locked", 1, lock(vec![GroupId(0)], mode, 100, 300)),
        pool("repaired", 1, lock(Vec::new(), LockMode::Strict, 400, 500)),
    ];
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0), PoolId(1), PoolId(2)] };
    Center::new("small", "Small", pools, vec![partition], 1)
}

fn asked(id: u64, tasks: u32) -> Request {
    let per_task = Resources { cores: 2, accelerators: 1, memory_mib: 0 };
    Request { shape: Shape { tasks, per_task, layout: Layout::Anywhere }, ..request(id, 0, tasks, 3_600) }
}

/// Job 1 holds node 0 until 200 s, of which it spends 20 s on checkpoints; job 2 holds half of node 2 from 150 s to 250 s, in vain.
/// Node 1 is down from 300 s to 360 s, and node 3 from 450 s to 480 s.
fn tape() -> Tape {
    let piece = |pool, node, tasks| [Piece { pool: PoolId(pool), node: NodeId(node), tasks }];
    let (first, second, past) = (asked(1, 4), asked(2, 2), Past::default());
    let (one, two) = (piece(0, 0, 4), piece(1, 2, 2));
    let waited = Past { waited: Span::from_secs(150), ..past };
    let spent = Spent { checkpoints: Span::from_secs(20), ..Spent::default() };
    let stopped = JobFact::Stopped {
        start: at(150),
        stop: Stop::Requeued,
        lost: Span::from_secs(100),
        spent: Spent::default(),
        past: waited,
    };
    let again = Past { waited: Span::from_secs(500), ran: Span::from_secs(100), stops: 1, ..past };
    let turned = |pool, node, from, to| {
        let (pool, node, cause) = (PoolId(pool), NodeId(node), OutageCause::default());
        Event::Nodes(NodeFact::Turned(Turn { pool, node, from, to, cause }))
    };
    let (up, down) = (NodeState::InService, NodeState::Down);
    let events = vec![
        (0, told(first, &[], JobFact::Submitted)),
        (0, told(second, &[], JobFact::Submitted)),
        (0, told(first, &one, JobFact::Started { past })),
        (150, told(second, &two, JobFact::Started { past: waited })),
        (200, told(first, &one, JobFact::Ended { start: at(0), end: End::Finished, spent, past })),
        (250, told(second, &two, stopped)),
        (300, turned(0, 1, up, down)),
        (360, turned(0, 1, down, up)),
        (450, turned(2, 3, up, down)),
        (480, turned(2, 3, down, up)),
        (600, told(second, &[], JobFact::StillWaiting { past: again, work: Span::HOUR })),
    ];
    let entry = |(secs, event)| Entry { at: at(secs), center: CenterId(0), event };
    Tape { entries: events.into_iter().map(entry).collect() }
}

fn tallied(mode: LockMode) -> CellResult {
    let mut tally = Tally::new(Measured {
        centers: &[center(mode)],
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: at(50), end: at(600) },
        week: None,
    });
    tape().play(&mut tally);
    tally.finish(0, 0)
}

/// Card-seconds of 550 s of four nodes of four cards.
const STRICT: [(Part, i128); 13] = [
    (Part::Useful, 150 * 4 + 100 * 2 - 200 - 80),
    (Part::LostToEvictions, 100 * 2),
    (Part::LostToFailures, 0),
    (Part::LostToOwnFailures, 0),
    (Part::Checkpoints, 20 * 4),
    (Part::Restarts, 0),
    (Part::Waking, 0),
    (Part::Hung, 0),
    (Part::Slowed, 0),
    // Of the open nodes what is neither held nor down, of the others what lies outside of their locks.
    (Part::Idle, (2 * 550 * 4 - 600 - 240) + 350 * 4 + 450 * 4),
    (Part::ReservedIdle, 200 * 4 - 100 * 2),
    (Part::Maintenance, 100 * 4 - 30 * 4),
    (Part::Down, 60 * 4 + 30 * 4),
];

#[test]
fn every_part_of_the_time_of_nodes_is_as_worked_out_by_hand() {
    let balance = tallied(LockMode::Strict).balances[0];
    let (cores, cards) = (balance.of(Resource::Cores), balance.of(Resource::Accelerators));
    assert_eq!((cards.capacity, cores.capacity), (8_800_000_000, 17_600_000_000));
    for (part, secs) in STRICT {
        assert_eq!(cards.part(part), secs * 1_000_000, "{part:?}");
        // Every job takes two cores with each card.
        assert_eq!(cores.part(part), secs * 2_000_000, "{part:?}");
        assert_eq!(balance.of(Resource::Memory).part(part), 0);
    }
    assert_eq!(STRICT.iter().map(|(_, secs)| secs).sum::<i128>(), 8_800);
}

#[test]
fn only_a_lock_that_keeps_others_out_keeps_nodes_idle() {
    let hour = Span::HOUR;
    for (mode, reserved) in [
        (LockMode::LendShort { notice: hour }, 600),
        (LockMode::LendPreemptible, 0),
        (LockMode::LendUntilNeeded { return_time: hour }, 0),
    ] {
        let cards = *tallied(mode).balances[0].of(Resource::Accelerators);
        assert_eq!(cards.part(Part::ReservedIdle), reserved * 1_000_000, "{mode:?}");
        assert_eq!(cards.part(Part::Idle), (7_360 - reserved) * 1_000_000, "{mode:?}");
    }
}

#[test]
fn the_metrics_of_a_centre_say_where_the_time_of_its_nodes_went() {
    let result = tallied(LockMode::Strict);
    for (metric, secs) in [
        ("accelerator_hours_capacity", 8_800.0),
        ("accelerator_hours_useful", 520.0),
        ("accelerator_hours_idle", 6_760.0),
        ("accelerator_hours_reserved_idle", 600.0),
        ("accelerator_hours_maintenance", 280.0),
        ("accelerator_hours_down", 360.0),
        ("core_hours_capacity", 17_600.0),
        ("core_hours_useful", 1_040.0),
        ("core_hours_idle", 13_520.0),
        ("core_hours_reserved_idle", 1_200.0),
        ("core_hours_maintenance", 560.0),
        ("core_hours_down", 720.0),
    ] {
        let row = place(metric).expect("the metric is there");
        for (scope, values) in &result.values {
            let is_whole = matches!(scope, Scope::Overall | Scope::Center(_));
            assert_eq!(values[row], is_whole.then_some(secs / 3_600.0), "{metric} of {scope:?}");
        }
    }
}

#[test]
fn nodes_that_failed_or_are_under_maintenance_are_told_of_over_time_and_in_the_map() {
    let mut tally = Tally::new(Measured {
        centers: &[center(LockMode::Strict)],
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: at(0), end: at(600) },
        week: Some(Window { start: at(330), end: at(470) }),
    });
    tape().play(&mut tally);
    let result = tally.finish(0, 0);
    let line = &result.timelines[0];
    // Bins of a second.
    assert_eq!(line.bin, Span::SECOND);
    for (from, until, down, maintained) in [
        (0, 300, 0.0, 0.0),
        (300, 360, 1.0, 0.0),
        (360, 400, 0.0, 0.0),
        (400, 450, 0.0, 1.0),
        (450, 480, 1.0, 1.0),
    ] {
        assert!(line.down_nodes[from..until].iter().all(|nodes| *nodes == down), "{from} to {until}");
        assert!(
            line.maintenance_nodes[from..until].iter().all(|nodes| *nodes == maintained),
            "{from} to {until}"
        );
    }
    assert_eq!(line.maintenance_nodes[480..600].iter().sum::<f64>(), 20.0);
    assert_eq!(line.down_nodes[480..600].iter().sum::<f64>(), 0.0);
    // Of the 140 s that the map shows node 1 is down for 30 s and node 3 for 20 s.
    let share = |secs: f32| vec![secs / 140.0];
    assert_eq!(result.heat[0].down, [share(0.0), share(30.0), share(0.0), share(20.0)]);
}
