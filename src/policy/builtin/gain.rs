//! What became free since promised jobs were last placed.

use crate::cluster::{ANY_NODE, NodeMask};
use crate::model::{Piece, Time};
use serde::{Deserialize, Serialize};

/// A span in which something became free, and where; nothing outside of both did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Gain {
    pub(super) from: Time,
    pub(super) until: Time,
    /// On which nodes. Of pools in which units decide, none are named.
    pub(super) nodes: NodeMask,
}

impl Default for Gain {
    fn default() -> Gain {
        Gain { from: Time::NEVER, until: Time::ZERO, nodes: NodeMask::default() }
    }
}

impl Gain {
    /// Anything may have become free at any time.
    pub(super) const ANY: Gain = Gain { from: Time::ZERO, until: Time::NEVER, nodes: NodeMask::ALL };

    /// These places became free from one time until another.
    pub(super) fn add(&mut self, (from, until): (Time, Time), pieces: &[Piece]) {
        self.from = self.from.min(from);
        self.until = self.until.max(until);
        for piece in pieces.iter().filter(|piece| piece.node != ANY_NODE) {
            self.nodes.add(piece.node);
        }
    }
}
