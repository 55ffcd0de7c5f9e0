//! How long the nodes of each centre slept.

use super::Window;
use crate::model::{Center, CenterId, Naps, NodeId, NodeState, PoolId, Time};
use crate::record::{Fact, JobFact, NodeFact, Record};
use serde::{Deserialize, Serialize};

/// Follows the nodes of all centres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NapsFold {
    window: Window,
    centers: Vec<CenterNaps>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CenterNaps {
    naps: Naps,
    asleep_micros: u128,
}

impl NapsFold {
    pub(super) fn new(centers: &[Center], window: Window) -> NapsFold {
        let centers = centers.iter().map(|center| CenterNaps { naps: Naps::new(center), asleep_micros: 0 });
        NapsFold { window, centers: centers.collect() }
    }

    pub(super) fn observe(&mut self, record: &Record<'_>) {
        let window = self.window;
        let center = &mut self.centers[usize::from(record.center.0)];
        if center.naps.sleep().is_none() {
            return;
        }
        match record.fact {
            Fact::Job { pieces, fact: JobFact::Started { .. }, .. } => {
                pieces.iter().for_each(|piece| center.settle(window, piece.node, record.at));
                center.naps.take(pieces, record.at);
            }
            // A run that is cut at the horizon may be told of before, and holds its nodes until then.
            Fact::Job { pieces, fact: JobFact::Stopped { .. } | JobFact::Ended { .. }, .. } => {
                center.naps.leave(pieces, record.at);
            }
            Fact::Nodes(NodeFact::Turned(turn)) => {
                center.turn(window, (turn.pool, turn.node), turn.to, record.at);
            }
            Fact::Nodes(NodeFact::Capacity(change)) => {
                for node in &change.nodes {
                    center.turn(window, (change.pool, *node), change.state, record.at);
                }
            }
            Fact::Job { .. } | Fact::Nodes(NodeFact::Geared(_)) | Fact::Waiting { .. } | Fact::Data(_) => {}
        }
    }

    /// How long the nodes of a centre slept, times microseconds.
    pub(super) fn asleep_micros(&self, center: CenterId) -> u128 {
        let center = &self.centers[usize::from(center.0)];
        let end = self.window.end;
        let still = center.naps.sleepers(end).map(|(_, since)| self.window.overlap(since, end).as_micros());
        center.asleep_micros + still.map(u128::from).sum::<u128>()
    }
}

impl CenterNaps {
    /// Counts how long a node has slept until now.
    fn settle(&mut self, window: Window, node: NodeId, at: Time) {
        if let Some(since) = self.naps.asleep_since(node, at) {
            self.asleep_micros += u128::from(window.overlap(since, at).as_micros());
        }
    }

    /// A node is something else from now on.
    fn turn(&mut self, window: Window, node: (PoolId, NodeId), state: NodeState, at: Time) {
        if state != NodeState::InService {
            self.settle(window, node.1, at);
        }
        self.naps.turn(node, state, at);
    }
}
