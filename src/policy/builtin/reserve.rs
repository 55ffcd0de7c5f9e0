//! The protection of a job that cannot start: when it can, and what is kept for it from then on.

use super::BuiltIn;
use super::ahead::MOVES_MAX;
use super::memory::Reservation;
use super::need::Need;
use super::seat::Seat;
use crate::cluster::{PoolSet, Shadow};
use crate::model::{PoolId, Request, Time};
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Protects a job in its pools. A job that running jobs will never make room for has nothing to wait for, and holds back
    /// no other.
    pub(super) fn protect(&mut self, desk: &Desk<'_>, seat: &Seat) {
        if self.reserve(desk, seat, desk.now) {
            self.memory.block(desk.cluster.pools_of(seat.access), seat.entry.key);
        }
    }

    /// Keeps for a job what it needs, from the first time on at which it can start, not before `from`. Returns whether there is one.
    pub(super) fn reserve(&mut self, desk: &Desk<'_>, seat: &Seat, from: Time) -> bool {
        let request = &desk.requests[seat.job() as usize];
        let need = self.gates.need(desk.requests, seat);
        let Some(shadow) = self.start_of(desk, seat, &need, from) else { return false };
        self.ahead.take_counters(&self.gates, desk, &need, (shadow.at(), request.estimate));
        let needs_counted = need.dues.is_some();
        self.memory.reservations.push(Reservation { shadow, needs_counted });
        true
    }

    /// The first shadow at whose time what is counted suffices, too.
    fn start_of(&self, desk: &Desk<'_>, seat: &Seat, need: &Need<'_>, from: Time) -> Option<Shadow> {
        if need.dues.is_none() {
            return self.shadow(desk, seat, need.request, from);
        }
        let mut ahead = self.ahead.clone();
        let mut from = from;
        for _ in 0..MOVES_MAX {
            from = ahead.counters_earliest(&self.gates, desk, need, from)?;
            let shadow = self.shadow(desk, seat, need.request, from)?;
            let suffices = ahead.counters_earliest(&self.gates, desk, need, shadow.at())?;
            if suffices <= shadow.at() {
                return Some(shadow);
            }
            from = suffices;
        }
        None
    }

    /// When a job can start on the nodes that its locks let it use then, and what others may take meanwhile.
    fn shadow(&self, desk: &Desk<'_>, seat: &Seat, request: &Request, from: Time) -> Option<Shadow> {
        let (cluster, shape) = (&*desk.cluster, request.shape);
        let later = |from: Time| Some(from).filter(|from| desk.now < *from);
        if !self.gates.locks_bind {
            return Shadow::cast_from(cluster, seat.access, shape, PoolSet::NONE, later(from));
        }
        let list = cluster.list(seat.access);
        let closed = |at: Time| -> PoolSet {
            let shut = |pool: &&PoolId| !self.gates.admits(**pool, request, at, desk.now);
            list.iter().filter(shut).copied().collect()
        };
        let mut best: Option<Shadow> = None;
        let mut from = from;
        for _ in 0..MOVES_MAX {
            let shut = closed(from);
            let shadow = Shadow::cast_from(cluster, seat.access, shape, shut, later(from));
            let change = self.gates.next_change(list, from);
            let next = match shadow {
                Some(shadow) if closed(shadow.at()).is_within(shut) => {
                    if best.as_ref().is_none_or(|best| shadow.at() < best.at()) {
                        best = Some(shadow);
                    }
                    // Pools that are shut now may be open before, and let it start earlier.
                    if shut == PoolSet::NONE { None } else { change }
                }
                Some(shadow) => Some(change.map_or(shadow.at(), |change| change.min(shadow.at()))),
                None => change,
            };
            let is_sooner = |next: &Time| best.as_ref().is_none_or(|best| *next < best.at());
            match next.filter(is_sooner) {
                Some(next) => from = next,
                None => break,
            }
        }
        best
    }
}
