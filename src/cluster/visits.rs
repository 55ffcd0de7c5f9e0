//! Nodes that are offered to jobs in another order than before.

use super::Visit;
use super::yard::{Cluster, PoolNodes};

impl Cluster {
    /// Offers nodes to jobs in another order from now on.
    pub fn visit_in(&mut self, visit: Visit) {
        self.visit = visit;
        for pool in &mut self.pools {
            match &mut pool.nodes {
                PoolNodes::Counted(_) => {}
                PoolNodes::Named(named) => *named = named.rebuilt(0, visit),
            }
        }
    }
}
