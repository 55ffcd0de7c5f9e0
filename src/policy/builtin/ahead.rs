//! What will be free when: nodes, and what is counted, as far as running jobs and plans tell.

use super::counters::{Counters, Dues};
use super::gates::Gates;
use super::need::{Need, Parts};
use crate::cluster::{
    Availability, Cluster, Found, Locks, Need as NodeNeed, NoLocks, NodeMask, Opening, PoolSet, Profile, Step,
};
use crate::model::{AccessId, Piece, PoolId, Request, Shape, Span, Time};
use crate::policy::desk::Desk;
use crate::policy::queue::narrow;
use serde::{Deserialize, Serialize};

/// So often a start is moved from one thing that a job needs to another, to and fro, before the search for a better one ends.
pub(super) const MOVES_MAX: usize = 64;

/// The future of all pools, and of those counters that were asked for in this pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Ahead {
    nodes: Availability,
    counters: Vec<Option<Profile>>,
    /// What running jobs will give back, by counter: which counter, when, how much.
    releases: Vec<(u32, Time, u64)>,
    knows_releases: bool,
    /// Whether anything that is counted is planned for a job that waits.
    pub(super) plans_counters: bool,
}

/// The locks between a job and its pools, and pools that are barred to it now.
struct Doors<'a> {
    gates: &'a Gates,
    request: &'a Request,
    list: &'a [PoolId],
    now: Time,
    barred: PoolSet,
}

impl Locks for Doors<'_> {
    fn admits(&self, pool: PoolId, at: Time) -> bool {
        !(at == self.now && self.barred.contains(pool)) && self.gates.admits(pool, self.request, at, self.now)
    }

    fn next_change(&self, after: Time) -> Option<Time> {
        self.gates.next_change(self.list, after)
    }
}

impl Ahead {
    /// Begins a pass: what is counted is found out anew.
    pub(super) fn begin(&mut self) {
        self.counters.clear();
        self.knows_releases = false;
        self.plans_counters = false;
    }

    /// Forgets what is planned.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.begin();
    }

    /// Starts anew from what running jobs hold in these pools.
    pub(super) fn refill(&mut self, desk: &Desk<'_>, scope: PoolSet) {
        self.nodes.refill(desk.cluster, desk.now, scope);
    }

    /// Takes note of a job's shape before anything is asked for its sake. Returns the pools in which what was planned is void.
    pub(super) fn note(&mut self, cluster: &Cluster, access: AccessId, shape: Shape) -> PoolSet {
        self.nodes.note(cluster, access, shape)
    }

    pub(super) fn advance(&mut self, now: Time) {
        self.nodes.advance(now);
    }

    /// How many units are free when in a pool: what fits there, where units decide, and else a bound for it.
    pub(super) fn units(&self, pool: PoolId) -> &Profile {
        self.nodes.units(pool)
    }

    /// Takes units of a pool where room for them was found, for so long.
    pub(super) fn take_units(&mut self, pool: PoolId, opening: Opening, span: Span, units: u64) {
        self.nodes.take_units(pool, opening, span, units);
    }

    /// Whether units alone tell what fits into a pool.
    pub(super) fn units_decide(&self, pool: PoolId) -> bool {
        self.nodes.units_decide(pool)
    }

    /// The earliest time, not before `from` and not now in barred pools, at which a job could start by all that is planned.
    #[inline]
    pub(super) fn earliest(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        (from, barred): (Time, PoolSet),
    ) -> Option<Found> {
        if need.dues.is_none() && !gates.locks_bind && barred == PoolSet::NONE {
            return self.nodes.earliest(desk.cluster, need.of_nodes(), from, &NoLocks);
        }
        let mut at = from;
        loop {
            at = self.counters_earliest(gates, desk, need, at)?;
            let list = desk.cluster.list(need.access);
            let doors = Doors { gates, request: need.request, list, now: desk.now, barred };
            let found = self.nodes.earliest(desk.cluster, need.of_nodes(), at, &doors)?;
            if found.at() == at || need.dues.is_none() {
                return Some(found);
            }
            at = found.at();
        }
    }

    /// The first time from which on a promised job may find an earlier start on nodes (see [`Availability::may_start_from`]).
    pub(super) fn may_start_from(
        &self,
        cluster: &Cluster,
        need: NodeNeed,
        held: (&[Piece], Time),
        gain: ((Time, Time), &NodeMask),
    ) -> Option<Time> {
        self.nodes.may_start_from(cluster, need, held, gain)
    }

    /// The earliest time, not before `from`, from which on what is counted suffices for a job.
    pub(super) fn counters_earliest(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        from: Time,
    ) -> Option<Time> {
        let mut at = from;
        loop {
            let mut later = at;
            for (number, amount) in busy(&gates.counters, need.dues) {
                let profile = self.counter(gates, desk, number);
                let Some(found) = profile.earliest(later, amount, need.span()) else {
                    gates.withheld(true);
                    return None;
                };
                later = found;
            }
            if later == at {
                return Some(at);
            }
            gates.withheld(true);
            at = later;
        }
    }

    /// Whether what is counted suffices from now on for so long.
    pub(super) fn counters_fit(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        span: Span,
    ) -> bool {
        let mut all = busy(&gates.counters, need.dues);
        let fit = all.all(|(number, amount)| self.counter(gates, desk, number).fits(desk.now, span, amount));
        !gates.withheld(!fit)
    }

    /// Plans what is counted for a job from a time on for so long.
    pub(super) fn take_counters(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        (at, span): (Time, Span),
    ) {
        for (number, amount) in busy(&gates.counters, need.dues) {
            self.counter(gates, desk, number).take(at, span, amount);
            self.plans_counters = true;
        }
    }

    /// Takes note of what a job holds that starts now.
    pub(super) fn hold_counters(&mut self, gates: &Gates, desk: &Desk<'_>, need: &Need<'_>, span: Span) {
        // A counter that is asked for later in this pass is filled from all that runs then.
        if self.knows_releases {
            for (number, amount) in busy(&gates.counters, need.dues) {
                self.counter(gates, desk, number).take(desk.now, span, amount);
            }
        }
    }

    /// The latest time, not before `first` (at which it can) and not after `last`, at which a job can start.
    pub(super) fn latest(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        (first, last): (Time, Time),
    ) -> Time {
        let list = desk.cluster.list(need.access);
        let doors = Doors { gates, request: need.request, list, now: desk.now, barred: PoolSet::NONE };
        let mut last = last;
        for _ in 0..MOVES_MAX {
            let on_nodes = self.nodes.latest(desk.cluster, need.of_nodes(), (first, last), &doors);
            last = on_nodes;
            for (number, amount) in busy(&gates.counters, need.dues) {
                last = self.counter(gates, desk, number).latest((first, last), amount, need.span());
            }
            if last == on_nodes {
                return last;
            }
            gates.withheld(true);
        }
        first
    }

    /// Whether all tasks of a job find room now beside all that is planned, were there no locks.
    pub(super) fn has_room_now(&self, desk: &Desk<'_>, need: &Need<'_>) -> bool {
        self.nodes.room_at(desk.cluster, need.of_nodes(), desk.now, &NoLocks).is_some()
    }

    /// Plans a job at the time that was found. Leaves in `parts` what was taken where.
    pub(super) fn take(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        found: Found,
        parts: &mut Parts,
    ) {
        self.nodes.take(desk.cluster, need.of_nodes(), found, parts);
        if need.dues.is_some() {
            self.take_counters(gates, desk, need, (found.at(), need.span()));
        }
    }

    /// A time at which a job is known to be able to start.
    pub(super) fn at(gates: &Gates, desk: &Desk<'_>, need: &Need<'_>, at: Time) -> Found {
        let list = desk.cluster.list(need.access).iter().copied();
        Found::At(at, list.filter(|pool| gates.admits(*pool, need.request, at, desk.now)).collect())
    }

    /// Takes a plan back, as far as it lies in the future.
    pub(super) fn give(
        &mut self,
        cluster: &Cluster,
        need: &Need<'_>,
        (from, until): (Time, Time),
        parts: &[Piece],
    ) {
        self.nodes.give(cluster, need.request.shape, (from, until), parts);
        for &(number, amount) in need.dues.iter().flat_map(|dues| &dues.counters) {
            // Counters that were idle were not taken from.
            if let Some(profile) = self.counters.get_mut(number as usize).and_then(Option::as_mut) {
                profile.give(from, from.until(until), clamped(amount));
            }
        }
    }

    /// Gives back what a run that has left was expected to hold on.
    pub(super) fn give_pieces(
        &mut self,
        cluster: &Cluster,
        shape: Shape,
        (from, until): (Time, Time),
        pieces: &[Piece],
    ) {
        self.nodes.give(cluster, shape, (from, until), pieces);
    }

    /// Puts back what is left of a plan where it was, if there is room.
    pub(super) fn put_back(
        &mut self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        (at, until): (Time, Time),
        parts: &[Piece],
    ) -> bool {
        let (shape, span) = (need.request.shape, at.until(until));
        let is_open = |part: &Piece| gates.admits(part.pool, need.request, at, desk.now);
        let fits = parts.iter().all(is_open)
            && self.nodes.fits(desk.cluster, shape, parts, at, span)
            && busy(&gates.counters, need.dues).all(|(number, amount)| {
                !gates.withheld(!self.counter(gates, desk, number).fits(at, span, amount))
            });
        if fits {
            self.nodes.hold(desk.cluster, shape, parts, at, span);
            self.take_counters(gates, desk, need, (at, span));
        }
        fits
    }

    /// Looks for places for a start now beside all that is planned.
    pub(super) fn choose_now(
        &self,
        gates: &Gates,
        desk: &Desk<'_>,
        need: &Need<'_>,
        (barred, pieces): (PoolSet, &mut Vec<Piece>),
    ) -> bool {
        let list = desk.cluster.list(need.access);
        let doors = Doors { gates, request: need.request, list, now: desk.now, barred };
        self.nodes.choose_now(desk.cluster, need.of_nodes(), &doors, pieces)
    }

    /// Whether a job may hold these places from now on for so long beside all that is planned.
    pub(super) fn nodes_fit(&self, desk: &Desk<'_>, shape: Shape, pieces: &[Piece], span: Span) -> bool {
        self.nodes.fits(desk.cluster, shape, pieces, desk.now, span)
    }

    /// Takes note of a job that starts now on these places for so long.
    pub(super) fn hold_nodes(&mut self, desk: &Desk<'_>, shape: Shape, pieces: &[Piece], span: Span) {
        self.nodes.hold(desk.cluster, shape, pieces, desk.now, span);
    }

    fn counter(&mut self, gates: &Gates, desk: &Desk<'_>, number: u32) -> &mut Profile {
        if !self.knows_releases {
            self.knows_releases = true;
            self.releases.clear();
            for (run, state) in gates.runs.iter() {
                let until = desk.cluster.until(run);
                let held = state.stake.dues().counters.iter();
                self.releases.extend(held.map(|&(number, amount)| (number, until, amount)));
            }
            self.releases.sort_unstable();
        }
        let place = number as usize;
        if self.counters.len() <= place {
            self.counters.resize_with(place + 1, || None);
        }
        let releases = &self.releases;
        self.counters[place].get_or_insert_with(|| profile(&gates.counters, releases, number, desk.now))
    }
}

/// How much of a counter is free from when on, if running jobs leave when they are expected to.
fn profile(counters: &Counters, releases: &[(u32, Time, u64)], number: u32, now: Time) -> Profile {
    let counter = counters.counter(number);
    let mut free = counter.most - counter.held;
    let begin = releases.partition_point(|(other, ..)| *other < number);
    let own = releases[begin..].iter().take_while(|(other, ..)| *other == number);
    let mut steps = vec![Step { from: now, free: clamped(free) }];
    for &(_, until, amount) in own {
        free += amount;
        match steps.last_mut() {
            Some(last) if until <= last.from => last.free = clamped(free),
            Some(_) | None => steps.push(Step { from: until, free: clamped(free) }),
        }
    }
    let mut profile = Profile::new(now, 0);
    profile.refill(steps.into_iter());
    profile
}

/// What a job needs of those counters that may bind.
fn busy<'a>(counters: &'a Counters, dues: Option<&'a Dues>) -> impl Iterator<Item = (u32, u64)> + 'a {
    let all = dues.into_iter().flat_map(|dues| dues.counters.iter());
    let busy = all.filter(|(number, _)| !counters.counter(*number).is_idle());
    busy.map(|&(number, amount)| (number, clamped(amount)))
}

/// An amount as profiles count it; what is too large stands for no bound.
fn clamped(amount: u64) -> u64 {
    narrow(amount).into()
}
