//! Nodes that are worked on while their lock holds: jobs know it by the lock, and everybody else is told that the nodes are down.
//!
//! In the cluster such nodes stay in service, since nobody is let in by the lock, and plans count on them for the time behind it.

use super::Simulation;
use super::site::Site;
use crate::cluster::Turned;
use crate::model::{CenterId, Lock, NodeId, NodeState, OutageCause, PoolId, Source, Time};
use crate::record::Observer;

impl Simulation {
    /// The lock of a pool for which its nodes are worked on begins or ceases to hold.
    pub(super) fn turn_maintenance(
        &mut self,
        (center, pool): (CenterId, PoolId),
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let lock = self.sites[usize::from(center.0)].center.pools[usize::from(pool.0)].lock.as_ref();
        if !lock.is_some_and(|lock: &Lock| lock.windows_in_truth().hold(self.now)) {
            let at = (self.now, center);
            self.sites[usize::from(center.0)].end_maintenance(at, pool, observer);
            return;
        }
        // Nobody was to run there any more, but jobs may be late, and work of which nobody knew stops them.
        for run in self.runs_in(center, |piece| piece.pool == pool) {
            self.fail_run(center, run, source, observer);
        }
        let at = (self.now, center);
        self.sites[usize::from(center.0)].begin_maintenance(at, pool, observer);
    }
}

impl Site {
    fn begin_maintenance(&mut self, at: (Time, CenterId), pool: PoolId, observer: &mut dyn Observer) {
        let mut turned = Vec::new();
        for node in self.cluster.nodes_of(pool) {
            match self.cluster.state_of(pool, node) {
                NodeState::InService => {
                    turned.push(Turned { node, from: NodeState::InService, to: NodeState::Down });
                }
                // It has failed, and is worked on as well: it is not back before both are over.
                NodeState::Down => {
                    self.maintained.insert(node);
                }
                NodeState::Draining | NodeState::Emptying | NodeState::Spare | NodeState::Out => {}
            }
        }
        self.tell_turned(at, (pool, OutageCause::MAINTENANCE), &turned, observer);
        self.maintained.extend(turned.iter().map(|turned| turned.node));
    }

    fn end_maintenance(&mut self, at: (Time, CenterId), pool: PoolId, observer: &mut dyn Observer) {
        let mut turned = Vec::new();
        for node in self.cluster.nodes_of(pool) {
            // One that has failed meanwhile stays down until it is repaired.
            let is_whole = self.cluster.state_of(pool, node) == NodeState::InService;
            if self.maintained.remove(&node) && is_whole {
                turned.push(Turned { node, from: NodeState::Down, to: NodeState::InService });
            }
        }
        self.tell_turned(at, (pool, OutageCause::MAINTENANCE), &turned, observer);
    }

    /// Of nodes that were turned, those of which anything is to be told: of a node that is worked on anyhow nothing is, whether it fails
    /// or is repaired. One that stands by from now on is worked on no longer.
    pub(super) fn told_of(&mut self, turned: &[Turned]) -> Vec<Turned> {
        let mut told = turned.to_vec();
        told.retain(|&Turned { node, from, to }| {
            let fails = (from, to) == (NodeState::InService, NodeState::Down);
            let is_back = (from, to) == (NodeState::Down, NodeState::InService);
            !(fails || is_back) || !self.maintained.contains(&node)
        });
        for Turned { node, .. } in told.iter().filter(|turned| turned.to == NodeState::Spare) {
            self.maintained.remove(node);
        }
        told
    }

    /// Those of some nodes that are worked on, which they are no longer because they are taken away.
    pub(super) fn leave_maintenance(&mut self, nodes: &[NodeId]) -> Vec<NodeId> {
        nodes.iter().copied().filter(|node| self.maintained.remove(node)).collect()
    }
}
