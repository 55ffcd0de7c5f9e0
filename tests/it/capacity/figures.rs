//! Use and capacity over time, worked out by hand.

use suanli::metrics::{Measured, Scope, Tally, Window, place};
use suanli::model::{
    Center, CenterId, NodeId, NodeState, Piece, PoolId, Request, Resources, Shape, Span, Time,
};
use suanli::record::{CapacityChange, End, Entry, Event, JobFact, NodeFact, Past, Spent, Tape};

use crate::support::{request, told};

fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn entry(secs: u64, event: Event) -> Entry {
    Entry { at: at(secs), center: CenterId(0), event }
}

/// A job of one class on whole nodes of four cores.
fn run(id: u64, (start, end): (u64, u64), nodes: &[u32]) -> Vec<Entry> {
    let request =
        Request { shape: Shape::processors(4 * nodes.len() as u32), ..request(id, start, 1, end - start) };
    let piece = |node: &u32| Piece { pool: PoolId(0), node: NodeId(*node), tasks: 4 };
    let pieces: Vec<Piece> = nodes.iter().map(piece).collect();
    let past = Past::default();
    let ended = JobFact::Ended { start: at(start), end: End::Finished, spent: Spent::default(), past };
    vec![
        entry(start, told(request, &[], JobFact::Submitted)),
        entry(start, told(request, &pieces, JobFact::Started { past })),
        entry(end, told(request, &pieces, ended)),
    ]
}

fn change(secs: u64, nodes: &[u32], state: NodeState, present: u32, leaving: u32) -> Entry {
    let nodes = nodes.iter().map(|node| NodeId(*node)).collect();
    let change = CapacityChange { pool: PoolId(0), nodes, state, present, leaving };
    entry(secs, Event::Nodes(NodeFact::Capacity(change)))
}

#[test]
fn use_is_measured_by_the_nodes_that_were_there_at_each_time() {
    // Two nodes; a third comes at 100 and leaves at 250, in use until then though it drains from 200 on.
    let mut entries = run(0, (0, 300), &[0]);
    entries.extend(run(1, (150, 250), &[2]));
    entries.push(change(100, &[2], NodeState::InService, 3, 0));
    entries.push(change(200, &[2], NodeState::Draining, 3, 1));
    entries.push(change(250, &[2], NodeState::Out, 2, 0));
    entries.sort_by_key(|entry| entry.at);
    let tape = Tape { entries };
    let center = Center::of_nodes("machine", 2, Resources { cores: 4, accelerators: 0, memory_mib: 8 });
    let result = |start, end| {
        let window = Window { start: at(start), end: at(end) };
        let mut tally = Tally::new(Measured {
            centers: std::slice::from_ref(&center),
            class_centers: &[CenterId(0)],
            groups: 1,
            window,
            week: Some(window),
        });
        tape.play(&mut tally);
        tally.finish(0, 0)
    };
    let value = |result: &suanli::metrics::CellResult, metric: &str| {
        let row = place(metric).expect("the metric is there");
        let values =
            &result.values.iter().find(|(scope, _)| *scope == Scope::Overall).expect("it is there").1;
        values[row].expect("it has a value")
    };
    // Node seconds: 2 x 400 and the third for 150. In use: 300 of node 0 and 100 of node 2.
    let whole = result(0, 400);
    for metric in ["utilization", "utilization_cores"] {
        assert!((value(&whole, metric) - 400.0 / 950.0).abs() < 1e-12, "{metric}");
    }
    // From 200 on: 2 x 200 and 50 of the third; in use 100 and 50.
    let late = result(200, 400);
    assert!((value(&late, "utilization") - 150.0 / 450.0).abs() < 1e-12);
    // One tenant holds all of that.
    assert!((value(&whole, "dominant_share_max") - 400.0 / 950.0).abs() < 1e-12);
    // Second by second: one of two nodes, then one of three, then two of three, then one of two.
    let busy: Vec<f64> = [50, 120, 180, 270].map(|second| whole.timelines[0].busy[0][second]).to_vec();
    for (found, expected) in busy.into_iter().zip([1.0 / 2.0, 1.0 / 3.0, 2.0 / 3.0, 1.0 / 2.0]) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert_eq!(whole.timelines[0].bin, Span::SECOND);
    // The map of nodes has a row for the third.
    assert_eq!(whole.heat[0].busy.len(), 3);
    assert!(0.0 < whole.heat[0].busy[2][0]);
    // Steps are told as they were.
    let steps: Vec<(u64, u32)> =
        whole.capacity_steps.iter().map(|step| (step.at.as_secs(), step.nodes)).collect();
    assert_eq!(steps, [(100, 3), (250, 2)]);
}
