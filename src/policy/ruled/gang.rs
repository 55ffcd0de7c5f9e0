//! Gangs: jobs that start at one instant or not at all.

use super::outlook::Need;
use super::pass::Seat;
use super::{Ruled, locks};
use crate::model::{Cause, Piece, Time};
use crate::policy::desk::Desk;

/// So often a common start is moved to a later time before the gang is left for the next pass.
const MOVES_MAX: usize = 64;

impl Ruled {
    /// Starts all jobs of a gang, or plans them for one later instant.
    pub(super) fn look_at_gang(&mut self, desk: &mut Desk<'_>, first: Seat) {
        if self.gangs.is_empty() {
            self.find_gangs(desk);
        }
        let own = gang_of(desk, first.job()).expect("only a job of a gang is looked at with its gang");
        let seats = self.gangs.remove(&own).expect("who is looked at waits, and was found");
        for seat in &seats {
            self.done.insert(seat.job());
            let request = desk.requests[seat.job() as usize];
            self.note_dues(desk, seat.job(), &request);
            self.take_promise_out(desk, *seat);
        }
        let at = self.common_start(desk, &seats);
        if at == Some(desk.now) && self.start_together(desk, &seats) {
            return;
        }
        let at = at.filter(|at| desk.now < *at);
        // Nodes that are kept for some of them only are of no use to the others.
        let is_planned = self.style.depth() == 0 || self.all_have_room_in_plan(desk, &seats);
        for seat in seats.iter().filter(|_| is_planned) {
            match at {
                Some(at) if 0 < self.style.depth() && self.plans_now => self.reserve(desk, *seat, at),
                Some(_) | None => self.plan(desk, *seat, (Cause::Capacity, at), None),
            }
        }
    }

    fn all_have_room_in_plan(&self, desk: &Desk<'_>, seats: &[Seat]) -> bool {
        seats.iter().all(|seat| self.has_room_in_plan(desk, seat.access))
    }

    /// Finds out where the jobs of each gang stand, in order of submission: one look through the queue for all gangs of a pass.
    fn find_gangs(&mut self, desk: &Desk<'_>) {
        for (number, (key, lane)) in desk.lanes().iter().enumerate() {
            for entry in lane.iter() {
                let Some(gang) = gang_of(desk, entry.job) else { continue };
                let seat = Seat { lane: number as u32, access: key.access, entry: *entry };
                self.gangs.entry(gang).or_default().push(seat);
            }
        }
        for seats in self.gangs.values_mut() {
            seats.sort_unstable_by_key(|seat| seat.entry.key.arrival);
        }
    }

    /// The earliest instant at which all fit together; nothing when none is found.
    fn common_start(&mut self, desk: &Desk<'_>, seats: &[Seat]) -> Option<Time> {
        let mut at = desk.now;
        for _ in 0..MOVES_MAX {
            let mut taken = Vec::new();
            let mut later = Some(at);
            for seat in seats {
                let request = desk.requests[seat.job() as usize];
                let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
                let ground = (&self.center, &*desk.cluster, &self.books);
                later = self.outlook.earliest(ground, need, at, desk.now);
                if later != Some(at) {
                    break;
                }
                self.outlook.take(ground, need, (at, desk.now), &mut self.parts);
                taken.push((*seat, self.parts.clone()));
            }
            for (seat, parts) in taken {
                let request = desk.requests[seat.job() as usize];
                let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
                self.outlook.give(desk.cluster, need, at, &parts);
            }
            match later {
                Some(later) if later == at => return Some(at),
                Some(later) => at = later,
                None => return None,
            }
        }
        None
    }

    /// Whether all may hold these places beside all that is planned.
    fn fit_together(&self, desk: &Desk<'_>, seats: &[Seat], places: &[Vec<Piece>]) -> bool {
        let mut trial = self.outlook.clone();
        let ground = (&self.center, &*desk.cluster, &self.books);
        seats.iter().zip(places).all(|(seat, pieces)| {
            let request = desk.requests[seat.job() as usize];
            let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
            let fits = trial.fits(ground, need, pieces, desk.now, request.estimate);
            if fits {
                trial.hold(ground, need, pieces, desk.now, request.estimate);
            }
            fits
        })
    }

    /// Starts all, if they find their nodes together.
    fn start_together(&mut self, desk: &mut Desk<'_>, seats: &[Seat]) -> bool {
        // Tried on a copy first: a gang that finds only some of its nodes must not touch any.
        let mut trial = desk.cluster.clone();
        let mut places = Vec::new();
        for seat in seats {
            let request = desk.requests[seat.job() as usize];
            let list = desk.cluster.list(seat.access);
            let shut = locks::closed(&self.center, list, &request, desk.now, self.outlook.needed);
            let closed = shut.with(self.outlook.barred);
            if !trial.find(seat.access, closed, request.shape, &mut self.pieces) {
                return false;
            }
            trial.hold(request.shape, &self.pieces, desk.now + request.estimate);
            places.push(self.pieces.clone());
        }
        if !self.fit_together(desk, seats, &places) {
            return false;
        }
        let dues = seats.iter().map(|seat| &self.dues[&seat.job()]);
        if !self.books.allow_together(&self.center, dues, desk.now) {
            return false;
        }
        for (seat, pieces) in seats.iter().zip(places) {
            let request = desk.requests[seat.job() as usize];
            let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
            let ground = (&self.center, &*desk.cluster, &self.books);
            self.outlook.hold(ground, need, &pieces, desk.now, request.estimate);
            self.pieces = pieces;
            self.start(desk, *seat, &request);
        }
        true
    }
}

/// The gang of a job, if it belongs to one.
pub(super) fn gang_of(desk: &Desk<'_>, slot: u32) -> Option<u64> {
    desk.terms.get(&slot).and_then(|terms| terms.gang).map(|gang| gang.gang)
}
