//! What can happen to nodes: they come and leave while jobs run, and they fail and are repaired.

use crate::model::{Gear, NodeId, NodeState, OutageCause, PoolId};
use serde::{Deserialize, Serialize};

/// What happened to nodes.
///
/// ```
/// use suanli::record::{Fact, NodeFact, Observer, Record};
///
/// /// When how many nodes or processors were there; jobs do not matter to it.
/// #[derive(Default)]
/// struct Sizes(Vec<(suanli::model::Time, u32)>);
///
/// impl Observer for Sizes {
///     fn observe(&mut self, record: &Record<'_>) {
///         if let Fact::Nodes(NodeFact::Capacity(change)) = record.fact {
///             self.0.push((record.at, change.present));
///         }
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeFact {
    /// Nodes came, are to leave, or have left.
    Capacity(CapacityChange),
    /// A node has failed, is repaired, or takes the place of another.
    Turned(Turn),
    /// From now on jobs of the centre work at this speed.
    Geared(Gear),
}

/// A node that has failed, is repaired, or takes the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Its pool.
    pub pool: PoolId,
    /// The node.
    pub node: NodeId,
    /// What it was until now.
    pub from: NodeState,
    /// What it is from now on. Nobody holds anything of a node that is not in service.
    pub to: NodeState,
    /// Why it failed, or that other node whose place it takes.
    pub cause: OutageCause,
}

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
