//! Gangs: jobs that start at one instant or not at all.

use super::BuiltIn;
use super::ahead::{Ahead, MOVES_MAX};
use super::need::Parts;
use super::seat::Seat;
use crate::cluster::PoolSet;
use crate::model::{Piece, Time};
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Starts all jobs of a gang, or holds back those behind them.
    pub(super) fn look_at_gang(&mut self, desk: &mut Desk<'_>, first: &Seat) {
        if self.pass.gangs.is_empty() {
            self.find_gangs(desk);
        }
        let own = gang_of(desk, first.job()).expect("only a job of a gang is looked at with its gang");
        // Another pass over the same queue may have dealt with it already.
        let Some(seats) = self.pass.gangs.remove(&own) else { return };
        for seat in &seats {
            self.pass.done.insert(seat.job());
            if self.promises_starts() {
                self.withdraw(desk, seat.job());
            }
        }
        if self.each_fits(desk, &seats) && self.start_together(desk, &seats) {
            return;
        }
        self.hold_back_for_all(desk, &seats);
    }

    /// Whether each job of a gang would fit if it were alone, which is found out without a copy of anything.
    fn each_fits(&mut self, desk: &Desk<'_>, seats: &[Seat]) -> bool {
        let mut pieces = std::mem::take(&mut self.room.pieces);
        let fit = seats.iter().all(|seat| {
            let shape = desk.requests[seat.job() as usize].shape;
            desk.cluster.find(seat.access, self.closed_to(desk, seat), shape, &mut pieces)
        });
        self.room.pieces = pieces;
        fit
    }

    fn hold_back_for_all(&mut self, desk: &mut Desk<'_>, seats: &[Seat]) {
        let pools = |seat: &Seat| desk.cluster.pools_of(seat.access);
        match self.blocked() {
            Blocked::LetsPass => {}
            Blocked::Closes => {
                for seat in seats {
                    self.memory.block(pools(seat), seat.entry.key);
                }
            }
            Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) => {
                for seat in seats {
                    self.hold_back(desk, seat, &Default::default());
                }
            }
            Blocked::IsProtected => {
                let is_first = |seat: &Seat| !pools(seat).is_within(self.memory.pools);
                let are_first = seats.iter().all(is_first);
                if are_first && !self.plans_nodes() {
                    self.refill(desk, desk.cluster.all_pools());
                }
                if are_first && let Some(at) = self.common_start(desk, seats).filter(|at| desk.now < *at) {
                    // What starts behind it is held to this plan, beside what is reserved for single jobs.
                    for seat in seats {
                        let found = Ahead::at(&self.gates, desk, &self.gates.need(desk.requests, seat), at);
                        self.plan(desk, seat, found);
                        self.memory.block(desk.cluster.pools_of(seat.access), seat.entry.key);
                    }
                    self.pass.minds_the_plan = true;
                }
            }
            Blocked::IsPlanned(depth) => {
                // Nodes that are kept for some of them only are of no use to the others.
                let has_room = |seat: &Seat| self.has_room_in_plan(desk, seat.access, depth);
                if seats.iter().all(has_room)
                    && let Some(at) = self.common_start(desk, seats).filter(|at| desk.now < *at)
                {
                    for seat in seats {
                        let found = Ahead::at(&self.gates, desk, &self.gates.need(desk.requests, seat), at);
                        self.plan(desk, seat, found);
                    }
                }
            }
            Blocked::IsPromised(_) => {
                if let Some(at) = self.common_start(desk, seats).filter(|at| desk.now < *at) {
                    self.promise_together(desk, seats, at);
                }
            }
        }
    }

    /// Finds out where the jobs of each gang stand, in order of submission: one look through the queue for all gangs of a pass.
    fn find_gangs(&mut self, desk: &Desk<'_>) {
        for (number, (key, lane)) in desk.lanes().iter().enumerate() {
            for entry in lane.iter() {
                let Some(gang) = gang_of(desk, entry.job) else { continue };
                let place = lane.find(entry.key).expect("an entry of a lane has a place");
                let seat = Seat { lane: number as u32, access: key.access, place, entry: *entry };
                self.pass.gangs.entry(gang).or_default().push(seat);
            }
        }
        for seats in self.pass.gangs.values_mut() {
            seats.sort_unstable_by_key(|seat| seat.entry.key.arrival);
        }
    }

    /// The earliest instant at which all fit together; nothing when none is found.
    fn common_start(&mut self, desk: &Desk<'_>, seats: &[Seat]) -> Option<Time> {
        let mut at = desk.now;
        for _ in 0..MOVES_MAX {
            let mut taken: Vec<(&Seat, Parts)> = Vec::new();
            let mut later = Some(at);
            for seat in seats {
                let need = self.gates.need(desk.requests, seat);
                let found = self.ahead.earliest(&self.gates, desk, &need, (at, PoolSet::NONE));
                later = found.map(|found| found.at());
                let Some(found) = found.filter(|found| found.at() == at) else { break };
                let mut parts = Parts::new();
                self.ahead.take(&self.gates, desk, &need, found, &mut parts);
                taken.push((seat, parts));
            }
            for (seat, parts) in taken {
                let need = self.gates.need(desk.requests, seat);
                let until = at + need.span();
                self.ahead.give(desk.cluster, &need, (at, until), &parts);
            }
            match later {
                Some(later) if later == at => return Some(at),
                Some(later) => at = later,
                None => return None,
            }
        }
        None
    }

    /// Starts all, if they find their nodes together beside all that is planned and reserved.
    fn start_together(&mut self, desk: &mut Desk<'_>, seats: &[Seat]) -> bool {
        let Some(places) = self.places_together(desk, seats) else { return false };
        let none = Default::default();
        let dues = seats.iter().map(|seat| self.gates.dues(seat.job()).unwrap_or(&none));
        if !self.gates.counters.allow_together(&self.gates.center, dues, desk.now) {
            return false;
        }
        for (seat, pieces) in seats.iter().zip(places) {
            let request = &desk.requests[seat.job() as usize];
            let until = desk.now + request.estimate;
            for held in &mut self.memory.reservations {
                held.shadow.note(desk.cluster, request.shape, &pieces, until);
            }
            self.room.pieces = pieces;
            // Places in the queue are good only until another job starts.
            let place = desk.queue.lane(seat.lane).find(seat.entry.key).expect("its gang waits whole");
            self.start(desk, &Seat { place, ..*seat });
        }
        self.room.harmful.clear();
        true
    }

    /// Places for all at once; nothing where some find none. Tried on copies, so that a gang that finds only some of its nodes
    /// touches none.
    fn places_together(&mut self, desk: &Desk<'_>, seats: &[Seat]) -> Option<Vec<Vec<Piece>>> {
        let mut trial = desk.cluster.clone();
        let mut ahead = self.ahead.clone();
        let mut reservations = self.memory.reservations.clone();
        let checks_plan = self.plans_nodes();
        let mut places = Vec::new();
        for seat in seats {
            let request = &desk.requests[seat.job() as usize];
            let (shape, span) = (request.shape, request.estimate);
            let closed = self.closed_to(desk, seat);
            let mut pieces = Vec::new();
            if !trial.find(seat.access, closed, shape, &mut pieces) {
                return None;
            }
            let until = desk.now + span;
            let delays =
                reservations.iter_mut().any(|held| held.shadow.is_delayed_by(&trial, shape, &pieces, until));
            let need = self.gates.need(desk.requests, seat);
            let fits = (!checks_plan || ahead.nodes_fit(desk, shape, &pieces, span))
                && (!self.gates.may_bind || ahead.counters_fit(&self.gates, desk, &need, span));
            if delays || !fits {
                return None;
            }
            for held in &mut reservations {
                held.shadow.note(&trial, shape, &pieces, until);
            }
            if checks_plan {
                ahead.hold_nodes(desk, shape, &pieces, span);
            }
            if self.gates.may_bind {
                ahead.hold_counters(&self.gates, desk, &need, span);
            }
            trial.hold(shape, &pieces, until);
            places.push(pieces);
        }
        Some(places)
    }

    fn closed_to(&self, desk: &Desk<'_>, seat: &Seat) -> PoolSet {
        let request = &desk.requests[seat.job() as usize];
        let shut = self.gates.closed(desk.cluster.list(seat.access), request, desk.now);
        if self.blocked().closes() { shut.with(self.memory.pools) } else { shut }
    }
}

/// The gang of a job, if it belongs to one.
pub(super) fn gang_of(desk: &Desk<'_>, slot: u32) -> Option<u64> {
    desk.terms.get(&slot).and_then(|terms| terms.gang).map(|gang| gang.gang)
}
