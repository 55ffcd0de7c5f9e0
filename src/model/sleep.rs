//! Nodes that sleep while nobody holds anything of them, and take a while to wake.
//!
//! Whether a node is asleep follows from when it was last left, so that nothing has to happen when it falls asleep.

use super::{Center, NodeId, NodeState, Nodes, Piece, PoolId, Sleep, Span, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which nodes of a centre sleep; of one whose nodes never do, nothing is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Naps {
    sleep: Option<Sleep>,
    nodes: BTreeMap<NodeId, Node>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Node {
    pool: PoolId,
    /// How many jobs hold a part of it.
    jobs: u32,
    /// Since when none does.
    since: Time,
    /// When it has been awake since it was woken last.
    awake_at: Time,
    in_service: bool,
    never_sleeps: bool,
}

impl Naps {
    /// Those of a centre at time zero: nobody holds anything, and no node has slept yet.
    #[must_use]
    pub fn new(center: &Center) -> Naps {
        let Some(sleep) = center.rules.sleep else { return Naps::default() };
        let mut nodes = BTreeMap::new();
        for (place, (kind, numbers)) in center.pools.iter().zip(center.node_numbers()).enumerate() {
            let (pool, Nodes::Named { count }) = (PoolId(place as u16), kind.nodes) else { continue };
            for (node, number) in (0..).zip(numbers) {
                let (in_service, never_sleeps) = (node < count, node < sleep.awake);
                let (since, awake_at) = (Time::ZERO, Time::ZERO);
                let state = Node { pool, jobs: 0, since, awake_at, in_service, never_sleeps };
                nodes.insert(NodeId(number), state);
            }
        }
        Naps { sleep: Some(sleep), nodes }
    }

    /// When the nodes of the centre sleep, if they ever do.
    #[must_use]
    pub const fn sleep(&self) -> Option<&Sleep> {
        self.sleep.as_ref()
    }

    /// Since when a node has slept that sleeps at an instant.
    #[must_use]
    pub fn asleep_since(&self, node: NodeId, at: Time) -> Option<Time> {
        let sleep = self.sleep.as_ref()?;
        let node = self.nodes.get(&node).filter(|node| node.in_service && !node.never_sleeps)?;
        Some(node.since + sleep.after).filter(|since| node.jobs == 0 && *since < at)
    }

    /// How long it takes until all nodes of a job are awake that starts now.
    #[must_use]
    pub fn wake(&self, pieces: &[Piece], at: Time) -> Span {
        let Some(sleep) = &self.sleep else { return Span::ZERO };
        // A node may still be waking for another job.
        let of_node = |piece: &Piece| match self.asleep_since(piece.node, at) {
            Some(_) => sleep.wake,
            None => self.nodes.get(&piece.node).map_or(Span::ZERO, |node| at.until(node.awake_at)),
        };
        pieces.iter().map(of_node).max().unwrap_or(Span::ZERO)
    }

    /// A job begins to hold nodes: those that sleep are woken.
    pub fn take(&mut self, pieces: &[Piece], at: Time) {
        let Some(sleep) = self.sleep else { return };
        for piece in pieces {
            let sleeps = self.asleep_since(piece.node, at).is_some();
            if let Some(node) = self.nodes.get_mut(&piece.node) {
                node.jobs += 1;
                if sleeps {
                    node.awake_at = at + sleep.wake;
                }
            }
        }
    }

    /// A job holds them no longer.
    pub fn leave(&mut self, pieces: &[Piece], at: Time) {
        if self.sleep.is_none() {
            return;
        }
        for piece in pieces {
            if let Some(node) = self.nodes.get_mut(&piece.node) {
                node.jobs = node.jobs.saturating_sub(1);
                node.since = at;
            }
        }
    }

    /// A node of a pool is something else from now on. One that comes into service is awake.
    pub fn turn(&mut self, (pool, node): (PoolId, NodeId), state: NodeState, at: Time) {
        if self.sleep.is_none() {
            return;
        }
        let new = Node { pool, jobs: 0, since: at, awake_at: at, in_service: false, never_sleeps: false };
        let known = self.nodes.entry(node).or_insert(new);
        let in_service = state == NodeState::InService;
        if in_service && !known.in_service {
            known.since = at;
        }
        known.in_service = in_service;
    }

    /// Every node that sleeps at an instant, its pool, and since when it has.
    pub fn sleepers(&self, at: Time) -> impl Iterator<Item = (PoolId, Time)> {
        self.nodes.iter().filter_map(move |(id, node)| Some((node.pool, self.asleep_since(*id, at)?)))
    }
}
