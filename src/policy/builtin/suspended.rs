//! Suspended jobs: when they go on where they were.

use super::gain::Gain;
use super::need::Need;
use super::runs::{Run, Suspended};
use super::seat::Seat;
use super::{BuiltIn, locks};
use crate::cluster::PoolSet;
use crate::model::{Cause, Eviction, Piece, Time};
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Says what becomes of a run that was made to leave these places, and remembers it if it is to go on there.
    pub(super) fn suspend(&mut self, run: Option<Run>, pieces: &[Piece], now: Time) -> Eviction {
        let eviction = self.gates.center.rules.preemption.eviction;
        if let (Eviction::Suspend, Some(run)) = (eviction, run) {
            let suspended = Suspended::of(&run, pieces.to_vec(), now);
            self.gates.counters.ask(&suspended.dues);
            self.gates.runs.suspend(suspended);
        }
        eviction
    }

    /// Lets suspended jobs go on whose nodes are free again, behind the jobs that may evict them.
    pub(super) fn serve_suspended(&mut self, desk: &mut Desk<'_>, gain: &mut Option<Gain>) {
        if !self.gates.runs.anything_is_suspended() {
            return;
        }
        for seat in self.evictors_in_order(desk) {
            if self.pass.is_over {
                return;
            }
            // It may have started with its gang.
            let Some(place) = desk.queue.lane(seat.lane).find(seat.entry.key) else { continue };
            if !self.pass.done.insert(seat.job()) {
                continue;
            }
            let seat = Seat { place, ..seat };
            if self.promises_starts() {
                self.place(desk, &seat, gain);
            } else {
                self.look_at(desk, &seat);
            }
        }
        if self.pass.is_over {
            return;
        }
        for suspended in self.gates.runs.take_suspended() {
            match self.what_holds_up(desk, &suspended) {
                Some(cause) => {
                    desk.acts.blames.push((suspended.job, cause));
                    self.gates.runs.suspend(suspended);
                }
                None => self.resume(desk, suspended),
            }
        }
    }

    /// The waiting jobs that may evict one that is suspended, in order.
    fn evictors_in_order(&self, desk: &Desk<'_>) -> Vec<Seat> {
        let suspended: Vec<&Suspended> = self.gates.runs.suspended().collect();
        let mut seats: Vec<Seat> = Vec::new();
        for slot in self.line_of(desk) {
            let request = &desk.requests[slot as usize];
            if !self.may_send_away(request) {
                continue;
            }
            let Some(seat) = self.seat_of(desk, slot) else { continue };
            let pools = desk.cluster.pools_of(seat.access);
            let outranks = |other: &&Suspended| {
                pools.meets(PoolSet::of_pieces(&other.pieces)) && self.outranks(request, &other.run)
            };
            if suspended.iter().copied().any(|other| outranks(&other)) {
                seats.push(seat);
            }
        }
        seats
    }

    fn line_of(&self, desk: &Desk<'_>) -> Vec<u32> {
        self.standing.line(desk, desk.cluster.all_pools(), |request| self.round(request))
    }

    /// Why a suspended job cannot go on now, if it cannot.
    fn what_holds_up(&mut self, desk: &Desk<'_>, suspended: &Suspended) -> Option<Cause> {
        let request = &desk.requests[suspended.job as usize];
        let list = desk.cluster.list(suspended.access);
        let shut = locks::closed(&self.gates.center, list, request, desk.now, self.gates.needed);
        let left = request.estimate - suspended.ran.min(request.estimate);
        if let Some((cause, _)) = self.gates.counters.lacks(&self.gates.center, &suspended.dues, desk.now) {
            return Some(cause);
        }
        if PoolSet::of_pieces(&suspended.pieces).meets(shut) {
            return Some(Cause::Reservation);
        }
        if !desk.cluster.has_room(request.shape, &suspended.pieces) {
            return Some(Cause::Capacity);
        }
        let need = Need { access: suspended.access, request, dues: Some(&suspended.dues) };
        let (cluster, until) = (&*desk.cluster, desk.now + left);
        let mut reservations = self.memory.reservations.iter_mut();
        let pieces = &suspended.pieces;
        let delays =
            reservations.any(|held| held.shadow.is_delayed_by(cluster, request.shape, pieces, until));
        let disturbs = self.plans_nodes() && !self.ahead.nodes_fit(desk, request.shape, pieces, left);
        let lacks = self.gates.may_bind && !self.ahead.counters_fit(&self.gates, desk, &need, left);
        (delays || disturbs || lacks).then_some(Cause::Ahead)
    }

    fn resume(&mut self, desk: &mut Desk<'_>, suspended: Suspended) {
        let request = &desk.requests[suspended.job as usize];
        let left = request.estimate - suspended.ran.min(request.estimate);
        let until = desk.now + left;
        for held in &mut self.memory.reservations {
            held.shadow.note(desk.cluster, request.shape, &suspended.pieces, until);
        }
        if self.plans_nodes() {
            self.ahead.hold_nodes(desk, request.shape, &suspended.pieces, left);
        }
        if self.gates.may_bind {
            let need = Need { access: suspended.access, request, dues: Some(&suspended.dues) };
            self.ahead.hold_counters(&self.gates, desk, &need, left);
        }
        self.gates.counters.ask_no_more(&suspended.dues);
        let run = desk.resume(suspended.job, suspended.arrival, &suspended.pieces, until);
        let stake = self.gates.counters.take(&self.gates.center, suspended.dues.clone(), desk.now);
        self.gates.runs.resumed(run, suspended, stake, desk.now);
    }
}
