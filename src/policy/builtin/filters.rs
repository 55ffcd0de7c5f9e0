//! Shortcuts of a pass: which jobs are worth a look, and whether the pass itself is.

use super::BuiltIn;
use super::need::Need;
use super::news::News;
use super::room::Hope;
use super::shortcuts::Shortcut;
use crate::cluster::PoolSet;
use crate::model::AccessId;
use crate::policy::backfill::Blocked;
use crate::policy::desk::{Desk, Moment, Waiting};
use crate::policy::queue::{Entry, Filter, Key, Lane, Place, narrow};
use crate::policy::standing::{Cursor, Order};

impl BuiltIn {
    /// Whether every job must be looked at, because it may evict others, take back what is lent, or start with others.
    fn looks_at_every_job(&self, access: AccessId, desk: &Desk<'_>) -> bool {
        let facts = &self.gates.facts;
        facts.preempts
            || self.gates.locks_bind && facts.owners_lists[usize::from(access.0)]
            || facts.has_sets && !desk.terms.is_empty()
    }

    /// Which jobs of an access list are worth a look; nothing when none is. As long as some of their pools are open, all must be
    /// looked at, because the first that does not fit holds back the others.
    #[inline]
    pub(super) fn filter(&self, desk: &Desk<'_>, access: AccessId) -> Option<Filter> {
        let is_for_all = match self.blocked() {
            // Where all are planned, all are looked at.
            Blocked::IsPlanned(depth) => depth == u32::MAX,
            Blocked::ClosesForByPriority(_) if self.pass.lets_pass => false,
            // As long as nobody holds back others, so is everybody.
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected
            | Blocked::IsPromised(_) => self.memory.pools == PoolSet::NONE,
        };
        if is_for_all { Some(Filter::ALL) } else { self.filter_by(desk, access) }
    }

    fn filter_by(&self, desk: &Desk<'_>, access: AccessId) -> Option<Filter> {
        if !self.shortcuts.has(Shortcut::FilterByUnits) || self.looks_at_every_job(access, desk) {
            return Some(Filter::ALL);
        }
        let pools = desk.cluster.pools_of(access);
        let is_blocked = pools.is_within(self.memory.pools);
        match self.blocked() {
            Blocked::Closes | Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) if is_blocked => None,
            Blocked::ClosesForByPriority(_) if self.pass.lets_pass => {
                Some(Filter { units: narrow(desk.cluster.free_units(access)), ..Filter::ALL })
            }
            Blocked::LetsPass | Blocked::IsProtected if is_blocked => {
                Some(self.filter_beside_reservations(desk, access, pools))
            }
            Blocked::IsPlanned(depth) if !self.has_room_in_plan(desk, access, depth) => {
                Some(self.filter_beside_the_plan(desk, access))
            }
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected
            | Blocked::IsPlanned(_)
            | Blocked::IsPromised(_) => Some(Filter::ALL),
        }
    }

    fn filter_beside_reservations(&self, desk: &Desk<'_>, access: AccessId, pools: PoolSet) -> Filter {
        let mut filter = Filter { units: narrow(desk.cluster.free_units(access)), ..Filter::ALL };
        let reserved = self.memory.reservations.iter().map(|reserved| &reserved.shadow);
        let bounds = reserved
            .filter(|shadow| pools.is_within(shadow.pools()))
            .map(|shadow| (narrow(shadow.spare_units()), narrow(desk.now.until(shadow.at()).as_secs())));
        // Of several reservations one may let a job pass because it is small, and another because it is short: only that one is gone
        // by that lets the fewest pass.
        if let Some(strictest) = bounds.min() {
            (filter.units_long, filter.wall_secs) = strictest;
        }
        filter
    }

    /// Which jobs may start now: what they need is free now, and stays so for their walltime or for ever.
    fn filter_beside_the_plan(&self, desk: &Desk<'_>, access: AccessId) -> Filter {
        let units = narrow(desk.cluster.free_units(access));
        match desk.cluster.list(access) {
            [only] => {
                let (least, at) = self.ahead.units(*only).least();
                let left = desk.now.until(at).as_secs();
                Filter { units, units_long: narrow(least), wall_secs: narrow(left) }
            }
            _ => Filter { units, ..Filter::ALL },
        }
    }

    /// Whether no job that waits in these pools would fit into what is free, so that none can start in whatever order they
    /// stand. What was found out before is then forgotten, because it is not known any more which stands first.
    pub(super) fn may_rest(&self, desk: &Desk<'_>, news: &News) -> bool {
        let at_once = self.rule.blocked.decides_at_once() && self.rule.every.is_none();
        let applies = self.shortcuts.has(Shortcut::NoPassWhereNothingFits)
            && at_once
            && self.is_calm()
            && desk.moment != Moment::Close
            && self.standing.is_worked_out_by_pass();
        applies && !self.room.newcomers.iter().any(|new| fits(desk, new)) && nothing_fits(desk, news.scope)
    }

    /// Whether nobody behind the first of a lane can start unless that does: it closes all pools that are open to the others.
    pub(super) fn only_first_matter(&self) -> bool {
        self.shortcuts.has(Shortcut::OnlyTheFirst)
            && self.rule.blocked == Blocked::Closes
            && self.rule.every.is_none()
            && self.is_calm()
            && !self.gates.may_bind
    }

    /// Whether those that could not start at the last pass still stand in the order that mattered then. Where one job alone
    /// blocks all pools, that is so as long as it stands first: how those behind it are sorted made no difference, because
    /// none of them could start. Several newcomers may be in another order than that of their keys.
    pub(super) fn order_is_good(&self, desk: &Desk<'_>, news: &News, order: Order) -> bool {
        match order {
            Order::Kept => true,
            Order::New => false,
            Order::OfTenants => {
                !news.freed
                    && self.room.newcomers.len() <= 1
                    && self.memory.alone
                    && news.scope.is_within(self.memory.pools)
                    && self.standing.first(desk, news.scope) == self.memory.last
            }
        }
    }

    /// Whether all that could start at the last pass has started, so that only newcomers matter now. Nothing was given back,
    /// and a shadow time only draws nearer, so a job that had to wait then has to wait now.
    pub(super) fn only_newcomers_matter(&self, desk: &Desk<'_>, news: &News, order: Order) -> bool {
        // Tenants' jobs are not in the order of their keys; but they stand behind the one that stands first. Where another look at
        // those behind a newcomer may be due, their keys must tell who stands behind it.
        let behind = |key: Key| match order {
            Order::Kept => self.memory.last.is_some_and(|last| last < key),
            Order::OfTenants | Order::New => true,
        };
        !news.freed
            && !self.memory.is_open
            && (self.rule.overtakers.is_none() && order == Order::Kept || !self.memory.minds_nodes())
            && self.memory.reservations.iter().all(|reserved| desk.now < reserved.shadow.at())
            && self
                .room
                .newcomers
                .iter()
                .all(|new| behind(new.key) && desk.pools_of(new).is_within(self.memory.pools))
    }

    /// Whether lanes without a candidate may be left out, because what stands first closes or protects all pools.
    pub(super) fn may_skip_lanes(&self, news: &News) -> bool {
        self.shortcuts.has(Shortcut::FilterByUnits)
            && self.blocked().decides_at_once()
            && self.is_calm()
            && news.scope.is_within(self.memory.pools)
    }

    /// Places a cursor at the first job of each lane that may overtake the one job that blocks everything.
    pub(super) fn place_cursors_behind(&self, desk: &Desk<'_>, scope: PoolSet, cursors: &mut Vec<Cursor>) {
        let filters = lists_of(desk, scope).filter_map(|access| self.filter(desk, access));
        let Some(loosest) = filters.reduce(Filter::or) else {
            cursors.clear();
            return;
        };
        let filter = |access| {
            let here = desk.cluster.pools_of(access).meets(scope);
            here.then(|| self.filter(desk, access)).flatten()
        };
        self.standing.place_cursors_at(desk, &loosest, filter, cursors);
    }

    /// Makes ready to look for jobs for whose sake the plan is made on.
    pub(super) fn begin_search(&mut self, desk: &Desk<'_>) {
        self.room.hope = None;
        if matches!(self.blocked(), Blocked::IsPlanned(_)) {
            self.room.searched.clear();
            self.room.searched.resize(desk.lanes().len(), Key::default());
        }
    }

    /// Whether a pass is worth going on: a plan matters only for what starts now, so it is made only as far as the last job that
    /// could.
    pub(super) fn is_worth_going_on(&mut self, desk: &Desk<'_>, cursors: &[Cursor], number: usize) -> bool {
        let applies = self.shortcuts.has(Shortcut::PlanAsFarAsNeeded)
            && matches!(self.blocked(), Blocked::IsPlanned(_))
            && self.is_calm();
        if !applies {
            return true;
        }
        let cursor = &cursors[number];
        let alive = self.room.hope.as_ref().is_some_and(|hope| {
            // What was planned behind its end does not touch it.
            (cursor.tenant_rank, cursor.entry.key) <= (hope.tenant_rank, hope.entry.key)
                && (hope.until <= self.room.taken_from || self.could_start(desk, hope.access, &hope.entry))
        });
        if !alive {
            self.room.hope = self.job_that_could_start(desk, cursors);
        }
        self.room.hope.is_some()
    }

    /// The first job of any lane that could start now beside all that is planned so far. Plans only grow, so a job that was
    /// passed over once in this pass is not looked at again.
    fn job_that_could_start(&mut self, desk: &Desk<'_>, cursors: &[Cursor]) -> Option<Hope> {
        let mut first: Option<Hope> = None;
        for cursor in cursors {
            let Cursor { lane, access, tenant_rank, entry, .. } = *cursor;
            let searched = self.room.searched[lane as usize];
            let mut place: Place =
                if entry.key < searched { desk.queue.lane(lane).seek(searched) } else { cursor.place };
            let filter = self.filter_beside_the_plan(desk, access);
            let found = loop {
                let Some((at, entry)) = desk.next_in(lane, place, &filter) else { break None };
                if self.could_start(desk, access, &entry) {
                    break Some(entry);
                }
                place = Lane::after(at);
            };
            self.room.searched[lane as usize] =
                found.map_or(Key { rank: u64::MAX, arrival: u64::MAX }, |entry| entry.key);
            if let Some(entry) = found {
                let earlier =
                    first.is_none_or(|first| (tenant_rank, entry.key) < (first.tenant_rank, first.entry.key));
                let until = desk.now + desk.requests[entry.job as usize].estimate;
                first = if earlier { Some(Hope { tenant_rank, access, entry, until }) } else { first };
            }
        }
        first
    }

    /// Whether a job could start now on nodes beside all that is planned so far.
    pub(super) fn could_start(&self, desk: &Desk<'_>, access: AccessId, entry: &Entry) -> bool {
        let units = u64::from(entry.units);
        let request = &desk.requests[entry.job as usize];
        let list = desk.cluster.list(access);
        let fits = match list {
            [only] => self.ahead.units(*only).fits(desk.now, request.estimate, units),
            _ => true,
        };
        units <= desk.cluster.free_units(access)
            && fits
            && (list.iter().all(|pool| self.ahead.units_decide(*pool))
                || self.ahead.has_room_now(desk, &Need { access, request, dues: None }))
    }
}

/// Whether a newcomer fits into what is free, as far as units tell.
fn fits(desk: &Desk<'_>, new: &Waiting) -> bool {
    let access = desk.access_of(new);
    let units = desk.cluster.units(access, desk.requests[new.job as usize].shape.total());
    u64::from(units) <= desk.cluster.free_units(access)
}

/// Whether no job that waits in these pools fits into what is free, as far as units tell.
fn nothing_fits(desk: &Desk<'_>, scope: PoolSet) -> bool {
    let fits = |access| Filter { units: narrow(desk.cluster.free_units(access)), ..Filter::ALL };
    let Some(loosest) = lists_of(desk, scope).map(fits).reduce(Filter::or) else { return true };
    let mut lane = 0;
    while let Some(number) = desk.queue.lane_for(lane, &loosest) {
        let access = desk.lanes()[number as usize].0.access;
        if desk.cluster.pools_of(access).meets(scope)
            && desk.next_in(number, Place::default(), &fits(access)).is_some()
        {
            return false;
        }
        lane = number + 1;
    }
    true
}

/// The access lists of these pools.
fn lists_of(desk: &Desk<'_>, scope: PoolSet) -> impl Iterator<Item = AccessId> {
    let lists = (0..desk.center.access_lists.len()).map(|list| AccessId(list as u16));
    lists.filter(move |access| desk.cluster.pools_of(*access).meets(scope))
}
