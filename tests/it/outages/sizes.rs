//! What failures cost jobs of each size, worked out by hand.

use crate::support::{request, told};
use suanli::metrics::{CellResult, JobSize, Measured, Resource, SizeCost, SizeTotals, Tally, Window};
use suanli::model::{Center, CenterId, Layout, NodeId, PoolId, Request, Resources, Shape, Span, Time};
use suanli::record::{End, Entry, JobFact, Past, Piece, Spent, Stop, Tape};

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn asked(id: u64, tasks: u32, accelerators: u32) -> Request {
    let per_task = Resources { cores: 8, accelerators, memory_mib: 0 };
    Request { shape: Shape { tasks, per_task, layout: Layout::OnePerNode }, ..request(id, 0, tasks, 9_000) }
}

fn on(nodes: std::ops::Range<u32>) -> Vec<Piece> {
    nodes.map(|node| Piece { pool: PoolId(0), node: NodeId(node), tasks: 1 }).collect()
}

/// Job 1 holds 16 cards of two nodes from 0 s: a node fails at 1,000 s, of whose work 400 s are lost; it goes on at 1,000 s and is done at
/// 3,000 s. Job 2 holds 8 cards of one node until 2,000 s and is given up when the node fails. Job 3 holds 8 cores of one node to the
/// end, and job 4 is evicted after 500 s with all that it did on 9 nodes.
fn tallied(from: u64) -> CellResult {
    let (first, second, third, fourth) = (asked(1, 2, 8), asked(2, 1, 8), asked(3, 1, 0), asked(4, 9, 8));
    let (none, spent) = (Past::default(), Spent::default());
    let secs = Span::from_secs;
    let stopped = |stop, lost| JobFact::Stopped { start: at(0), stop, lost: secs(lost), spent, past: none };
    let again = Past { ran: secs(1_000), kept: secs(600), stops: 1, ..none };
    let ended = |start, end, past| JobFact::Ended { start: at(start), end, spent, past };
    let mut entries = Vec::new();
    let mut tell = |secs, request, pieces: &[Piece], fact| {
        entries.push(Entry { at: at(secs), center: CenterId(0), event: told(request, pieces, fact) });
    };
    let places = [on(0..2), on(2..3), on(3..4), on(4..13)];
    for (request, pieces) in [first, second, third, fourth].into_iter().zip(&places) {
        tell(0, request, &[], JobFact::Submitted);
        tell(0, request, pieces, JobFact::Started { past: none });
    }
    tell(500, fourth, &places[3], stopped(Stop::Requeued, 500));
    tell(1_000, first, &places[0], stopped(Stop::NodeFailed, 400));
    tell(1_000, first, &places[0], JobFact::Started { past: again });
    tell(2_000, second, &places[1], ended(0, End::NodeFailed, none));
    tell(3_000, first, &places[0], ended(1_000, End::Finished, again));
    tell(
        4_000,
        third,
        &places[2],
        JobFact::StillRunning { start: at(0), spent, past: none, work: Span::HOUR },
    );
    let past = Past { ran: secs(500), stops: 1, ..none };
    tell(4_000, fourth, &[], JobFact::StillWaiting { past, work: Span::HOUR });
    let server = Resources { cores: 64, accelerators: 8, memory_mib: 0 };
    let mut tally = Tally::new(Measured {
        centers: &[Center::of_nodes("machine", 20, server)],
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: at(from), end: at(4_000) },
        week: None,
    });
    Tape { entries }.play(&mut tally);
    tally.finish(0, 0)
}

fn cost(resource: Resource, units: u64, totals: [u128; 6]) -> SizeCost {
    const SECOND: u128 = 1_000_000;
    let [runs, run, node, unit, interruptions, lost] = totals;
    let totals = SizeTotals {
        runs: runs as u64,
        run_micros: run * SECOND,
        node_micros: node * SECOND,
        unit_micros: unit * SECOND,
        interruptions: interruptions as u64,
        lost_micros: lost * SECOND,
    };
    SizeCost { center: CenterId(0), resource, size: JobSize::of(units), totals }
}

#[test]
fn failures_are_counted_by_the_size_of_the_jobs_that_they_hit() {
    let cards = Resource::Accelerators;
    let found = tallied(0).sizes;
    let expected = [
        cost(cards, 8, [1, 2_000, 2_000, 16_000, 1, 16_000]),
        cost(cards, 16, [2, 3_000, 6_000, 48_000, 1, 6_400]),
        // It was evicted, and no node failed under it.
        cost(cards, 72, [1, 500, 4_500, 36_000, 0, 0]),
        cost(Resource::Cores, 8, [1, 4_000, 4_000, 32_000, 0, 0]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_lies_before_the_measured_time_is_no_run_of_any_size() {
    let cards = Resource::Accelerators;
    // The first failure lies before 1,500 s, and so does the eviction; the second run of job 1 goes on for half of that time.
    let expected = [
        cost(cards, 8, [1, 500, 500, 4_000, 1, 16_000]),
        cost(cards, 16, [1, 1_500, 3_000, 24_000, 0, 0]),
        cost(Resource::Cores, 8, [1, 2_500, 2_500, 20_000, 0, 0]),
    ];
    assert_eq!(tallied(1_500).sizes, expected);
}

#[test]
fn every_size_is_in_the_class_whose_bounds_hold_it() {
    let classes: Vec<JobSize> = JobSize::all().collect();
    assert_eq!(classes.len(), JobSize::COUNT);
    for (least, most) in [(1, 1), (2, 8), (9, 64), (65, 256), (257, 1_024), (1_025, 4_096)] {
        let class = JobSize::of(least);
        assert_eq!((class, class.least(), class.most()), (JobSize::of(most), least, Some(most)));
    }
    let last = JobSize::of(4_097);
    assert_eq!((last.least(), last.most(), JobSize::of(u64::MAX)), (4_097, None, last));
}
