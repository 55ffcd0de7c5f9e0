//! Nodes that fail and are repaired.

use super::total::Total;
use super::yard::{Cluster, PoolNodes, Run};
use crate::model::{NodeId, NodeState, PoolId};

/// A node that is something else than it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turned {
    /// The node.
    pub node: NodeId,
    /// What it was.
    pub from: NodeState,
    /// What it is now.
    pub to: NodeState,
}

impl Cluster {
    /// Whether there is, or ever was, such a node.
    #[must_use]
    pub fn has_node(&self, id: PoolId, node: NodeId) -> bool {
        let Some(pool) = self.pools.get(usize::from(id.0)) else { return false };
        matches!(pool.nodes, PoolNodes::Named(_)) && pool.numbers.know(node)
    }

    /// The run that took something of a node last, if it holds all that is held there unless it is over.
    #[must_use]
    pub fn sole_taker(&self, id: PoolId, node: NodeId) -> Option<u32> {
        let pool = &self.pools[usize::from(id.0)];
        let PoolNodes::Named(named) = &pool.nodes else { return None };
        let (run, held) = named.taker(pool.numbers.place(node));
        let Run { shape, pieces, .. } = self.runs.get(run as usize)?;
        let here = pieces.iter().filter(|piece| piece.node == node && piece.pool == id);
        let tasks = here.map(|piece| piece.tasks).sum();
        (0 < tasks && shape.per_task.scaled(tasks) == held).then_some(run)
    }

    /// The nodes of a pool; none of a counted one.
    #[must_use]
    pub fn nodes_of(&self, id: PoolId) -> Vec<NodeId> {
        let pool = &self.pools[usize::from(id.0)];
        match &pool.nodes {
            PoolNodes::Counted(_) => Vec::new(),
            PoolNodes::Named(named) => {
                (0..named.free.len() as u32).map(|place| pool.numbers.of(place)).collect()
            }
        }
    }

    /// Takes a node out of use of which nobody holds anything any more; where one stands by, it takes the place. A node that drains
    /// goes on draining, and one that is not there is left alone. Gives what was turned.
    ///
    /// # Panics
    /// When somebody holds a part of it.
    pub fn fail(&mut self, id: PoolId, node: NodeId) -> Vec<Turned> {
        let pool = &mut self.pools[usize::from(id.0)];
        let PoolNodes::Named(named) = &mut pool.nodes else { return Vec::new() };
        let place = pool.numbers.place(node);
        let from = named.roster.state(place);
        let whole = Total::of(named.capacity(), 1);
        match from {
            NodeState::InService => {
                assert!(named.is_idle(place), "node {node} fails while somebody holds a part of it");
                pool.free -= whole;
            }
            NodeState::Spare => {}
            NodeState::Draining | NodeState::Emptying | NodeState::Down | NodeState::Out => {
                return Vec::new();
            }
        }
        named.set_state(place, NodeState::Down);
        let mut turned = vec![Turned { node, from, to: NodeState::Down }];
        let spare = named.roster.in_state(NodeState::Spare).next();
        if let (NodeState::InService, Some(spare)) = (from, spare) {
            named.set_state(spare, NodeState::InService);
            pool.free += whole;
            let node = pool.numbers.of(spare);
            turned.push(Turned { node, from: NodeState::Spare, to: NodeState::InService });
        }
        turned
    }

    /// Puts a node that had failed into use again, if it is there still; where `nodes` are in service without it, it stands by.
    /// Gives what was turned.
    pub fn repair(&mut self, id: PoolId, node: NodeId, nodes: u32) -> Vec<Turned> {
        let pool = &mut self.pools[usize::from(id.0)];
        let PoolNodes::Named(named) = &mut pool.nodes else { return Vec::new() };
        let place = pool.numbers.place(node);
        let from = named.roster.state(place);
        if from != NodeState::Down {
            return Vec::new();
        }
        // One that is still being emptied is up, and its place is not free.
        let emptying = named.roster.count(NodeState::Emptying);
        let is_wanted = named.in_service_count() + emptying < nodes;
        let to = if is_wanted { NodeState::InService } else { NodeState::Spare };
        named.set_state(place, to);
        if is_wanted {
            pool.free += Total::of(named.capacity(), 1);
        }
        vec![Turned { node, from, to }]
    }

    /// The nodes of a pool that have failed.
    #[must_use]
    pub fn failed_nodes(&self, id: PoolId) -> Vec<NodeId> {
        let pool = &self.pools[usize::from(id.0)];
        match &pool.nodes {
            PoolNodes::Counted(_) => Vec::new(),
            PoolNodes::Named(named) => {
                named.roster.in_state(NodeState::Down).map(|place| pool.numbers.of(place)).collect()
            }
        }
    }

    /// Everything that nodes have that failed.
    #[must_use]
    pub fn failed_in(&self, id: PoolId) -> Total {
        match &self.pools[usize::from(id.0)].nodes {
            PoolNodes::Counted(_) => Total::default(),
            PoolNodes::Named(named) if named.roster.is_full() => Total::default(),
            PoolNodes::Named(named) => Total::of(named.capacity(), named.roster.count(NodeState::Down)),
        }
    }
}
