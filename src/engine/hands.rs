//! Which nodes are in the hands of those who work on them, where the work waits for jobs to end.

use crate::model::{NodeId, PoolId, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far the work on a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// Its jobs are waited for.
    Emptying,
    /// It is worked on until then.
    Working(Time),
    /// It is done, but the node has failed meanwhile and is not repaired.
    Done,
}

/// A node in the hands of those who work on it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Hand {
    pub(super) pool: PoolId,
    /// The place of the work among those of the centre.
    pub(super) work: usize,
    pub(super) stage: Stage,
    /// Whether it has failed and is not repaired.
    pub(super) has_failed: bool,
}

/// All that is in hand in a centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Hands {
    /// The nodes that are taken.
    pub(super) nodes: BTreeMap<NodeId, Hand>,
    /// By work: the nodes that are still to be taken this time.
    pub(super) left: BTreeMap<usize, Vec<(PoolId, NodeId)>>,
}

impl Hands {
    /// Whether nobody works on anything, or waits for it.
    pub(super) fn are_empty(&self) -> bool {
        self.nodes.is_empty() && self.left.is_empty()
    }

    /// Whether some work has not ended.
    pub(super) fn is_busy(&self, work: usize) -> bool {
        self.left.contains_key(&work) || self.out(work).next().is_some()
    }

    /// The nodes that some work keeps out of use.
    pub(super) fn out(&self, work: usize) -> impl Iterator<Item = (NodeId, Hand)> {
        let nodes = self.nodes.iter().map(|(node, hand)| (*node, *hand));
        nodes.filter(move |(_, hand)| hand.work == work && hand.stage != Stage::Done)
    }

    /// A node has failed, or is repaired. Returns how far the work on it is, where it is in hand.
    pub(super) fn note_failure(&mut self, node: NodeId, has_failed: bool) -> Option<Stage> {
        let hand = self.nodes.get_mut(&node)?;
        hand.has_failed = has_failed;
        Some(hand.stage)
    }

    /// These nodes are taken away.
    pub(super) fn forget(&mut self, nodes: &[NodeId]) {
        for node in nodes {
            self.nodes.remove(node);
        }
    }
}
