//! Backfills that decide at the instant: who may overtake the first job that cannot start.
//!
//! Jobs are looked at in order. The first that cannot start *blocks* its pools: what becomes of the jobs behind it is
//! the backfill's matter. Pools that no blocked job waits for stay open to those behind, so that a lock's owners do not
//! wait behind people who may not use the locked nodes anyway.

use super::backfill::Overtaking;
use super::composite::News;
use super::desk::{Desk, Waiting};
use super::queue::{Entry, Filter, Key, Lane, Place, narrow};
use super::standing::{self, Cursor, Order, Standing};
use crate::cluster::{PoolSet, Shadow};
use crate::model::{AccessId, Piece, Shape};
use serde::{Deserialize, Serialize};

/// An overtaking rule at work on pools that compete for the same jobs, with what it must remember between instants.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Overtake {
    overtaking: Overtaking,
    blocked: Blocked,
    /// What was found not to fit since anything was last given back.
    unfit: Refused,
    /// What fits but was found to delay somebody, since anything was last given back or taken.
    harmful: Refused,
    /// Room for work that every pass does, kept so that no pass allocates.
    pieces: Vec<Piece>,
    cursors: Vec<Cursor>,
    late: Vec<Cursor>,
    candidates: Vec<Waiting>,
}

/// The jobs that could not start and what they close to those behind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Blocked {
    pools: PoolSet,
    /// The last of them in order.
    last: Option<Key>,
    /// Whether there is no other.
    alone: bool,
    reservations: Vec<Shadow>,
}

impl Blocked {
    fn clear(&mut self) {
        self.pools = PoolSet::NONE;
        self.last = None;
        self.alone = false;
        self.reservations.clear();
    }
}

/// For each kind of job, the smallest number of units that was refused: where few tasks find no place, more find none. Jobs that
/// count as no units, because they want none of the accelerators of their nodes, cannot be compared, and are not remembered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Refused {
    /// By kind: the round in which it was refused, and how many units.
    units: Vec<(u32, u32)>,
    round: u32,
}

impl Refused {
    /// Forgets everything.
    fn clear(&mut self) {
        self.round += 1;
    }

    fn has(&self, entry: &Entry) -> bool {
        let refused = self.units.get(entry.kind as usize);
        refused.is_some_and(|&(round, units)| round == self.round && units <= entry.units)
    }

    fn add(&mut self, entry: &Entry) {
        if entry.units == 0 {
            return;
        }
        let kind = entry.kind as usize;
        if self.units.len() <= kind {
            self.units.resize(kind + 1, (0, 0));
        }
        if !self.has(entry) {
            self.units[kind] = (self.round, entry.units);
        }
    }
}

impl Overtake {
    pub(super) fn new(overtaking: Overtaking) -> Overtake {
        Overtake {
            overtaking,
            blocked: Blocked::default(),
            unfit: Refused { round: 1, ..Refused::default() },
            harmful: Refused { round: 1, ..Refused::default() },
            pieces: Vec::new(),
            cursors: Vec::new(),
            late: Vec::new(),
            candidates: Vec::new(),
        }
    }

    pub(super) fn is_shortest_first(&self) -> bool {
        self.overtaking == Overtaking::BesideTheFirstShortestFirst
    }

    /// Forgets the reservations: running jobs leave later than they say.
    pub(super) fn replan(&mut self) {
        self.blocked.clear();
    }

    /// Whether nobody who waits in these pools would fit into what is free, so that nobody can start in whatever order they
    /// stand. What was found out before is then forgotten, because it is not known any more who stands first.
    pub(super) fn may_rest(&mut self, desk: &Desk<'_>, scope: PoolSet, newcomers: &[Waiting]) -> bool {
        let fits = |access| Filter { units: narrow(desk.cluster.free_units(access)), ..Filter::ALL };
        let fits_in = |new: &Waiting| {
            let access = desk.lanes()[new.lane as usize].0.access;
            let units = desk.cluster.units(access, desk.requests[new.job as usize].shape.total());
            u64::from(units) <= desk.cluster.free_units(access)
        };
        if newcomers.iter().any(fits_in) {
            return false;
        }
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
        self.blocked.clear();
        true
    }

    pub(super) fn schedule(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        if self.order_is_good(standing, desk, news) && self.only_newcomers_matter(desk, news) {
            self.look_at_newcomers(desk, news.newcomers);
        } else {
            self.look_at_all(standing, desk, news.scope);
        }
    }

    /// Whether those who overtake are tried in an order of their own.
    fn shortest_overtake_first(&self) -> bool {
        self.overtaking == Overtaking::BesideTheFirstShortestFirst
    }

    /// Whether those who could not start at the last pass still stand in the order that mattered then. Where one job alone
    /// blocks all pools, that is so as long as it stands first: how those behind it are sorted made no difference, because
    /// none of them could start. Several newcomers may be in another order than that of their keys.
    fn order_is_good(&self, standing: &Standing, desk: &Desk<'_>, news: &News<'_>) -> bool {
        match news.order {
            Order::Kept => true,
            Order::New => false,
            Order::OfTenants => {
                !news.freed
                    && news.newcomers.len() <= 1
                    && self.blocked.alone
                    && news.scope.is_within(self.blocked.pools)
                    && standing.first(desk, news.scope) == self.blocked.last
            }
        }
    }

    /// Whether all that could start at the last pass has started, so that only newcomers matter now. Nothing was given back,
    /// and a shadow time only draws nearer, so who had to wait then has to wait now.
    fn only_newcomers_matter(&self, desk: &Desk<'_>, news: &News<'_>) -> bool {
        // Tenants' jobs are not in the order of their keys; but they stand behind the one who stands first.
        let behind = |key: Key| match news.order {
            Order::Kept => self.blocked.last.is_some_and(|last| last < key),
            Order::OfTenants | Order::New => true,
        };
        !news.freed
            && self.blocked.reservations.iter().all(|shadow| desk.now < shadow.at())
            && news.newcomers.iter().all(|waiting| {
                let access = desk.lanes()[waiting.lane as usize].0.access;
                behind(waiting.key) && desk.cluster.pools_of(access).is_within(self.blocked.pools)
            })
    }

    fn look_at_newcomers(&mut self, desk: &mut Desk<'_>, newcomers: &[Waiting]) {
        self.candidates.clear();
        self.candidates.extend_from_slice(newcomers);
        self.try_candidates(desk);
    }

    /// Starts those candidates that may start, in their order.
    fn try_candidates(&mut self, desk: &mut Desk<'_>) {
        let mut candidates = std::mem::take(&mut self.candidates);
        if self.shortest_overtake_first() {
            candidates.sort_by_key(|waiting| (desk.requests[waiting.job as usize].estimate, waiting.key));
        }
        for &Waiting { lane, key, .. } in &candidates {
            let access = desk.lanes()[lane as usize].0.access;
            let Some(filter) = self.filter(desk, access) else { continue };
            let place = desk.queue.lane(lane).find(key).expect("a candidate waits");
            if let Some((at, entry)) = desk.next_in(lane, place, &filter)
                && at == place
                && !self.refuses(&filter, &entry)
            {
                self.consider(desk, lane, access, place, &entry);
            }
        }
        self.candidates = candidates;
    }

    /// Whether a job like this one has just been refused. It need not be asked again once its pools are blocked anyway.
    fn refuses(&self, filter: &Filter, entry: &Entry) -> bool {
        let too_long = filter.wall_secs < entry.wall_secs;
        *filter != Filter::ALL && (self.unfit.has(entry) || too_long && self.harmful.has(entry))
    }

    fn look_at_all(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, scope: PoolSet) {
        self.blocked.clear();
        self.unfit.clear();
        self.harmful.clear();
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, scope, &mut cursors);
        self.late.clear();
        let mut passed_over = 0;
        while let Some(number) = standing::first(&cursors) {
            let (waiting, lane) = (desk.queue.len(), cursors[number].lane);
            if self.go_on(desk, &mut cursors[number]).is_none() {
                cursors.swap_remove(number);
            }
            if desk.queue.len() < waiting {
                standing.take(desk, lane, &mut cursors);
            } else {
                passed_over += 1;
            }
            if passed_over == 1 && 1 < cursors.len() && scope.is_within(self.blocked.pools) {
                // The first of all blocks everything. Of the others, only those lanes are worth a look that have anybody to offer.
                self.place_cursors_behind(standing, desk, scope, &mut cursors);
                passed_over += 1;
            }
        }
        self.cursors = cursors;
        self.collect_candidates(desk);
        self.try_candidates(desk);
    }

    /// Places a cursor at the first job of each lane that may overtake the one job that blocks everything.
    fn place_cursors_behind(
        &self,
        standing: &Standing,
        desk: &Desk<'_>,
        scope: PoolSet,
        cursors: &mut Vec<Cursor>,
    ) {
        let filters = lists_of(desk, scope).filter_map(|access| self.filter(desk, access));
        let Some(loosest) = filters.reduce(Filter::or) else {
            cursors.clear();
            return;
        };
        let filter = |access| {
            let here = desk.cluster.pools_of(access).meets(scope);
            here.then(|| self.filter(desk, access)).flatten()
        };
        standing.place_cursors_at(desk, &loosest, filter, cursors);
    }

    /// Deals with the job at the cursor. Moves the cursor to the next one of its lane that is worth a look, if there is one.
    fn go_on(&mut self, desk: &mut Desk<'_>, cursor: &mut Cursor) -> Option<()> {
        let filter = self.filter(desk, cursor.access)?;
        if self.shortest_overtake_first() && filter != Filter::ALL {
            self.late.push(*cursor);
            return None;
        }
        let place = if filter.passes(&cursor.entry) && !self.refuses(&filter, &cursor.entry) {
            self.consider(desk, cursor.lane, cursor.access, cursor.place, &cursor.entry)
        } else {
            Lane::after(cursor.place)
        };
        let filter = self.filter(desk, cursor.access)?;
        let (mut place, mut entry) = desk.next_in(cursor.lane, place, &filter)?;
        while self.refuses(&filter, &entry) {
            (place, entry) = desk.next_in(cursor.lane, Lane::after(place), &filter)?;
        }
        (cursor.place, cursor.entry) = (place, entry);
        Some(())
    }

    /// All jobs of the lanes that were left for later which may be able to overtake.
    fn collect_candidates(&mut self, desk: &Desk<'_>) {
        self.candidates.clear();
        for cursor in &self.late {
            let Some(filter) = self.filter(desk, cursor.access) else { continue };
            let mut place = cursor.place;
            while let Some((at, entry)) = desk.next_in(cursor.lane, place, &filter) {
                self.candidates.push(Waiting { job: entry.job, lane: cursor.lane, key: entry.key });
                place = Lane::after(at);
            }
        }
    }

    /// Which jobs of an access list are worth a look; nothing when none is. As long as some of their pools are open, everyone
    /// must be looked at, because the first that does not fit blocks them.
    fn filter(&self, desk: &Desk<'_>, access: AccessId) -> Option<Filter> {
        let pools = desk.cluster.pools_of(access);
        if !pools.is_within(self.blocked.pools) {
            return Some(Filter::ALL);
        }
        match self.overtaking {
            Overtaking::Forbidden => None,
            Overtaking::Free | Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                let free = desk.cluster.free_units(access);
                let mut filter = Filter { units: narrow(free), ..Filter::ALL };
                for shadow in &self.blocked.reservations {
                    if pools.is_within(shadow.pools()) {
                        filter.units_long = filter.units_long.min(narrow(shadow.spare_units()));
                        let left = desk.now.until(shadow.at()).as_secs();
                        filter.wall_secs = filter.wall_secs.min(narrow(left));
                    }
                }
                Some(filter)
            }
        }
    }

    /// Starts a job if it may start now, or lets it block its pools. Gives the place after it.
    fn consider(
        &mut self,
        desk: &mut Desk<'_>,
        lane: u32,
        access: AccessId,
        place: Place,
        entry: &Entry,
    ) -> Place {
        let request = &desk.requests[entry.job as usize];
        let (shape, until) = (request.shape, desk.now + request.estimate);
        let closed = match self.overtaking {
            Overtaking::Forbidden => self.blocked.pools,
            Overtaking::Free | Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                PoolSet::NONE
            }
        };
        if self.unfit.has(entry) || !desk.cluster.find(access, closed, shape, &mut self.pieces) {
            self.unfit.add(entry);
            self.block(desk, access, shape, entry.key);
            return Lane::after(place);
        }
        let cluster = &*desk.cluster;
        let pieces = &self.pieces;
        let mut reservations = self.blocked.reservations.iter_mut();
        if reservations.any(|shadow| shadow.is_delayed_by(cluster, shape, pieces, until)) {
            self.harmful.add(entry);
            return Lane::after(place);
        }
        for shadow in &mut self.blocked.reservations {
            shadow.note(cluster, shape, pieces, until);
        }
        self.harmful.clear();
        desk.start(lane, place, pieces)
    }

    fn block(&mut self, desk: &Desk<'_>, access: AccessId, shape: Shape, key: Key) {
        let pools = desk.cluster.pools_of(access);
        if pools.is_within(self.blocked.pools) {
            return;
        }
        match self.overtaking {
            Overtaking::Forbidden | Overtaking::Free => {}
            Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                // A job that running jobs will never make room for has nothing to wait for, and blocks nobody.
                let Some(shadow) = Shadow::cast(desk.cluster, access, shape) else { return };
                self.blocked.reservations.push(shadow);
            }
        }
        self.blocked.alone = self.blocked.pools == PoolSet::NONE;
        self.blocked.pools = self.blocked.pools.with(pools);
        self.blocked.last = self.blocked.last.max(Some(key));
    }
}

/// The access lists of these pools.
fn lists_of(desk: &Desk<'_>, scope: PoolSet) -> impl Iterator<Item = AccessId> {
    let lists = (0..desk.center.access_lists.len()).map(|list| AccessId(list as u16));
    lists.filter(move |access| desk.cluster.pools_of(*access).meets(scope))
}
