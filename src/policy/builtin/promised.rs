//! How a promise is put into the plan, moved, taken out, and put back.

use super::BuiltIn;
use super::ahead::Ahead;
use super::gain::Gain;
use super::need::Parts;
use super::promise::{Hold, Promise, Verdict};
use super::seat::{Attempt, Seat};
use crate::cluster::{Cluster, Found, PoolSet};
use crate::model::{AccessId, Cause, PoolId, Request, Span, Time};
use crate::policy::backfill::Blocked;
use crate::policy::desk::{Desk, Leaver};

impl BuiltIn {
    /// Whether a promised job may start now; where it may, its places are left in the room, and its promise is none any more.
    pub(super) fn attempt_promised(
        &mut self,
        desk: &mut Desk<'_>,
        seat: &Seat,
        lack: Option<(Cause, bool)>,
        barred: PoolSet,
    ) -> Attempt {
        let slot = seat.job();
        let old = self.promises.promises.get_mut(slot as usize).and_then(Option::take);
        if let Some(promise) = &old {
            self.give(desk, slot, promise);
        }
        let attempt = self.attempt_by_plan(desk, seat, lack, (u32::MAX, barred));
        if let (Attempt::Waits(_), Some(promise)) = (attempt, old) {
            let promise = self.restore(desk, slot, promise);
            self.promises.set(slot, promise);
        }
        attempt
    }

    /// Takes a job out of the plan and puts it where it can start now, as was found out.
    pub(super) fn promise(
        &mut self,
        desk: &mut Desk<'_>,
        seat: &Seat,
        verdict: Verdict,
        gain: &mut Option<Gain>,
    ) {
        let slot = seat.job();
        let old = self.promises.promises.get_mut(slot as usize).and_then(Option::take);
        if let Some(old) = &old {
            self.give(desk, slot, old);
        }
        let need = self.gates.need(desk.requests, seat);
        let found = match verdict {
            Verdict::Stays => unreachable!("a job that keeps its promise is not placed"),
            Verdict::Earlier(at) => Some(Ahead::at(&self.gates, desk, &need, at)),
            Verdict::Placed(from) => self.ahead.earliest(&self.gates, desk, &need, (from, PoolSet::NONE)),
        };
        let Some(old) = old else {
            let found = found.map(|found| self.slackened(desk, seat, found));
            let new = found.map(|found| self.put(desk, (seat.access, slot), found));
            return self.promises.set(slot, new);
        };
        let slack = matches!(self.rule.blocked, Blocked::IsPromised(Some(_)));
        let keeps = |found: Found| slack && desk.now <= old.at && desk.now < found.at();
        let stays = found.is_some_and(|found| found.at() == old.at || keeps(found));
        if stays {
            // It keeps its places, too.
            let promise = self.restore(desk, slot, old);
            return self.promises.set(slot, promise);
        }
        self.note_gain(&old, gain);
        let new = found.map(|found| self.put(desk, (seat.access, slot), found));
        self.promises.set(slot, new);
    }

    /// Promises a job the earliest start that it can have now.
    pub(super) fn promise_anew(&mut self, desk: &mut Desk<'_>, seat: &Seat) {
        let old = self.promises.promised(seat.job());
        self.promise(desk, seat, Verdict::Placed(desk.now), &mut None);
        self.tell_of_a_broken_promise(desk, seat, old);
    }

    /// Promises the jobs of a gang one start.
    pub(super) fn promise_together(&mut self, desk: &Desk<'_>, seats: &[Seat], at: Time) {
        for seat in seats {
            let found = Ahead::at(&self.gates, desk, &self.gates.need(desk.requests, seat), at);
            let new = self.put(desk, (seat.access, seat.job()), found);
            self.promises.set(seat.job(), Some(new));
        }
    }

    /// A promise that a start may leave something of: it lay on particular nodes, and the start may take others; or it was for a
    /// job that is expected to take no time.
    pub(super) fn promise_that_may_differ(&self, desk: &Desk<'_>, slot: u32) -> Option<Promise> {
        let is_empty = || desk.requests[slot as usize].estimate == Span::ZERO;
        let differs = |promise: &&Promise| !matches!(promise.hold, Hold::Units(..)) || is_empty();
        self.promises.of(slot).filter(differs).cloned()
    }

    /// Takes note of what a start leaves of its promise.
    pub(super) fn note_what_a_start_leaves(
        &mut self,
        request: &Request,
        promise: Option<Promise>,
        gain: &mut Option<Gain>,
    ) {
        let Some(promise) = promise else { return };
        let is_as_planned = match &promise.hold {
            Hold::Parts(parts) => **parts == self.room.pieces && request.estimate == promise.span,
            Hold::Units(..) | Hold::Nothing => false,
        };
        if !is_as_planned {
            self.note_gain(&promise, gain);
        }
    }

    /// The jobs behind one that has moved may gain from it now, those before it when jobs are placed next.
    pub(super) fn note_gain(&mut self, old: &Promise, gain: &mut Option<Gain>) {
        let until = old.at + old.span;
        self.memory.gain.add((old.at, until), old.hold.places());
        if let Some(gain) = gain {
            gain.add((old.at, until), old.hold.places());
        }
        self.promises.vain.clear();
        let pools = old.hold.pools();
        for (pool, most) in self.promises.most.iter_mut().enumerate() {
            let pool = PoolId(pool as u16);
            if pools.contains(pool) {
                let given = self.ahead.units(pool).most_in(old.at, until);
                *most = most.map(|most| most.max(given));
            }
        }
    }

    /// A later start that is within the slack of a job.
    pub(super) fn slackened(&mut self, desk: &mut Desk<'_>, seat: &Seat, found: Found) -> Found {
        let earliest = found.at();
        let need = &self.gates.need(desk.requests, seat);
        match self.rule.blocked {
            Blocked::IsPromised(Some(factor)) if desk.now < earliest => {
                let wait = earliest.since(need.request.submit).as_secs_f64();
                let slack = Span::from_secs_f64(wait * factor);
                let at = self.ahead.latest(&self.gates, desk, need, (earliest, earliest + slack));
                // Such a start need not lie where anything else happens.
                desk.wake_at(at);
                Ahead::at(&self.gates, desk, need, at)
            }
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected
            | Blocked::IsPlanned(_)
            | Blocked::IsPromised(_) => found,
        }
    }

    pub(super) fn put(&mut self, desk: &Desk<'_>, (access, slot): (AccessId, u32), found: Found) -> Promise {
        let need = self.gates.need_of(desk.requests, access, slot);
        self.ahead.take(&self.gates, desk, &need, found, &mut self.room.parts);
        let shape = need.request.shape;
        let hold = match desk.cluster.list(need.access) {
            // A promise was made, so the pool has as many.
            [only] if self.ahead.units_decide(*only) => {
                Hold::Units(*only, desk.cluster.units_in(*only, shape.per_task) * shape.tasks)
            }
            _ => Hold::Parts(Box::new(self.room.parts.clone())),
        };
        Promise { at: found.at(), span: need.span(), hold }
    }

    pub(super) fn give(&mut self, desk: &Desk<'_>, slot: u32, promise: &Promise) {
        let request = &desk.requests[slot as usize];
        let access = desk.center.access_of(request.partition, request.group);
        let need = self.gates.need_of(desk.requests, access, slot);
        let mut room = Parts::new();
        let parts = promise.hold.parts(request, &mut room);
        let from = promise.at.max(desk.now);
        self.ahead.give(desk.cluster, &need, (from, (promise.at + promise.span).max(from)), parts);
    }

    /// Takes the promise of a job out of the plan.
    pub(super) fn withdraw(&mut self, desk: &Desk<'_>, slot: u32) {
        let old = self.promises.promises.get_mut(slot as usize).and_then(Option::take);
        if let Some(old) = old {
            self.give(desk, slot, &old);
            self.memory.gain.add((old.at, old.at + old.span), old.hold.places());
        }
    }

    /// A job has given up: what it was promised is found to be free by the next pass.
    pub(super) fn give_up_promise(&mut self, slot: u32) {
        if self.promises.of(slot).is_some() {
            self.promises.forget(slot);
            self.promises.is_kept = false;
        }
    }

    /// Takes out of a plan that is kept what a job that has left was expected to hold on.
    pub(super) fn return_early(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        if !self.promises.is_kept {
            return;
        }
        self.ahead.advance(now);
        if leaver.until <= now {
            return;
        }
        self.ahead.give_pieces(cluster, leaver.request.shape, (now, leaver.until), leaver.pieces);
        if self.districts.len() == 1 {
            return self.memory.gain.add((now, leaver.until), leaver.pieces);
        }
        let here = PoolSet::of_pieces(leaver.pieces);
        for district in self.districts.iter_mut().filter(|district| district.scope.meets(here)) {
            district.memory.gain.add((now, leaver.until), leaver.pieces);
        }
    }

    /// Asks to be asked again at the next promised start. In a single pool something happens then in any case; over several, a
    /// promise keeps its split while others move, and where rules may bind, what they withhold may be there again between two events.
    pub(super) fn wake_for_the_next_promise(&mut self, desk: &mut Desk<'_>) {
        let starts = self.promises.promises.iter().flatten().map(|promise| promise.at);
        if let Some(next) = starts.filter(|at| desk.now < *at).min() {
            self.wake(desk, next);
        }
    }

    /// Takes out the promises in these pools whose time has passed while nobody looked: their jobs are placed anew in turn. Returns
    /// whether there are any.
    pub(super) fn withdraw_overdue(&mut self, desk: &Desk<'_>, scope: PoolSet) -> bool {
        let mut any = false;
        for slot in 0..self.promises.promises.len() as u32 {
            let at = self.promises.of(slot).map(|promise| promise.at);
            if let Some(at) = at.filter(|at| *at < desk.now) {
                let request = &desk.requests[slot as usize];
                let access = desk.center.access_of(request.partition, request.group);
                if !desk.cluster.pools_of(access).meets(scope) {
                    continue;
                }
                if self.promises.is_kept {
                    self.withdraw(desk, slot);
                }
                self.promises.forget(slot);
                self.promises.lost.insert(slot, at);
                any = true;
            }
        }
        any
    }

    /// Starts the plan anew from what runs, and puts every promise where it was; one that finds no room there any more is made
    /// anew when its job is looked at.
    pub(super) fn put_promises_into_a_new_plan(&mut self, desk: &Desk<'_>) {
        self.refill(desk, desk.cluster.all_pools());
        let all = self.promises.promises.iter().enumerate();
        // Those that still have their places come first, so that none of them is lost to one that has not.
        let order = |(slot, promise): (usize, &Option<Promise>)| {
            let promise = promise.as_ref()?;
            Some((promise.hold == Hold::Nothing, promise.at, slot as u32))
        };
        let mut slots: Vec<(bool, Time, u32)> = all.filter_map(order).collect();
        slots.sort_unstable();
        for (_, at, slot) in slots {
            let promise = self.promises.promises[slot as usize].take().expect("it was just found");
            let promise = self.restore(desk, slot, promise);
            if promise.is_none() {
                self.promises.lost.insert(slot, at);
            }
            self.promises.set(slot, promise);
        }
    }

    /// Puts a promise back into the plan where it was; nothing where there is no room any more.
    pub(super) fn restore(&mut self, desk: &Desk<'_>, slot: u32, promise: Promise) -> Option<Promise> {
        let request = &desk.requests[slot as usize];
        let access = desk.center.access_of(request.partition, request.group);
        let need = self.gates.need_of(desk.requests, access, slot);
        let at = promise.at.max(desk.now);
        let mut parts = Parts::new();
        let kept = promise.hold.parts(request, &mut parts);
        if !kept.is_empty()
            && self.ahead.put_back(&self.gates, desk, &need, (at, promise.at + promise.span), kept)
        {
            return Some(promise);
        }
        let found = self.ahead.earliest(&self.gates, desk, &need, (at, PoolSet::NONE))?;
        // What it had been promised is told of as broken when it is looked at, if it is placed at a later time then.
        if found.at() != at {
            return None;
        }
        let new = self.put(desk, (access, slot), found);
        Some(Promise { at: promise.at, ..new })
    }
}
