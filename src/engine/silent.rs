//! Nodes that have failed while nobody knows, and the runs that hang on them.

use crate::cluster::Cluster;
use crate::model::{NodeId, Span, Time};
use crate::policy::Started;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What nobody knows of a centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Silent {
    /// Nodes that have failed.
    nodes: BTreeSet<NodeId>,
    /// Since when runs hang, by the numbers of their starts.
    hangs: BTreeMap<u64, Time>,
}

impl Silent {
    /// It is known of a node now.
    pub(super) fn notice(&mut self, node: NodeId) {
        self.nodes.remove(&node);
    }

    /// A node has failed.
    pub(super) fn fail(&mut self, node: NodeId) {
        self.nodes.insert(node);
    }

    /// A run hangs from now on, by the number of its start. Returns false where it did so already.
    pub(super) fn hang(&mut self, number: u64, now: Time) -> bool {
        let is_new = !self.hangs.contains_key(&number);
        self.hangs.entry(number).or_insert(now);
        is_new
    }

    /// Whether no run hangs.
    pub(super) fn hangs_none(&self) -> bool {
        self.hangs.is_empty()
    }

    /// For how long a run has hung, by the number of its start.
    pub(super) fn hung(&self, number: Option<u64>, now: Time) -> Span {
        if self.hangs.is_empty() {
            return Span::ZERO;
        }
        number.and_then(|number| self.hangs.get(&number)).map_or(Span::ZERO, |since| since.until(now))
    }

    /// A run is over.
    pub(super) fn forget(&mut self, number: Option<u64>) {
        if let (false, Some(number)) = (self.hangs.is_empty(), number) {
            self.hangs.remove(&number);
        }
    }

    /// Of some jobs that start, the runs on nodes that have failed.
    pub(super) fn doomed(&self, cluster: &Cluster, started: &[Started]) -> Vec<u32> {
        if self.nodes.is_empty() {
            return Vec::new();
        }
        let is_doomed = |run: &u32| cluster.pieces(*run).iter().any(|piece| self.nodes.contains(&piece.node));
        started.iter().map(|started| started.run).filter(is_doomed).collect()
    }
}
