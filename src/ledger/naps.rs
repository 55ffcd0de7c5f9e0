//! Nodes that sleep, and what they draw less than idle ones; what they draw while they wake.

use super::fold::Fold;
use crate::model::{CenterId, NodeId, NodeState, Piece, PoolId, Request, Span, Time};
use crate::record::Record;

impl Fold<'_> {
    /// A job begins on nodes of which some may sleep.
    pub(super) fn wake(&mut self, record: &Record<'_>, request: &Request, pieces: &[Piece]) {
        let (place, at) = (usize::from(record.center.0), record.at);
        let wake = self.state.naps[place].wake(pieces, at);
        let mut woken = Vec::new();
        for piece in pieces {
            woken.extend(self.settle_nap(record.center, (piece.pool, piece.node), at).then_some(piece.pool));
        }
        self.state.naps[place].take(pieces, at);
        if wake != Span::ZERO || !woken.is_empty() {
            self.state.waking.insert(request.id, (at + wake, woken));
        }
    }

    /// Counts what a node drew less while it slept until now. Tells whether it did.
    fn settle_nap(&mut self, center: CenterId, (pool, node): (PoolId, NodeId), at: Time) -> bool {
        let Some(since) = self.state.naps[usize::from(center.0)].asleep_since(node, at) else { return false };
        self.count_nap(center, pool, (since, at));
        true
    }

    fn count_nap(&mut self, center: CenterId, pool: PoolId, within: (Time, Time)) {
        if let Some(sleep) = self.state.naps[usize::from(center.0)].sleep().copied() {
            self.draw_otherwise((center, pool), within, sleep.milliwatts);
        }
    }

    /// Counts that a node drew so many milliwatts for a while, and not those of an idle one.
    fn draw_otherwise(
        &mut self,
        (center, pool): (CenterId, PoolId),
        (from, until): (Time, Time),
        milliwatts: u64,
    ) {
        let (center, pool) = (usize::from(center.0), usize::from(pool.0));
        let idle = self.tables[center].pools[pool].curve.idle();
        let first = self.calendar.from();
        let within = (from.max(first), until.max(first));
        let more = i128::from(milliwatts) - i128::from(idle);
        self.state.pools[center][pool].slept.raise(&self.calendar, within, more);
    }

    /// From when on all nodes of a job were awake that ran until the second of two instants; what they drew before is counted.
    pub(super) fn awake_at(
        &mut self,
        center: CenterId,
        request: &Request,
        (start, end): (Time, Time),
    ) -> Time {
        let Some((awake_at, woken)) = self.state.waking.remove(&request.id) else { return start };
        let sleep = self.state.naps[usize::from(center.0)].sleep();
        let Some(milliwatts) = sleep.and_then(|sleep| sleep.wake_milliwatts) else { return awake_at };
        for pool in woken {
            let curve = &self.tables[usize::from(center.0)].pools[usize::from(pool.0)].curve;
            // On a node with a curve its jobs draw what they drive it to from the beginning.
            if curve.is_straight() {
                self.draw_otherwise((center, pool), (start, awake_at.min(end)), milliwatts);
            }
        }
        awake_at
    }

    /// A node is something else from now on: if it slept, it sleeps no longer.
    pub(super) fn turn_nap(
        &mut self,
        (at, center): (Time, CenterId),
        node: (PoolId, NodeId),
        state: NodeState,
    ) {
        if state != NodeState::InService {
            self.settle_nap(center, node, at);
        }
        self.state.naps[usize::from(center.0)].turn(node, state, at);
    }

    /// Counts what nodes drew less that sleep until the end.
    pub(super) fn settle_naps(&mut self) {
        let until = self.calendar.until();
        for place in 0..self.centers.len() {
            let sleepers: Vec<(PoolId, Time)> = self.state.naps[place].sleepers(until).collect();
            for (pool, since) in sleepers {
                self.count_nap(CenterId(place as u16), pool, (since, until));
            }
        }
    }
}
