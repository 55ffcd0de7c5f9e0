//! Which nodes of a pool can be used.

use crate::model::NodeState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which nodes of a pool can be used: only those that are not in service are written down, so that a pool of which all are asks
/// whether a map is empty and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Roster {
    apart: BTreeMap<u32, NodeState>,
}

impl Roster {
    /// Whether every node is in service.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.apart.is_empty()
    }

    /// The state of a node, by its place in the pool.
    #[inline]
    pub(super) fn state(&self, node: u32) -> NodeState {
        if self.is_full() {
            return NodeState::InService;
        }
        self.apart.get(&node).copied().unwrap_or(NodeState::InService)
    }

    /// Whether a node is in service.
    #[inline]
    pub(super) fn is_in_service(&self, node: u32) -> bool {
        self.is_full() || !self.apart.contains_key(&node)
    }

    /// Changes the state of a node.
    pub(super) fn set(&mut self, node: u32, state: NodeState) {
        match state {
            NodeState::InService => self.apart.remove(&node),
            NodeState::Draining
            | NodeState::Emptying
            | NodeState::Down
            | NodeState::Spare
            | NodeState::Out => self.apart.insert(node, state),
        };
    }

    /// The nodes in this state, which is not that of most.
    pub(super) fn in_state(&self, state: NodeState) -> impl Iterator<Item = u32> {
        let alike = move |(_, other): &(&u32, &NodeState)| **other == state;
        self.apart.iter().filter(alike).map(|(node, _)| *node)
    }

    /// How many nodes are not in service.
    pub(super) fn apart_count(&self) -> u32 {
        self.apart.len() as u32
    }
}
