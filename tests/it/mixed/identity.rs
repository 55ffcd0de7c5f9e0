//! Where the time of jobs and of nodes went, to the microsecond and the unit: worked out from the records alone, by a program that
//! shares no code with the metrics.

use super::{POLICIES, Scenario, play};
use std::collections::BTreeMap;
use suanli::model::{Center, CenterId, JobId, NodeId, NodeState, Nodes, PoolId, Time};
use suanli::record::{End, Event, JobFact, NodeFact, Tape};

const SCENARIOS: u64 = 1_000;

/// All that a job did, in microseconds.
#[derive(Debug, Default)]
struct Done {
    ran: u128,
    lost: u128,
    spent: u128,
    finished: bool,
}

fn done(tape: &Tape) -> BTreeMap<JobId, Done> {
    let mut jobs: BTreeMap<JobId, Done> = BTreeMap::new();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let job = jobs.entry(request.id).or_default();
        if let Some((start, _)) = fact.stretch() {
            job.ran += u128::from(entry.at.since(start).as_micros());
        }
        match fact {
            JobFact::Stopped { lost, spent, .. } => {
                job.lost += u128::from(lost.as_micros());
                job.spent += u128::from(spent.total().as_micros());
            }
            JobFact::Lost { lost } => job.lost += u128::from(lost.as_micros()),
            JobFact::Ended { end, spent, .. } => {
                job.spent += u128::from(spent.total().as_micros());
                job.finished = *end == End::Finished;
            }
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => {}
        }
    }
    jobs
}

#[test]
fn the_runs_of_a_job_are_its_work_and_what_was_lost_and_spent() {
    let mut seen = [0_u64; 3];
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        let jobs = done(&play(&scenario, POLICIES[seed as usize % POLICIES.len()]));
        for job in &scenario.jobs {
            let Some(done) = jobs.get(&job.request.id).filter(|done| done.finished) else { continue };
            let work = u128::from(job.work.as_micros());
            assert_eq!(
                done.ran,
                work + done.lost + done.spent,
                "seed {seed}, job {}: {done:?}",
                job.request.id
            );
            seen[0] += 1;
            seen[1] += u64::from(0 < done.lost);
            seen[2] += u64::from(0 < done.spent);
        }
    }
    assert!(seen.iter().all(|count| 100 < *count), "{seen:?}");
}

/// One node: what it is, how much of it is held, and since when.
struct Node {
    pool: PoolId,
    units: u128,
    held: u128,
    state: NodeState,
    since: Time,
}

/// Units times microseconds of a centre.
#[derive(Debug, Default)]
struct Sums {
    capacity: u128,
    held: u128,
    idle: u128,
    down: u128,
}

struct Yard {
    nodes: BTreeMap<NodeId, Node>,
    sums: Sums,
}

impl Yard {
    fn new(center: &Center) -> Yard {
        let mut nodes = BTreeMap::new();
        let mut number = 0;
        for (place, pool) in center.pools.iter().enumerate() {
            let id = PoolId(place as u16);
            let (count, all) = match pool.nodes {
                Nodes::Named { count } => (count, count + center.spares_of(id)),
                Nodes::Counted { .. } => (1, 1),
            };
            for turn in 0..all {
                let units = match pool.nodes {
                    Nodes::Named { .. } => u128::from(pool.unit().of(pool.node_type.capacity)),
                    Nodes::Counted { processors } => u128::from(processors),
                };
                let state = if turn < count { NodeState::InService } else { NodeState::Spare };
                nodes.insert(NodeId(number), Node { pool: id, units, held: 0, state, since: Time::ZERO });
                number += 1;
            }
        }
        Yard { nodes, sums: Sums::default() }
    }

    fn settle(&mut self, id: NodeId, at: Time) -> &mut Node {
        let node = self.nodes.get_mut(&id).expect("a node that is told of is there");
        let micros = u128::from(node.since.until(at).as_micros());
        node.since = at;
        match node.state {
            NodeState::InService | NodeState::Draining | NodeState::Emptying => {
                self.sums.capacity += micros * node.units;
                self.sums.held += micros * node.held;
                self.sums.idle += micros * (node.units - node.held);
            }
            NodeState::Down => {
                self.sums.capacity += micros * node.units;
                self.sums.down += micros * node.units;
            }
            NodeState::Spare | NodeState::Out => {}
        }
        node
    }
}

/// Held by jobs, by the records of jobs alone: units times microseconds.
fn held_by_jobs(tape: &Tape, id: CenterId, center: &Center) -> u128 {
    let mut held = 0;
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        let Event::Job { request, pieces, fact } = &entry.event else { continue };
        let Some((start, _)) = fact.stretch() else { continue };
        let micros = u128::from(entry.at.since(start).as_micros());
        for piece in pieces {
            let unit = center.pools[usize::from(piece.pool.0)].unit();
            held += micros * u128::from(piece.tasks) * u128::from(unit.of(request.shape.per_task));
        }
    }
    held
}

#[test]
fn the_time_of_nodes_is_held_idle_or_down() {
    let mut all = Sums::default();
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        let tape = play(&scenario, POLICIES[seed as usize % POLICIES.len()]);
        for (place, center) in scenario.centers.iter().enumerate() {
            let id = CenterId(place as u16);
            let sums = walked(&tape, id, center, scenario.horizon);
            assert_eq!(sums.capacity, sums.held + sums.idle + sums.down, "seed {seed}");
            assert_eq!(sums.held, held_by_jobs(&tape, id, center), "seed {seed}");
            all.held += sums.held;
            all.down += sums.down;
        }
    }
    assert!(0 < all.held && 0 < all.down);
}

/// Every node from record to record.
fn walked(tape: &Tape, id: CenterId, center: &Center, horizon: Time) -> Sums {
    let mut yard = Yard::new(center);
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        match &entry.event {
            Event::Job { request, pieces, fact } => {
                let starts = matches!(fact, JobFact::Started { .. });
                if !starts && fact.stretch().is_none() {
                    continue;
                }
                for piece in pieces {
                    let node = yard.settle(piece.node, entry.at);
                    let unit = center.pools[usize::from(node.pool.0)].unit();
                    let units = u128::from(piece.tasks) * u128::from(unit.of(request.shape.per_task));
                    node.held = if starts { node.held + units } else { node.held - units };
                }
            }
            Event::Nodes(NodeFact::Capacity(change)) => {
                change.nodes.iter().for_each(|node| yard.settle(*node, entry.at).state = change.state);
            }
            Event::Nodes(NodeFact::Turned(turn)) => yard.settle(turn.node, entry.at).state = turn.to,
            Event::Nodes(NodeFact::Geared(_)) | Event::Waiting { .. } | Event::Data(_) => {}
        }
    }
    let end = tape.entries.last().map_or(horizon, |last| horizon.min(last.at));
    let nodes: Vec<NodeId> = yard.nodes.keys().copied().collect();
    nodes.into_iter().for_each(|node| {
        yard.settle(node, end);
    });
    yard.sums
}
