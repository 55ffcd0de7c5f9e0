//! A shortcut for the usual machine: one pool, and one line of jobs that wait for it. Nothing else need be thought of.

use super::BuiltIn;
use super::bounds::Hardness;
use super::need::Need;
use super::news::News;
use super::seat::{Attempt, Seat};
use super::shortcuts::Shortcut;
use crate::cluster::PoolSet;
use crate::model::{AccessId, PoolId};
use crate::policy::desk::{Desk, Moment, Waiting};
use crate::policy::queue::{Filter, Key, Lane, Place, narrow};
use crate::policy::standing::Order;

/// The number of the first lane, which is the only one.
const LINE: u32 = 0;

/// The only pool.
const ONLY: PoolId = PoolId(0);

impl BuiltIn {
    /// Looks along the line where all who wait stand in one. Returns false, and changes nothing, where there is more to be thought of.
    pub(super) fn serves_one_line(&mut self, desk: &mut Desk<'_>) -> bool {
        let by_what_is_free = self.rule.blocked.decides_at_once() && self.rule.every.is_none();
        if !by_what_is_free || desk.moment == Moment::Close || !self.stands_in_one_line(desk) {
            return false;
        }
        let access = desk.lanes()[LINE as usize].0.access;
        let scope = desk.cluster.pools_of(access);
        let news = News { scope, freed: desk.freed.meets(scope), remembers: true };
        if !news.freed && desk.newcomers.is_empty() {
            return true;
        }
        self.room.newcomers.clear();
        self.room.newcomers.extend_from_slice(desk.newcomers);
        let only_newcomers = self.shortcuts.has(Shortcut::OnlyNewcomers)
            && self.only_newcomers_matter(desk, &news, Order::Kept);
        if only_newcomers {
            self.try_newcomers(desk, access);
        } else {
            self.forget_what_was_found(desk, &news);
            self.walk_along(desk, access, Place::default());
        }
        true
    }

    /// Whether all jobs stand in one line for the only pool, in an order that they keep, and no rule may keep any from it.
    pub(super) fn stands_in_one_line(&self, desk: &Desk<'_>) -> bool {
        self.shortcuts.has(Shortcut::OneLine)
            && self.gates.facts.are_none()
            && self.rule.overtakers.is_none()
            && self.standing.is_fixed()
            && desk.lanes().len() == 1
            && desk.cluster.pool_count() == 1
    }

    /// Looks at the jobs that have joined the line, and behind one that has changed what others may do, at all.
    fn try_newcomers(&mut self, desk: &mut Desk<'_>, access: AccessId) {
        if 1 < self.room.newcomers.len() {
            self.room.newcomers.sort_unstable_by_key(|waiting| waiting.key);
        }
        for number in 0..self.room.newcomers.len() {
            let Waiting { key, .. } = self.room.newcomers[number];
            let Some(filter) = self.filter_along(desk, access) else { return };
            let (place, entry) = desk.queue.lane(LINE).named(key).expect("a newcomer waits");
            if !filter.passes(&entry) || self.refuses(&filter, &entry) {
                continue;
            }
            self.look_along(desk, &Seat { lane: LINE, access, place, entry });
            if self.memory.is_open {
                let place = desk.queue.lane(LINE).seek(key.behind());
                return self.walk_along(desk, access, place);
            }
        }
    }

    /// Plans the jobs of the line in order, from a key on.
    pub(super) fn plan_along(&mut self, desk: &mut Desk<'_>, from: Option<Key>) {
        let (key, line) = &desk.lanes()[LINE as usize];
        let (access, place) = (key.access, from.map_or_else(Place::default, |from| line.seek(from)));
        if desk.queue.is_empty() {
            self.memory.planned = None;
        }
        self.begin_search(desk);
        let mut place = place;
        while let Some(seat) = self.plan_up_to(desk, access, place) {
            place = self.look_at(desk, &seat);
            self.memory.planned = self.memory.planned.max(Some(seat.entry.key));
        }
    }

    /// Plans jobs from a place on that cannot start now. Gives the first that must be looked at: because it can, or because more
    /// than cores matter to it.
    fn plan_up_to(&mut self, desk: &Desk<'_>, access: AccessId, from: Place) -> Option<Seat> {
        let applies = self.shortcuts.has(Shortcut::BoundsOfEasierJobs)
            && self.shortcuts.has(Shortcut::PlanAsFarAsNeeded);
        let (mut next, mut last) = (from, None);
        let found = loop {
            let Some((place, &entry)) = desk.queue.lane(LINE).at_or_behind(next) else { break None };
            let seat = Seat { lane: LINE, access, place, entry };
            if !self.is_hopeful(desk, &seat) && !self.is_worth_going_on(desk, &[seat.cursor()], 0) {
                break None;
            }
            let request = &desk.requests[entry.job as usize];
            if !applies || !desk.cluster.counts_alone(ONLY, request.shape) {
                break Some(seat);
            }
            let job = Hardness { among: access.0.into(), amount: entry.units, span: request.estimate };
            let from = desk.now.max(self.room.bounds.before(job));
            let units = u64::from(entry.units);
            let need = Need { access, request, dues: None };
            if let Some(opening) = self.ahead.units(ONLY).opening(from, units, need.span()) {
                if opening.at <= desk.now {
                    break Some(seat);
                }
                self.room.taken_from = opening.at;
                self.room.bounds.add(job, opening.at);
                self.ahead.take_units(ONLY, opening, need.span(), units);
                self.planned_in[usize::from(ONLY.0)] += 1;
            }
            (next, last) = (Lane::after(place), Some(entry.key));
        };
        self.memory.planned = self.memory.planned.max(last);
        found
    }

    /// Whether the job for whose sake the plan is made on stands no further ahead, and could still start now.
    fn is_hopeful(&self, desk: &Desk<'_>, seat: &Seat) -> bool {
        self.room.hope.as_ref().is_some_and(|hope| {
            seat.entry.key <= hope.entry.key
                && (hope.until <= self.room.taken_from || self.could_start(desk, hope.access, &hope.entry))
        })
    }

    /// Looks at the jobs of the line in order, from a place on.
    fn walk_along(&mut self, desk: &mut Desk<'_>, access: AccessId, from: Place) {
        let mut place = from;
        while let Some(filter) = self.filter_along(desk, access) {
            let Some(seat) = self.next_in_line(desk, access, (place, &filter)) else { return };
            place = self.look_along(desk, &seat);
            self.memory.planned = self.memory.planned.max(Some(seat.entry.key));
        }
    }

    /// Deals with one job of the line, as [`BuiltIn::look_at`] does, where nothing is counted and nobody is evicted. Gives the place
    /// after it.
    fn look_along(&mut self, desk: &mut Desk<'_>, seat: &Seat) -> Place {
        match self.attempt_at_once(desk, seat, PoolSet::NONE) {
            Attempt::Starts => self.start(desk, seat),
            Attempt::Waits(wait) => {
                self.hold_back(desk, seat, &wait);
                Lane::after(seat.place)
            }
        }
    }

    /// Which jobs of the line are worth a look, as [`BuiltIn::filter`] has it; where one job alone is protected, that is soon said.
    #[inline]
    fn filter_along(&self, desk: &Desk<'_>, access: AccessId) -> Option<Filter> {
        if self.memory.pools == PoolSet::NONE {
            return Some(Filter::ALL);
        }
        match self.memory.reservations.as_slice() {
            [only] if self.shortcuts.has(Shortcut::FilterByUnits) => {
                let (spare, at) = (only.shadow.spare_units(), only.shadow.at());
                Some(Filter {
                    units: narrow(desk.cluster.free_units(access)),
                    units_long: narrow(spare),
                    wall_secs: narrow(desk.now.until(at).as_secs()),
                })
            }
            _ => self.filter(desk, access),
        }
    }

    /// The next job of the line that is worth a look.
    fn next_in_line(
        &self,
        desk: &Desk<'_>,
        access: AccessId,
        (from, filter): (Place, &Filter),
    ) -> Option<Seat> {
        let mut from = from;
        loop {
            let (place, entry) = desk.next_in(LINE, from, filter)?;
            if !self.refuses(filter, &entry) {
                return Some(Seat { lane: LINE, access, place, entry });
            }
            from = Lane::after(place);
        }
    }
}
