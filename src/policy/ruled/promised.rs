//! Promised starts: kept from pass to pass, moved to earlier times, and broken only for somebody's sake, who is named.

use super::outlook::Need;
use super::pass::Seat;
use super::style::Style;
use super::{Ruled, locks};
use crate::cluster::PoolSet;
use crate::model::{Breach, Time};
use crate::policy::desk::{Desk, Moment};

impl Ruled {
    /// Puts every promise where it was; one that finds no room there any more is made anew when its job is looked at.
    pub(super) fn keep_promises(&mut self, desk: &Desk<'_>) {
        if self.style != Style::Promised {
            return;
        }
        let mut promises: Vec<(Time, u32)> = self.promises.iter().map(|(slot, at)| (*at, *slot)).collect();
        promises.sort_unstable();
        for (at, slot) in promises {
            let Some(seat) = self.seat_of(desk, slot) else { continue };
            let at = at.max(desk.now);
            if self.earliest(desk, seat, at) == Some(at) {
                self.reserve(desk, seat, at);
            }
        }
    }

    /// Whether a promise in the plan stays as it is: its time has not come, and nothing was given back that could move it to an
    /// earlier one. Who may send others away is looked at whenever anything happens.
    pub(super) fn keeps_its_promise(&self, desk: &Desk<'_>, seat: Seat) -> bool {
        let request = &desk.requests[seat.job() as usize];
        let list = desk.cluster.list(seat.access);
        self.style == Style::Promised
            && (desk.freed == PoolSet::NONE || desk.moment == Moment::Submission)
            && self.planned_jobs.get(&seat.job()).is_some_and(|(at, _)| desk.now < *at)
            && !self.may_send_away(request)
            && locks::own(&self.center, list, request, desk.now) == PoolSet::NONE
    }

    pub(super) fn earliest(&mut self, desk: &Desk<'_>, seat: Seat, from: Time) -> Option<Time> {
        let request = desk.requests[seat.job() as usize];
        self.note_dues(desk, seat.job(), &request);
        let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
        let ground = (&self.center, &*desk.cluster, &self.books);
        self.outlook.earliest(ground, need, from, desk.now)
    }

    /// Takes a job out of the plan before it is looked at. Gives what it had been promised.
    pub(super) fn take_promise_out(&mut self, desk: &Desk<'_>, seat: Seat) -> Option<Time> {
        let slot = seat.job();
        if let Some((at, parts)) = self.planned_jobs.remove(&slot) {
            let request = desk.requests[slot as usize];
            let need = Need { access: seat.access, request: &request, dues: &self.dues[&slot] };
            self.outlook.give(desk.cluster, need, at, &parts);
            for pool in desk.cluster.list(seat.access) {
                self.planned_in[usize::from(pool.0)] -= 1;
            }
        }
        self.promises.get(&slot).copied()
    }

    /// Puts a job back into the plan that was only asked whether it could start.
    pub(super) fn put_promise_back(&mut self, desk: &Desk<'_>, seat: Seat, old: Option<Time>) {
        let Some(old) = old else { return };
        let at = old.max(desk.now);
        if self.earliest(desk, seat, at) == Some(at) {
            self.reserve(desk, seat, at);
        }
    }

    /// Tells of a promise that was moved to a later time.
    pub(super) fn break_promise(&mut self, desk: &mut Desk<'_>, seat: Seat, old: Option<Time>, new: Time) {
        let Some(promised) = old.filter(|promised| *promised < new) else { return };
        if new == Time::NEVER {
            self.promises.remove(&seat.job());
        }
        let pools = desk.cluster.pools_of(seat.access);
        let breach = match self.breach {
            Some(breach) => breach,
            None if pools.meets(self.outlook.needed) => Breach::Owner,
            None if !self.claims.is_empty() => Breach::HigherClass,
            None => Breach::Scattered,
        };
        desk.acts.breaches.push((seat.job(), promised, breach));
    }
}
