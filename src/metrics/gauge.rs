//! How use is counted: a pool's unit is its accelerators where it has any, else its cores; a centre adds up nodes.

use crate::model::{Center, CenterId, Nodes, Pool, PoolId, Request, Resources, Unit};
use serde::{Deserialize, Serialize};

/// How the use of one pool is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// The centre of the pool.
    pub center: CenterId,
    /// What counts.
    pub unit: Unit,
    /// Units in one node.
    pub units_per_node: u32,
    /// Nodes in the pool; in a counted pool every processor is a node.
    pub nodes: u32,
}

/// How the use of every pool of every centre is counted: pools are numbered through all centres.
///
/// Cores of one kind of node cannot be added to accelerators of another. Nodes can: a node counts as used by the share
/// of its units that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauges {
    pools: Vec<Gauge>,
    /// For each centre, the number of its first pool; one more at the end.
    firsts: Vec<usize>,
    capacities: Vec<Resources>,
}

impl Gauges {
    /// The gauges of these centres.
    #[must_use]
    pub fn new(centers: &[Center]) -> Gauges {
        let mut gauges = Gauges { pools: Vec::new(), firsts: vec![0], capacities: Vec::new() };
        for (place, center) in centers.iter().enumerate() {
            gauges.pools.extend(center.pools.iter().map(|pool| gauge(CenterId(place as u16), pool)));
            gauges.firsts.push(gauges.pools.len());
            gauges.capacities.push(center.capacity());
        }
        gauges
    }

    /// How many pools there are in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pools.len()
    }

    /// The number of a centre's pool.
    #[must_use]
    pub fn number(&self, center: CenterId, pool: PoolId) -> usize {
        self.firsts[usize::from(center.0)] + usize::from(pool.0)
    }

    /// The gauge of a pool, by its number.
    #[must_use]
    pub fn of(&self, number: usize) -> Gauge {
        self.pools[number]
    }

    /// The numbers of a centre's pools.
    #[must_use]
    pub fn of_center(&self, center: CenterId) -> std::ops::Range<usize> {
        let place = usize::from(center.0);
        self.firsts[place]..self.firsts[place + 1]
    }

    /// Everything a centre has.
    #[must_use]
    pub fn capacity(&self, center: CenterId) -> Resources {
        self.capacities[usize::from(center.0)]
    }

    /// The nodes of a centre.
    #[must_use]
    pub fn nodes(&self, center: CenterId) -> u64 {
        self.of_center(center).map(|number| u64::from(self.pools[number].nodes)).sum()
    }

    /// How many nodes of a centre so many units of each of its pools are; `units` gives them by the pool's number.
    #[must_use]
    pub fn in_nodes(&self, center: CenterId, units: impl Fn(usize) -> u128) -> f64 {
        let mut nodes = 0.0;
        for number in self.of_center(center) {
            let per_node = self.pools[number].units_per_node;
            // A node type without cores cannot hold a job, so that nothing of it is ever used.
            if 0 < per_node {
                nodes += units(number) as f64 / f64::from(per_node);
            }
        }
        nodes
    }
}

fn gauge(center: CenterId, pool: &Pool) -> Gauge {
    let unit = pool.unit();
    let (units_per_node, nodes) = match pool.nodes {
        Nodes::Counted { processors } => (1, processors),
        Nodes::Named { count } => (unit.of(pool.node_type.capacity), count),
    };
    Gauge { center, unit, units_per_node, nodes }
}

/// The pool in whose units a job that waits is counted: the first that is open to it and could hold a task of it.
pub(super) fn pool_of_waiting(center: &Center, request: &Request) -> Option<PoolId> {
    let open = center.pools_of(center.access_of(request.partition, request.group));
    open.iter().copied().find(|id| 0 < center.pools[usize::from(id.0)].slots(request.shape))
}
