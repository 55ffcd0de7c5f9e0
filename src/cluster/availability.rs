//! The future of the nodes of a centre: the ground on which jobs are planned.
//!
//! Where units (accelerators, or cores) tell what fits, a plan counts units: on counted machines, and in pools whose jobs
//! all take whole nodes, or tasks of one size that fills nodes without a rest. In all other pools a planned job is given
//! particular nodes, so that enough units on no node together are never taken for room.

mod need;
mod pool;
mod rooms;
mod sweep;
#[cfg(test)]
mod tests;
mod timeline;

use super::node_mask::NodeMask;
use super::numbers::ANY_NODE;
use super::pool_set::PoolSet;
use super::profile::{Opening, Profile};
use super::yard::Cluster;
use crate::model::{AccessId, Piece, PoolId, Shape, Span, Time};
pub use need::{Found, Locks, Need, NoLocks};
use pool::{Choice, PoolFuture};
use serde::{Deserialize, Serialize};
use sweep::Sweep;

/// Free units and nodes over time in all pools of a centre, as far as running jobs and plans tell.
///
/// Whether a pool counts units or nodes depends on the shapes that were ever noted in it and on nothing else: each job has
/// to be noted (see [`Availability::note`]) before anything is asked for its sake.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Availability {
    pools: Vec<PoolFuture>,
    /// Since when; nothing before it is remembered.
    now: Time,
    is_filled: bool,
}

impl Availability {
    /// Takes note of a job's shape, before anything is asked for its sake. Returns the pools in which nodes decide from now on
    /// where units did: what was planned there is void. If there are any, everything must be refilled, and what was planned put back
    /// where it still fits ([`Availability::room_at`]) or planned anew. That happens once in each pool at most.
    pub fn note(&mut self, cluster: &Cluster, access: AccessId, shape: Shape) -> PoolSet {
        self.pools.resize_with(cluster.pool_count(), PoolFuture::default);
        let pools = cluster.list(access).iter().copied();
        let turned: PoolSet =
            pools.filter(|pool| self.pools[index(*pool)].note(&cluster.pools[index(*pool)], shape)).collect();
        self.is_filled &= turned == PoolSet::NONE;
        turned
    }

    /// Starts anew from what running jobs hold in these pools (in all, where nothing is filled yet); what should have been
    /// given back by now counts as free.
    pub fn refill(&mut self, cluster: &Cluster, now: Time, scope: PoolSet) {
        self.pools.resize_with(cluster.pool_count(), PoolFuture::default);
        for (number, pool) in self.pools.iter_mut().enumerate() {
            let id = PoolId(number as u16);
            if scope.contains(id) || !self.is_filled {
                pool.refill(cluster, id, now);
            }
        }
        self.now = now;
        self.is_filled = true;
    }

    /// Forgets what is free when, but not which shapes there are: it must be refilled before it is asked.
    pub const fn clear(&mut self) {
        self.is_filled = false;
    }

    /// Whether it must be refilled before it is asked.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.is_filled
    }

    /// Forgets what has passed.
    pub fn advance(&mut self, now: Time) {
        if self.is_filled && self.now < now {
            self.pools.iter_mut().for_each(|pool| pool.advance(now));
            self.now = now;
        }
    }

    /// Whether units alone tell what fits into a pool.
    #[must_use]
    pub fn units_decide(&self, pool: PoolId) -> bool {
        self.pools[index(pool)].is_by_units()
    }

    /// How many units are free when in a pool. Where units do not decide, that is only a bound: without so many units nothing
    /// fits, with them it may not.
    #[must_use]
    pub fn units(&self, pool: PoolId) -> &Profile {
        &self.pools[index(pool)].units
    }

    /// The earliest time, not before `from`, at which all tasks can start; nothing when they never can.
    #[must_use]
    pub fn earliest(&self, cluster: &Cluster, need: Need, from: Time, locks: &impl Locks) -> Option<Found> {
        let list = cluster.list(need.access);
        if let [only] = *list {
            let future = &self.pools[index(only)];
            let (opening, units) = future.earliest((&cluster.pools[index(only)], only), need, from, locks)?;
            return Some(match future.is_by_units() {
                true => Found::Open(only, opening, units),
                false => Found::At(opening.at, PoolSet::of(list)),
            });
        }
        let mut sweeps: Vec<Option<Sweep<'_>>> = Vec::new();
        sweeps.resize_with(list.len(), || None);
        let mut at = from;
        loop {
            let mut left = u64::from(need.shape.tasks);
            let mut next = locks.next_change(at);
            for (&pool, sweep) in list.iter().zip(&mut sweeps) {
                if !locks.admits(pool, at) {
                    continue;
                }
                let future = &self.pools[index(pool)];
                let (slots, later) = if future.is_by_units() {
                    let slots = future.slots(&cluster.pools[index(pool)], need.shape, (at, need.span), left);
                    (slots, future.units.next_after(at))
                } else {
                    let sweep = sweep.get_or_insert_with(|| future.sweep(need, at));
                    (sweep.slots(at), sweep.next())
                };
                left = left.saturating_sub(slots);
                if left == 0 {
                    return Some(Found::At(at, open(list, at, locks)));
                }
                next = next.into_iter().chain(later).min();
            }
            at = next?;
        }
    }

    /// The latest time, not before `first` (at which they can) and not after `last`, at which all tasks can start. Over
    /// several pools, and where nodes decide, the earliest will do: it is within every slack.
    #[must_use]
    pub fn latest(
        &self,
        cluster: &Cluster,
        need: Need,
        (first, last): (Time, Time),
        locks: &impl Locks,
    ) -> Time {
        let [only] = *cluster.list(need.access) else { return first };
        let future = &self.pools[index(only)];
        let one = future.units_of_task(&cluster.pools[index(only)], need.shape);
        let (true, Some(one)) = (future.is_by_units(), one) else { return first };
        let latest = future.units.latest((first, last), one * u64::from(need.shape.tasks), need.span);
        if locks.admits(only, latest) { latest } else { first }
    }

    /// From when on a job may find an earlier start than the one at which it holds these places, if it may at all: a start in a
    /// window before that one, now that nothing but these nodes was given back since it last looked. The job itself is in the
    /// plan. Before the time that is given it finds none.
    #[must_use]
    pub fn may_start_from(
        &self,
        cluster: &Cluster,
        need: Need,
        (pieces, held): (&[Piece], Time),
        ((from, until), given): ((Time, Time), &NodeMask),
    ) -> Option<Time> {
        let list = cluster.list(need.access);
        let (mut from, until) = (from, until.min(held));
        if let [only] = *list
            && let Some(one) = self.pools[index(only)].units_of_task(&cluster.pools[index(only)], need.shape)
        {
            // Without so many units nothing fits on nodes either.
            let units = one * u64::from(need.shape.tasks);
            from = self.pools[index(only)].units.earlier(from, need.span, units, (until, held))?;
        }
        let gains = |id: &PoolId| {
            let (future, pool) = (&self.pools[index(*id)], &cluster.pools[index(*id)]);
            // Of what was given back where units decide, no nodes are known.
            future.is_by_units() || future.opens(pool, need, (from, until), given)
        };
        let meets_itself = pieces.iter().any(|piece| given.may_have(piece.node));
        (from < until && (meets_itself || list.iter().any(gains))).then_some(from)
    }

    /// Room for all tasks at a time, if there is.
    #[must_use]
    pub fn room_at(&self, cluster: &Cluster, need: Need, at: Time, locks: &impl Locks) -> Option<Found> {
        let list = cluster.list(need.access);
        let mut left = u64::from(need.shape.tasks);
        for &id in list.iter().filter(|pool| locks.admits(**pool, at)) {
            let (future, pool) = (&self.pools[index(id)], &cluster.pools[index(id)]);
            left = left.saturating_sub(future.slots(pool, need.shape, (at, need.span), left));
            if left == 0 {
                return Some(Found::At(at, open(list, at, locks)));
            }
        }
        None
    }

    /// Takes units of a pool where room for them was found, for so long.
    pub fn take_units(&mut self, pool: PoolId, opening: Opening, span: Span, units: u64) {
        self.pools[index(pool)].units.take_opening(opening, span, units);
    }

    /// Plans a job at the time that was found, pool by pool in the order of its list. Leaves in `pieces` what was taken where:
    /// particular nodes, or one piece for the whole pool (whose node means nothing) where units decide.
    ///
    /// # Panics
    /// When it is not free.
    pub fn take(&mut self, cluster: &Cluster, need: Need, found: Found, pieces: &mut Vec<Piece>) {
        pieces.clear();
        let tasks = need.shape.tasks;
        let (at, pools) = match found {
            Found::Open(id, opening, units) => {
                pieces.push(Piece { pool: id, node: ANY_NODE, tasks });
                return self.take_units(id, opening, need.span, units);
            }
            Found::At(at, pools) => (at, pools),
        };
        let list = cluster.list(need.access);
        let mut left = tasks;
        for &id in list.iter().filter(|pool| pools.contains(**pool)) {
            let (future, pool) = (&mut self.pools[index(id)], &cluster.pools[index(id)]);
            let here = match list.len() {
                1 => u64::from(left),
                _ => future.slots(pool, need.shape, (at, need.span), u64::from(left)).min(u64::from(left)),
            };
            if 0 < here {
                let first = pieces.len();
                future.choose((pool, id, cluster.visit), need, at, here as u32, pieces);
                future.take(pool, need.shape, &pieces[first..], (at, at + need.span));
                left -= here as u32;
            }
        }
        assert!(left == 0, "{left} tasks were planned where nothing is free");
    }

    /// Gives back what was taken or is held in these places from one time until another, as far as that has not passed.
    pub fn give(&mut self, cluster: &Cluster, shape: Shape, (from, until): (Time, Time), pieces: &[Piece]) {
        let from = from.max(self.now);
        for here in by_pool(pieces) {
            let id = here[0].pool;
            self.pools[index(id)].give(&cluster.pools[index(id)], shape, here, (from, until));
        }
    }

    /// Takes note of a job that holds these places from a time on for a span.
    ///
    /// # Panics
    /// When they are not free.
    pub fn hold(&mut self, cluster: &Cluster, shape: Shape, pieces: &[Piece], from: Time, span: Span) {
        for here in by_pool(pieces) {
            let id = here[0].pool;
            self.pools[index(id)].take(&cluster.pools[index(id)], shape, here, (from, from + span));
        }
    }

    /// Whether a job may hold these places from a time on for a span, beside all that is planned.
    #[must_use]
    pub fn fits(&self, cluster: &Cluster, shape: Shape, pieces: &[Piece], from: Time, span: Span) -> bool {
        by_pool(pieces).all(|here| {
            let id = here[0].pool;
            self.pools[index(id)].fits(&cluster.pools[index(id)], shape, here, (from, span))
        })
    }

    /// Looks for places for a start at once, beside all that is planned (so the job itself must not be): those that the
    /// placement would choose, or where they are planned for others, the best of the rest. Returns whether there are any,
    /// and leaves them in `pieces` if so.
    pub fn choose_now(
        &self,
        cluster: &Cluster,
        need: Need,
        locks: &impl Locks,
        pieces: &mut Vec<Piece>,
    ) -> bool {
        let list = cluster.list(need.access);
        let closed = PoolSet::of(list).without(open(list, self.now, locks));
        if !cluster.find(need.access, closed, need.shape, pieces) {
            return false;
        }
        if self.fits(cluster, need.shape, pieces, self.now, need.span) {
            return true;
        }
        pieces.clear();
        let mut left = u64::from(need.shape.tasks);
        for &id in list.iter().filter(|pool| !closed.contains(**pool)) {
            left -= self.choose_in_pool(cluster, need, (id, left), pieces);
            if left == 0 {
                return true;
            }
        }
        false
    }

    /// Chooses places for up to so many tasks in a pool, and gives how many found some.
    fn choose_in_pool(
        &self,
        cluster: &Cluster,
        need: Need,
        (id, most): (PoolId, u64),
        pieces: &mut Vec<Piece>,
    ) -> u64 {
        let (future, pool) = (&self.pools[index(id)], &cluster.pools[index(id)]);
        if future.is_by_units() {
            let planned = future.slots(pool, need.shape, (self.now, need.span), most).min(most);
            let here = pool.slots(need.shape, planned).min(planned);
            cluster.choose(id, need.shape, here as u32, pieces);
            return here;
        }
        let mut rooms = future.rooms(pool, need, self.now, Choice::Free);
        let here = rooms.iter().map(|room| u64::from(room.slots)).sum::<u64>().min(most);
        rooms::choose(&mut rooms, (id, need.shape, cluster.visit), here as u32, pieces);
        here
    }
}

const fn index(pool: PoolId) -> usize {
    pool.0 as usize
}

/// The pools of a list that are open at a time.
fn open(list: &[PoolId], at: Time, locks: &impl Locks) -> PoolSet {
    list.iter().copied().filter(|pool| locks.admits(*pool, at)).collect()
}

/// The pieces of each pool, which stand together.
fn by_pool(pieces: &[Piece]) -> impl Iterator<Item = &[Piece]> {
    pieces.chunk_by(|left, right| left.pool == right.pool)
}
