//! A plain program that follows each node and finds out when it slept, and for which jobs nodes had to wake.

use std::collections::BTreeMap;
use suanli::model::{Center, CenterId, JobId, NodeId, NodeState, Nodes, PoolId, Time};
use suanli::record::{Event, JobFact, NodeFact, Stretch, Tape};

/// What nodes did beside standing by and working.
#[derive(Debug, Default)]
pub(crate) struct Sleepers {
    /// The pool of a node that slept, and from when until when.
    pub(crate) naps: Vec<(PoolId, Time, Time)>,
    /// For each run of a job, by its start, the pools of the nodes that woke for it.
    pub(crate) woken: BTreeMap<(JobId, Time), Vec<PoolId>>,
    /// When all nodes of a run are awake, by its start.
    pub(crate) awake: BTreeMap<(JobId, Time), Time>,
}

struct Node {
    pool: PoolId,
    can_sleep: bool,
    is_there: bool,
    jobs: i32,
    left: Time,
    awake: Time,
}

/// The nodes of a centre before anything has happened, of which so many of each pool never sleep.
fn nodes(center: &Center, awake: u32) -> BTreeMap<NodeId, Node> {
    let mut nodes: BTreeMap<NodeId, Node> = BTreeMap::new();
    let mut next = 0;
    for (place, pool) in center.pools.iter().enumerate() {
        let Nodes::Named { count } = pool.nodes else {
            next += 1;
            continue;
        };
        for number in 0..count + center.spares_of(PoolId(place as u16)) {
            let node = Node {
                pool: PoolId(place as u16),
                can_sleep: awake <= number,
                is_there: number < count,
                jobs: 0,
                left: Time::ZERO,
                awake: Time::ZERO,
            };
            nodes.insert(NodeId(next), node);
            next += 1;
        }
    }
    nodes
}

/// What the nodes of a centre did until an instant.
pub(crate) fn sleepers(tape: &Tape, (id, center): (CenterId, &Center), until: Time) -> Sleepers {
    let mut found = Sleepers::default();
    let Some(sleep) = center.rules.sleep else { return found };
    let mut nodes = nodes(center, sleep.awake);
    let nap = |node: &Node, at: Time| {
        let from = node.left + sleep.after;
        (node.can_sleep && node.is_there && node.jobs == 0 && from < at).then_some((node.pool, from, at))
    };
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        let at = entry.at;
        let turned: Vec<(NodeId, PoolId, bool)> = match &entry.event {
            Event::Nodes(NodeFact::Turned(turn)) => {
                vec![(turn.node, turn.pool, turn.to == NodeState::InService)]
            }
            Event::Nodes(NodeFact::Capacity(change)) => {
                let is_there = change.state == NodeState::InService;
                change.nodes.iter().map(|node| (*node, change.pool, is_there)).collect()
            }
            Event::Nodes(NodeFact::Geared(_)) => Vec::new(),
            Event::Job { request, pieces, fact } => {
                for piece in pieces {
                    let Some(node) = nodes.get_mut(&piece.node) else { continue };
                    if let JobFact::Started { .. } = fact {
                        let slept = nap(node, at);
                        found.naps.extend(slept);
                        if slept.is_some() {
                            found.woken.entry((request.id, at)).or_default().push(piece.pool);
                            node.awake = at + sleep.wake;
                        }
                        let awake = found.awake.entry((request.id, at)).or_insert(at);
                        *awake = node.awake.max(*awake);
                        node.jobs += 1;
                    } else if let Some((_, stretch)) = fact.stretch() {
                        node.jobs -= 1;
                        node.left = if stretch == Stretch::Cut { until } else { at };
                    }
                }
                continue;
            }
            Event::Waiting { .. } | Event::Data(_) => continue,
        };
        for (number, pool, is_there) in turned {
            let new = Node { pool, can_sleep: true, is_there: false, jobs: 0, left: at, awake: at };
            let node = nodes.entry(number).or_insert(new);
            if is_there && !node.is_there {
                node.left = at;
            } else if !is_there {
                found.naps.extend(nap(node, at));
            }
            node.is_there = is_there;
        }
    }
    found.naps.extend(nodes.values().filter_map(|node| nap(node, until)));
    found
}
