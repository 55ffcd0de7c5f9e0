//! Conservative backfilling with promises (Mualem and Feitelson, IEEE TPDS 2001): each job is promised a start when it is
//! submitted, and the promise is only ever moved to an earlier time.
//!
//! When a job ends, every waiting job in order is taken out of the plan and placed again at its earliest time, all others
//! keeping theirs. A job can only gain where something became free since it was last placed, before its promise; that
//! span is kept, and jobs that cannot gain from it are passed over. With slack, a promise is put later than it need be,
//! and a job is placed again only to start at once. Where rules may move what is free when, all promises are put into a new
//! plan at every pass; one that finds no room any more is made anew, and told of as broken if it comes later.

use super::BuiltIn;
use super::gain::Gain;
use super::gang::gang_of;
use super::news::News;
use super::promise::{Hold, Promise, Verdict};
use super::seat::{Attempt, Seat, Wait};
use super::shortcuts::Shortcut;
use super::vain::Search;
use crate::cluster::{NodeMask, PoolSet};
use crate::model::{Breach, Cause, Span, Time};
use crate::policy::backfill::Blocked;
use crate::policy::desk::{Desk, Moment};
use crate::policy::queue::{Filter, Lane, Place};
use crate::policy::standing::{self, Order};

impl BuiltIn {
    /// A pass of a backfill that promises starts.
    pub(super) fn serve_promises(&mut self, desk: &mut Desk<'_>, news: &News, order: Order) {
        let anything_is_overdue = !self.trigger.is_every_event() && self.withdraw_overdue(desk, news.scope);
        let is_steady = self.promises.is_kept && news.remembers && self.is_calm() && !self.gates.may_bind;
        let keeps_plan = is_steady && self.shortcuts.has(Shortcut::OnlyPromisesThatGain);
        self.ahead.begin();
        if !keeps_plan {
            self.put_promises_into_a_new_plan(desk);
            // Nor is it known of other pools what became free there while no plan was kept.
            self.districts.iter_mut().for_each(|district| district.memory.gain = Gain::ANY);
        }
        self.ahead.advance(desk.now);
        self.promises.is_kept = news.remembers && self.is_calm() && !self.gates.may_bind;
        let replace = news.freed && desk.moment != Moment::Submission;
        let gain = std::mem::take(&mut self.memory.gain);
        let mut gain = match (replace, keeps_plan) {
            (false, _) => {
                // In a plan that was made anew nobody knows what became free before.
                self.memory.gain = if keeps_plan { gain } else { Gain::ANY };
                None
            }
            (true, true) => Some(gain),
            (true, false) => Some(Gain::ANY),
        };
        self.promises.vain.clear();
        self.promises.most.clear();
        self.promises.most.resize(desk.cluster.pool_count(), None);
        if !self.is_calm() {
            self.serve_claims(desk);
            self.serve_owners(desk);
            self.serve_suspended(desk, &mut gain);
        }
        let only_newcomers = gain.is_none()
            && is_steady
            && !anything_is_overdue
            && order == Order::Kept
            && desk.moment != Moment::Close
            && self.shortcuts.has(Shortcut::OnlyNewcomers);
        if self.has_rounds() {
            for round in self.rounds(desk).into_iter().rev() {
                self.place_all(desk, news, (Some(round), only_newcomers), &mut gain);
            }
        } else {
            self.place_all(desk, news, (None, only_newcomers), &mut gain);
        }
        let is_split =
            || desk.queue.fronts().iter().any(|front| 1 < desk.cluster.list(front.key.access).len());
        if self.gates.couples_pools() || self.gates.has_withheld() || is_split() {
            self.wake_for_the_next_promise(desk);
        }
    }

    /// Promises a start to every newcomer, places the others again where there is something to gain, and starts those whose
    /// time is now.
    fn place_all(
        &mut self,
        desk: &mut Desk<'_>,
        news: &News,
        (round, only_newcomers): (Option<u32>, bool),
        gain: &mut Option<Gain>,
    ) {
        let mut cursors = std::mem::take(&mut self.room.cursors);
        self.standing.place_cursors(desk, news.scope, &mut cursors);
        if only_newcomers {
            let newcomers = &self.room.newcomers;
            cursors.retain_mut(|cursor| {
                let new = newcomers.iter().find(|new| new.lane == cursor.lane);
                new.is_some_and(|new| cursor.skip_to(desk, new.key))
            });
        }
        while let Some(number) = standing::first(&cursors) {
            if self.pass.is_over {
                break;
            }
            let (waiting, lane) = (desk.queue.len(), cursors[number].lane);
            let cursor = &mut cursors[number];
            let key = cursor.entry.key;
            let mut from = Lane::after(cursor.place);
            if self.is_of_round(desk, cursor.entry.job, round) {
                from = self.place(desk, &Seat::at(cursor), gain);
                if self.gates.facts.has_sets {
                    from = desk.queue.lane(lane).seek(key.behind());
                }
            }
            match desk.next_in(lane, from, &Filter::ALL) {
                Some((place, entry)) => (cursor.place, cursor.entry) = (place, entry),
                None => {
                    cursors.swap_remove(number);
                }
            }
            if desk.queue.len() < waiting {
                self.after_a_start(desk, lane, &mut cursors);
            }
        }
        self.room.cursors = cursors;
    }

    /// Deals with one job. Gives the place after it.
    pub(super) fn place(&mut self, desk: &mut Desk<'_>, seat: &Seat, gain: &mut Option<Gain>) -> Place {
        if self.gates.facts.has_sets && gang_of(desk, seat.job()).is_some() {
            self.look_at_gang(desk, seat);
            return Lane::after(seat.place);
        }
        let slot = seat.job();
        let verdict = self.verdict(desk, seat, *gain);
        // With sequential instants, jobs start when all events of the instant have happened.
        let may_start = matches!(desk.moment, Moment::Whole | Moment::Close);
        let now = desk.now;
        let is_due = |promise: &Promise| may_start && promise.at <= now;
        // Most jobs are passed over here, with nothing fetched but their promise.
        if verdict == Verdict::Stays && !self.promises.of(slot).is_some_and(is_due) {
            return Lane::after(seat.place);
        }
        let old = self.promises.promised(slot);
        let lack = self.gates.lacks(slot, now);
        match verdict {
            Verdict::Stays => {}
            Verdict::Placed(_) | Verdict::Earlier(_) => self.promise(desk, seat, verdict, gain),
        }
        let planned = self.promise_that_may_differ(desk, slot);
        if may_start && lack.is_none() && self.promises.of(slot).is_some_and(is_due) {
            if let Attempt::Starts = self.attempt_promised(desk, seat, lack, PoolSet::NONE) {
                self.note_what_a_start_leaves(&desk.requests[slot as usize], planned, gain);
                return self.start(desk, seat);
            }
            // It may have lost its place, because particular nodes are not free yet.
            if let Some(planned) = planned.filter(|planned| self.promises.of(slot) != Some(planned)) {
                self.note_gain(&planned, gain);
            }
        }
        if self.gates.facts.may_evict() && self.evicts_others(desk, seat, &Wait { lack, ..Wait::default() }) {
            return Lane::after(seat.place);
        }
        self.drop_if_lacking(desk, seat, lack);
        self.tell_of_a_broken_promise(desk, seat, old);
        Lane::after(seat.place)
    }

    /// A job that lacks something that is counted is promised nothing for now.
    fn drop_if_lacking(&mut self, desk: &Desk<'_>, seat: &Seat, lack: Option<(Cause, bool)>) {
        let is_due = self.promises.of(seat.job()).is_some_and(|promise| promise.at <= desk.now);
        if is_due && lack.is_some() {
            self.withdraw(desk, seat.job());
        }
    }

    /// Finds out what has to be done with a job.
    fn verdict(&mut self, desk: &Desk<'_>, seat: &Seat, gain: Option<Gain>) -> Verdict {
        let now = desk.now;
        let Some(old) = self.promises.promises.get(seat.job() as usize).and_then(Option::as_ref) else {
            return Verdict::Placed(now);
        };
        // A pass by the clock came too late for it.
        if old.at < now {
            return Verdict::Placed(now);
        }
        let Some(gain) = gain else { return Verdict::Stays };
        if gain == Gain::ANY {
            return if old.at == now { Verdict::Stays } else { Verdict::Placed(now) };
        }
        // A better start lies before the old one, and its time on the nodes meets the gain.
        let from = Time::from_micros(gain.from.as_micros().saturating_sub(old.span.as_micros())).max(now);
        let until = gain.until.min(old.at);
        let slack = matches!(self.rule.blocked, Blocked::IsPromised(Some(_)));
        // While it holds its place anyway, more units there are of no use to it; on other nodes or in another pool they may be.
        let is_fixed = matches!(old.hold, Hold::Units(..));
        let (from, until) = match slack {
            false if until <= from || is_fixed && old.at <= gain.from => return Verdict::Stays,
            false => (from, until),
            // Only a start at once is better than the promise.
            true if old.at == now => return Verdict::Stays,
            true => (now, now + Span::from_micros(1)),
        };
        let (pool, units) = match &old.hold {
            Hold::Units(pool, units) => (*pool, *units),
            Hold::Nothing => return Verdict::Placed(now),
            Hold::Parts(parts) => {
                let need = self.gates.need(desk.requests, seat).of_nodes();
                let held = (parts.as_slice(), old.at);
                // Later than it need be, it may gain by waiting alone.
                let given = if slack { &NodeMask::ALL } else { &gain.nodes };
                let from = self.ahead.may_start_from(desk.cluster, need, held, ((from, until), given));
                return from.map_or(Verdict::Stays, Verdict::Placed);
            }
        };
        let profile = self.ahead.units(pool);
        let most = &mut self.promises.most[usize::from(pool.0)];
        // An earliest start can only become earlier at a time of the gain before it, where its units are free.
        if !slack && *most.get_or_insert_with(|| profile.most_in(gain.from, gain.until)) < units {
            return Verdict::Stays;
        }
        let (span, held) = (old.span, old.at);
        let search = Search { pool, units, span, held, from, until };
        let begin = self.promises.vain.begin(&search);
        let earlier = profile.earlier(begin, span, u64::from(units), (until, held));
        if earlier.is_none() {
            self.promises.vain.add(search);
        }
        earlier.map_or(Verdict::Stays, Verdict::Earlier)
    }

    /// Tells of a promise that was moved to a later time.
    pub(super) fn tell_of_a_broken_promise(&mut self, desk: &mut Desk<'_>, seat: &Seat, old: Option<Time>) {
        let new = self.promises.of(seat.job()).map_or(Time::NEVER, |promise| promise.at);
        let Some(promised) = old.filter(|promised| *promised < new) else { return };
        let pools = desk.cluster.pools_of(seat.access);
        if self.gates.lacks(seat.job(), desk.now).is_some() {
            // Others may have to make way for it later.
            self.pass.breach.get_or_insert(Breach::Rule);
        }
        let breach = match self.pass.breach {
            Some(breach) => breach,
            None if pools.meets(self.gates.needed) => Breach::Owner,
            None if !self.claims.is_empty() => Breach::HigherClass,
            None => Breach::Scattered,
        };
        desk.acts.breaches.push((seat.job(), promised, breach));
    }
}
