//! A rough set of nodes, of one size however many there are.

use crate::model::NodeId;
use serde::{Deserialize, Serialize};

/// How many nodes it tells apart. Nodes whose numbers differ by a multiple of this count as one.
const BITS: u32 = 512;

/// Nodes as bits. It holds every node that was put in, and in large centres perhaps a few that were not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NodeMask([u64; (BITS / 64) as usize]);

impl NodeMask {
    /// Every node.
    pub const ALL: NodeMask = NodeMask([u64::MAX; (BITS / 64) as usize]);

    /// Adds a node.
    pub const fn add(&mut self, node: NodeId) {
        let bit = node.0 % BITS;
        self.0[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    /// Whether a node may be one of them; where it is, always.
    #[must_use]
    pub const fn may_have(&self, node: NodeId) -> bool {
        let bit = node.0 % BITS;
        self.0[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_that_was_put_in_is_found() {
        let mut mask = NodeMask::default();
        for node in [3, 64, 700, u32::MAX] {
            assert!(!mask.may_have(NodeId(node)), "{node}");
            mask.add(NodeId(node));
            assert!(mask.may_have(NodeId(node)), "{node}");
        }
        assert!(!mask.may_have(NodeId(4)) && mask.may_have(NodeId(3 + BITS)));
        assert!(NodeMask::ALL.may_have(NodeId(4)));
    }
}
