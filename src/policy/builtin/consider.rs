//! One job is dealt with: it starts, evicts others, or holds back those behind it.

use super::BuiltIn;
use super::bounds::Hardness;
use super::gang::gang_of;
use super::runs::Run;
use super::seat::{Attempt, Seat, Wait};
use super::shortcuts::Shortcut;
use crate::cluster::{Found, PoolSet};
use crate::model::{AccessId, Cause, PoolId, Request};
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;
use crate::policy::queue::{Entry, Filter, Lane, Place};

impl BuiltIn {
    /// Deals with one job, or with its whole gang. Gives the place after it.
    pub(super) fn look_at(&mut self, desk: &mut Desk<'_>, seat: &Seat) -> Place {
        if self.gates.facts.has_sets && gang_of(desk, seat.job()).is_some() {
            self.look_at_gang(desk, seat);
            return Lane::after(seat.place);
        }
        match self.attempt(desk, seat, PoolSet::NONE) {
            Attempt::Starts => self.start(desk, seat),
            Attempt::Waits(wait) => {
                let evicts = self.gates.facts.may_evict() && self.evicts_others(desk, seat, &wait);
                if !evicts {
                    self.hold_back(desk, seat, &wait);
                }
                Lane::after(seat.place)
            }
        }
    }

    /// Finds out whether a job may start now, outside of the barred pools; where it may, its places are left in the room.
    #[inline]
    pub(super) fn attempt(&mut self, desk: &mut Desk<'_>, seat: &Seat, barred: PoolSet) -> Attempt {
        let lack = self.gates.lacks(seat.job(), desk.now);
        match self.blocked() {
            Blocked::IsPlanned(depth) => self.attempt_by_plan(desk, seat, lack, (depth, barred)),
            Blocked::IsPromised(_) => self.attempt_promised(desk, seat, lack, barred),
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected => match lack {
                Some(_) => Attempt::Waits(Wait { lack, ..Wait::default() }),
                None => self.attempt_at_once(desk, seat, barred),
            },
        }
    }

    /// On any free nodes, as long as no protected job is delayed.
    #[inline]
    pub(super) fn attempt_at_once(&mut self, desk: &mut Desk<'_>, seat: &Seat, barred: PoolSet) -> Attempt {
        let Seat { access, ref entry, .. } = *seat;
        let requests = desk.requests;
        let request = &requests[entry.job as usize];
        let (shape, until) = (request.shape, desk.now + request.estimate);
        let shut = self.gates.closed(desk.cluster.list(access), request, desk.now).with(barred);
        let closed = if self.blocked().closes() { shut.with(self.memory.pools) } else { shut };
        let remembers = self.shortcuts.has(Shortcut::RefusedKinds);
        if remembers && self.room.unfit.has(entry)
            || !desk.cluster.find(access, closed, shape, &mut self.room.pieces)
        {
            if shut == PoolSet::NONE {
                self.room.unfit.add(entry);
            }
            return Attempt::Waits(Wait::default());
        }
        let (cluster, pieces) = (&*desk.cluster, &self.room.pieces);
        let mut reservations = self.memory.reservations.iter_mut();
        if reservations.any(|reserved| reserved.shadow.is_delayed_by(cluster, shape, pieces, until)) {
            self.room.harmful.add(entry);
            return Attempt::Waits(Wait { fits: true, ..Wait::default() });
        }
        if !self.leaves_what_is_counted(desk, seat) || !self.leaves_the_plan(desk, seat) {
            return Attempt::Waits(Wait { fits: true, ..Wait::default() });
        }
        let (cluster, pieces) = (&*desk.cluster, &self.room.pieces);
        for reserved in &mut self.memory.reservations {
            reserved.shadow.note(cluster, shape, pieces, until);
            // A job that would have delayed its owner may be offered other nodes from now on.
            self.memory.is_open |= reserved.shadow.minds_nodes();
        }
        self.room.harmful.clear();
        Attempt::Starts
    }

    /// Whether a job that starts now leaves protected jobs what they will need of what is counted.
    fn leaves_what_is_counted(&mut self, desk: &Desk<'_>, seat: &Seat) -> bool {
        if !self.gates.may_bind || !self.ahead.plans_counters {
            return true;
        }
        let request = &desk.requests[seat.job() as usize];
        let need = self.gates.need(desk.requests, seat);
        self.ahead.counters_fit(&self.gates, desk, &need, request.estimate)
    }

    /// Whether the places that were found for a job are not those of a gang that is planned.
    fn leaves_the_plan(&self, desk: &Desk<'_>, seat: &Seat) -> bool {
        let request = &desk.requests[seat.job() as usize];
        !self.pass.minds_the_plan
            || self.ahead.nodes_fit(desk, request.shape, &self.room.pieces, request.estimate)
    }

    /// At its earliest time beside all that is planned, if that is now.
    #[inline]
    pub(super) fn attempt_by_plan(
        &mut self,
        desk: &mut Desk<'_>,
        seat: &Seat,
        lack: Option<(Cause, bool)>,
        (depth, barred): (u32, PoolSet),
    ) -> Attempt {
        // A job that is blocked by its own limit is planned only where every job is.
        let is_planned = match lack {
            None => true,
            Some((_, is_shared)) => is_shared || depth == u32::MAX,
        };
        if !is_planned {
            return Attempt::Waits(Wait { lack, ..Wait::default() });
        }
        let requests = desk.requests;
        let request = &requests[seat.job() as usize];
        let need = self.gates.need(desk.requests, seat);
        let bounded = self.shortcuts.has(Shortcut::BoundsOfEasierJobs) && self.bounds_hold();
        let hardness = bounded.then(|| self.hardness(desk, seat, request));
        let from = hardness.map_or(desk.now, |job| desk.now.max(self.room.bounds.before(job)));
        let start = self.ahead.earliest(&self.gates, desk, &need, (from, barred));
        let Some(found) = start else { return Attempt::Waits(Wait { lack, ..Wait::default() }) };
        self.room.taken_from = found.at();
        if let Some(job) = hardness {
            self.room.bounds.add(job, found.at());
        }
        if desk.now < found.at() {
            return Attempt::Waits(Wait { lack, start: Some(found), fits: false });
        }
        if lack.is_some() {
            return Attempt::Waits(Wait { lack, ..Wait::default() });
        }
        match self.ahead.choose_now(&self.gates, desk, &need, (barred, &mut self.room.pieces)) {
            true => Attempt::Starts,
            // Its nodes should have been given back by now; they are kept for it.
            false => Attempt::Waits(Wait { lack, start: Some(found), fits: false }),
        }
    }

    /// Whether an easier job starts no later than a harder one: while a plan only grows. Promises move.
    fn bounds_hold(&self) -> bool {
        matches!(self.blocked(), Blocked::IsPlanned(_)) && self.is_calm() && !self.gates.may_bind
    }

    /// How hard a job is to plan. Jobs of one kind can be compared on nodes, and all jobs where units decide.
    fn hardness(&self, desk: &Desk<'_>, seat: &Seat, request: &Request) -> Hardness {
        let by_units = |pool: &PoolId| self.ahead.units_decide(*pool);
        let lists = desk.center.access_lists.len() as u32;
        let span = request.estimate;
        match desk.cluster.list(seat.access).iter().all(by_units) {
            true => Hardness { among: seat.access.0.into(), amount: seat.entry.units, span },
            false => Hardness { among: lists + seat.entry.kind, amount: request.shape.tasks, span },
        }
    }

    /// Starts a job on the places that were found. Gives the place after it.
    pub(super) fn start(&mut self, desk: &mut Desk<'_>, seat: &Seat) -> Place {
        let slot = seat.job();
        let requests = desk.requests;
        let request = &requests[slot as usize];
        if self.plans_nodes() {
            self.ahead.hold_nodes(desk, request.shape, &self.room.pieces, request.estimate);
        }
        if self.gates.may_bind {
            let need = self.gates.need(desk.requests, seat);
            self.ahead.hold_counters(&self.gates, desk, &need, request.estimate);
        }
        let next = desk.start(seat.lane, seat.place, &self.room.pieces);
        let run = desk.acts.started.last().expect("it was just started").run;
        self.remember_start(desk, seat, request, run);
        if !self.pass.done.is_empty() || self.gates.links_pools() {
            self.pass.done.insert(slot);
        }
        next
    }

    fn remember_start(&mut self, desk: &Desk<'_>, seat: &Seat, request: &Request, run: u32) {
        self.forget(seat.job());
        if !self.gates.facts.remembers_runs() {
            return;
        }
        let dues = self.gates.leave(seat.job());
        let rules = &self.gates.center.rules;
        let (qos, tier) = (rules.class(request.class).qos, rules.partition(request.partition).tier);
        let named = (seat.job(), seat.entry.key.arrival);
        let nodes = desk.cluster.pieces(run).len() as u32;
        let size = (seat.access, seat.entry.units, nodes);
        let now = desk.now;
        let new = |stake| Run::new(request, named, size, (qos, tier), stake, now);
        self.gates.started(run, new, dues, now);
    }

    /// Whether the backfill plans jobs on nodes.
    pub(super) const fn plans(&self) -> bool {
        self.rule.blocked.plans()
    }

    /// Whether what starts is to be noted in the plan of nodes.
    pub(super) fn plans_nodes(&self) -> bool {
        self.blocked().plans() || self.pass.minds_the_plan
    }

    /// Lets a job that waits hold back those behind it, as the backfill wants it.
    #[inline]
    pub(super) fn hold_back(&mut self, desk: &mut Desk<'_>, seat: &Seat, wait: &Wait) {
        let pools = desk.cluster.pools_of(seat.access);
        let is_first = !pools.is_within(self.memory.pools);
        match self.blocked() {
            Blocked::Closes => {
                if wait.lack.is_none() && is_first {
                    self.memory.block(pools, seat.entry.key);
                }
            }
            Blocked::ClosesFor(timeout) if wait.lack.is_none() && is_first => {
                self.close_for(desk, seat, timeout);
            }
            Blocked::ClosesForByPriority(timeout) if wait.lack.is_none() && is_first => {
                if self.round(&desk.requests[seat.job() as usize]) % 2 == 1 {
                    self.close_for(desk, seat, timeout);
                }
            }
            Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) => {}
            Blocked::LetsPass => {
                if wait.lack.is_none() && !wait.fits && is_first {
                    self.memory.block(pools, seat.entry.key);
                }
            }
            Blocked::IsProtected => {
                if is_first && !wait.fits && wait.lack.is_none_or(|(_, is_shared)| is_shared) {
                    self.protect(desk, seat);
                }
            }
            Blocked::IsPlanned(depth) => {
                if let Some(start) = wait.start
                    && self.has_room_in_plan(desk, seat.access, depth)
                {
                    self.plan(desk, seat, start);
                }
            }
            Blocked::IsPromised(_) => unreachable!("a promised job is placed, not planned"),
        }
    }

    /// Closes the pools of a job to those behind it until its time is over.
    fn close_for(&mut self, desk: &mut Desk<'_>, seat: &Seat, timeout: crate::model::Span) {
        let until = *self.closed_since.entry(seat.job()).or_insert(desk.now) + timeout;
        if desk.now < until {
            self.memory.block(desk.cluster.pools_of(seat.access), seat.entry.key);
            self.wake(desk, until);
        }
    }

    /// Whether one more job that waits for these pools is planned.
    pub(super) fn has_room_in_plan(&self, desk: &Desk<'_>, access: AccessId, depth: u32) -> bool {
        let list = desk.cluster.list(access).iter();
        let planned = || list.map(|pool| self.planned_in[usize::from(pool.0)]).min();
        depth == u32::MAX || planned().unwrap_or(0) < depth
    }

    /// Plans a job for a later time.
    #[inline]
    pub(super) fn plan(&mut self, desk: &Desk<'_>, seat: &Seat, start: Found) {
        let need = self.gates.need(desk.requests, seat);
        self.ahead.take(&self.gates, desk, &need, start, &mut self.room.parts);
        for pool in desk.cluster.list(seat.access) {
            self.planned_in[usize::from(pool.0)] += 1;
        }
    }

    /// Whether a job like this one has just been refused. It need not be asked again once its pools are blocked anyway.
    pub(super) fn refuses(&self, filter: &Filter, entry: &Entry) -> bool {
        let too_long = filter.wall_secs < entry.wall_secs;
        self.shortcuts.has(Shortcut::RefusedKinds)
            && *filter != Filter::ALL
            && !self.plans_nodes()
            && (self.room.unfit.has(entry) || too_long && self.room.harmful.has(entry))
    }
}
