//! Nodes that come and leave while jobs run.

use crate::model::{NodeId, NodeState, PoolId};
use serde::{Deserialize, Serialize};

/// Nodes of a pool that came, are to leave, or have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityChange {
    /// The pool.
    pub pool: PoolId,
    /// The nodes, new ones included; none of a counted pool.
    pub nodes: Vec<NodeId>,
    /// What they are from now on.
    pub state: NodeState,
    /// How many nodes, or processors of a counted pool, are there from now on, those included that are to leave.
    pub present: u32,
    /// How many of them are to leave.
    pub leaving: u32,
}
