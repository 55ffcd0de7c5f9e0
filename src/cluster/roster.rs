//! Which nodes of a pool can be used.

use crate::model::NodeState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many states there are.
const STATES: usize = NodeState::Out as usize + 1;

/// Which nodes of a pool can be used: only those that are not in service are written down, so that a pool of which all are asks
/// whether a map is empty and nothing else, and of which a few are not, for one bit of a node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Roster {
    apart: BTreeMap<u32, NodeState>,
    /// Which nodes these are, 64 to a word, up to the last that ever was.
    bits: Vec<u64>,
    /// How many of them are in each state.
    counts: [u32; STATES],
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
        if self.is_in_service(node) {
            return NodeState::InService;
        }
        self.apart.get(&node).copied().unwrap_or(NodeState::InService)
    }

    /// Whether a node is in service.
    #[inline]
    pub(super) fn is_in_service(&self, node: u32) -> bool {
        self.is_full() || self.bits.get(node as usize / 64).is_none_or(|word| word >> (node % 64) & 1 == 0)
    }

    /// Changes the state of a node.
    pub(super) fn set(&mut self, node: u32, state: NodeState) {
        let (word, bit) = (node as usize / 64, 1 << (node % 64));
        let before = match state {
            NodeState::InService => self.apart.remove(&node),
            NodeState::Draining
            | NodeState::Emptying
            | NodeState::Down
            | NodeState::Spare
            | NodeState::Out => {
                if self.bits.len() <= word {
                    self.bits.resize(word + 1, 0);
                }
                self.bits[word] |= bit;
                self.counts[state as usize] += 1;
                self.apart.insert(node, state)
            }
        };
        if let Some(before) = before {
            self.counts[before as usize] -= 1;
        }
        if state == NodeState::InService
            && let Some(word) = self.bits.get_mut(word)
        {
            *word &= !bit;
        }
    }

    /// The nodes in this state, which is not that of most.
    pub(super) fn in_state(&self, state: NodeState) -> impl Iterator<Item = u32> {
        let alike = move |(_, other): &(&u32, &NodeState)| **other == state;
        let all = self.apart.iter().filter(alike).map(|(node, _)| *node);
        all.take(self.count(state) as usize)
    }

    /// How many nodes are in this state, which is not that of most.
    pub(super) const fn count(&self, state: NodeState) -> u32 {
        self.counts[state as usize]
    }

    /// How many nodes are not in service.
    pub(super) fn apart_count(&self) -> u32 {
        self.apart.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_known_by_their_states_and_counted() {
        let mut roster = Roster::default();
        for (node, state) in [(3, NodeState::Down), (200, NodeState::Spare), (70, NodeState::Down)] {
            roster.set(node, state);
        }
        assert_eq!(roster.in_state(NodeState::Down).collect::<Vec<_>>(), [3, 70]);
        assert_eq!((roster.count(NodeState::Spare), roster.apart_count()), (1, 3));
        assert!(roster.is_in_service(4) && roster.is_in_service(1_000_000) && !roster.is_in_service(200));
        roster.set(3, NodeState::Draining);
        roster.set(200, NodeState::InService);
        assert_eq!((roster.state(3), roster.state(200)), (NodeState::Draining, NodeState::InService));
        assert_eq!((roster.count(NodeState::Down), roster.count(NodeState::Spare)), (1, 0));
        assert_eq!(roster.in_state(NodeState::Spare).count(), 0);
        roster.set(3, NodeState::InService);
        roster.set(70, NodeState::InService);
        assert!(roster.is_full() && roster.is_in_service(3) && roster.is_in_service(70));
    }
}
