//! Nodes that are worked on as soon as nobody holds anything of them.
//!
//! A node that empties is no room for anything, as one that drains, but it does not leave: it is worked on, and comes back.

use super::failure::Turned;
use super::yard::{Cluster, PoolNodes};
use crate::model::{NodeId, NodeState, PoolId, Time};

impl Cluster {
    /// When nobody is expected to hold anything any more of each node of a pool; time zero of those that are idle already.
    #[must_use]
    pub fn expected_idle(&self, id: PoolId) -> Vec<(NodeId, Time)> {
        let pool = &self.pools[usize::from(id.0)];
        let PoolNodes::Named(named) = &pool.nodes else { return Vec::new() };
        let idle_at = pool.idle_at(&self.runs, id, named.free.len());
        let at = |(place, at): (usize, Time)| {
            let at = if named.is_idle(place as u32) { Time::ZERO } else { at };
            (pool.numbers.of(place as u32), at)
        };
        idle_at.into_iter().enumerate().map(at).collect()
    }

    /// Whether nobody holds anything of a node.
    #[must_use]
    pub fn is_idle(&self, id: PoolId, node: NodeId) -> bool {
        let pool = &self.pools[usize::from(id.0)];
        match &pool.nodes {
            PoolNodes::Counted(_) => false,
            PoolNodes::Named(named) => named.is_idle(pool.numbers.place(node)),
        }
    }

    /// No job starts any more on a node in service; those that are there go on.
    ///
    /// # Panics
    /// When it is not in service.
    pub fn empty(&mut self, id: PoolId, node: NodeId) -> Turned {
        let Cluster { pools, runs, .. } = self;
        let pool = &mut pools[usize::from(id.0)];
        let place = pool.numbers.place(node);
        let PoolNodes::Named(named) = &mut pool.nodes else { unreachable!("processors have no names") };
        assert!(named.roster.is_in_service(place), "node {node} is to be emptied and is not in service");
        named.set_state(place, NodeState::Emptying);
        pool.reckon(runs, id);
        Turned { node, from: NodeState::InService, to: NodeState::Emptying }
    }

    /// The work on a node begins that was emptied.
    ///
    /// # Panics
    /// When somebody holds a part of it.
    pub fn begin_work(&mut self, id: PoolId, node: NodeId) -> Turned {
        let pool = &mut self.pools[usize::from(id.0)];
        let place = pool.numbers.place(node);
        let PoolNodes::Named(named) = &mut pool.nodes else { unreachable!("processors have no names") };
        assert!(named.is_idle(place), "work begins on node {node} while somebody holds a part of it");
        named.set_state(place, NodeState::Down);
        Turned { node, from: NodeState::Emptying, to: NodeState::Down }
    }
}
