//! What will be free when, in every pool of a centre: the ground on which jobs are planned.
//!
//! Plans count units (accelerators, or cores). On counted machines, and where jobs take whole nodes or single units, that
//! is exact. Where jobs of several sizes share nodes, a planned job may find its units scattered when its time comes; it
//! then waits on and is planned again.

use super::queue::class_of;
use crate::cluster::{Cluster, Opening, Profile};
use crate::model::{AccessId, PoolId, Shape, Span, Time};
use serde::{Deserialize, Serialize};

/// The profiles of all pools.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Futures {
    profiles: Vec<Profile>,
}

/// How many tasks of a job a plan puts into which pool.
pub(super) type Parts = Vec<(PoolId, u32)>;

/// What is planned: tasks of a shape, for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Need {
    pub(super) access: AccessId,
    pub(super) shape: Shape,
    pub(super) span: Span,
}

/// A time at which all tasks of a job can start.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) enum Found {
    /// Room for so many units in this pool, good while its profile stays as it is.
    Open(PoolId, Opening, u64),
    /// Somewhere in the pools.
    At(Time),
}

impl Found {
    pub(super) const fn at(&self) -> Time {
        match self {
            Found::Open(_, opening, _) => opening.at,
            Found::At(at) => *at,
        }
    }
}

impl Futures {
    /// Starts anew from what running jobs hold.
    pub(super) fn refill(&mut self, cluster: &Cluster, now: Time) {
        self.profiles.resize_with(cluster.pool_count(), || Profile::new(now, 0));
        for (number, profile) in self.profiles.iter_mut().enumerate() {
            cluster.foresee(PoolId(number as u16), now, profile);
        }
    }

    /// Whether there is anything to plan on yet.
    pub(super) const fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// Forgets what has passed.
    pub(super) fn advance(&mut self, now: Time) {
        for profile in &mut self.profiles {
            profile.advance(now);
        }
    }

    pub(super) fn profile(&self, pool: PoolId) -> &Profile {
        &self.profiles[usize::from(pool.0)]
    }

    /// The earliest time, not before `from`, at which all tasks can start; nothing when they never can.
    pub(super) fn earliest(&self, cluster: &Cluster, need: Need, from: Time) -> Option<Found> {
        let list = cluster.list(need.access);
        if let [only] = list {
            let units = units(cluster, *only, need.shape, need.shape.tasks);
            let opening = self.profile(*only).opening(from, units, need.span)?;
            return Some(Found::Open(*only, opening, units));
        }
        let mut at = from;
        while self.slots(cluster, need, at) < u64::from(need.shape.tasks) {
            at = list.iter().filter_map(|pool| self.profile(*pool).next_after(at)).min()?;
        }
        Some(Found::At(at))
    }

    /// The latest time, not before `first` (at which they can) and not after `last`, at which all tasks can start.
    pub(super) fn latest(&self, cluster: &Cluster, need: Need, (first, last): (Time, Time)) -> Time {
        match cluster.list(need.access) {
            [only] => {
                let units = units(cluster, *only, need.shape, need.shape.tasks);
                self.profile(*only).latest((first, last), units, need.span)
            }
            // Over several pools the earliest will do: it is within every slack.
            _ => first,
        }
    }

    /// Takes the tasks from then on, pool by pool. Leaves in `parts` what was taken where.
    pub(super) fn take(&mut self, cluster: &Cluster, need: Need, found: Found, parts: &mut Parts) {
        parts.clear();
        let at = match found {
            Found::Open(pool, opening, units) => {
                parts.push((pool, need.shape.tasks));
                return self.profiles[usize::from(pool.0)].take_opening(opening, need.span, units);
            }
            Found::At(at) => at,
        };
        let list = cluster.list(need.access);
        let mut left = need.shape.tasks;
        for &pool in list {
            let here = match list.len() {
                1 => left,
                _ => left.min(self.slots_in(cluster, pool, need, at)),
            };
            if 0 < here {
                let units = units(cluster, pool, need.shape, here);
                self.profiles[usize::from(pool.0)].take(at, need.span, units);
                parts.push((pool, here));
                left -= here;
            }
        }
        assert!(left == 0, "{left} tasks were planned where nothing is free");
    }

    /// Gives back what was taken, as far as it lies in the future.
    pub(super) fn give(
        &mut self,
        cluster: &Cluster,
        shape: Shape,
        span: (Time, Time),
        parts: &[(PoolId, u32)],
    ) {
        let (from, until) = span;
        for &(pool, tasks) in parts {
            let units = units(cluster, pool, shape, tasks);
            self.profiles[usize::from(pool.0)].give(from, from.until(until), units);
        }
    }

    fn slots(&self, cluster: &Cluster, need: Need, at: Time) -> u64 {
        let list = cluster.list(need.access).iter();
        list.map(|pool| u64::from(self.slots_in(cluster, *pool, need, at))).sum()
    }

    fn slots_in(&self, cluster: &Cluster, pool: PoolId, need: Need, at: Time) -> u32 {
        let free = self.profile(pool).least_in(at, need.span);
        let slots = free.checked_div(units(cluster, pool, need.shape, 1)).unwrap_or(u64::MAX);
        u32::try_from(slots).unwrap_or(u32::MAX).min(need.shape.tasks)
    }
}

/// What is known of earliest times while a plan only grows: a job that needs as much as another for as long starts no
/// earlier than that one did. One job is remembered for each power of two of units.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Bounds {
    known: Vec<Option<Bound>>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Bound {
    access: AccessId,
    units: u32,
    span: Span,
    at: Time,
}

impl Bounds {
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// A time before which such a job cannot start.
    pub(super) fn before(&self, access: AccessId, units: u32, span: Span) -> Time {
        let classes = self.known.iter().take(class_of(units) + 1).flatten();
        let below =
            classes.filter(|known| known.access == access && known.units <= units && known.span <= span);
        below.map(|known| known.at).max().unwrap_or(Time::ZERO)
    }

    /// Remembers when such a job could start at the earliest.
    pub(super) fn add(&mut self, access: AccessId, units: u32, span: Span, at: Time) {
        let class = class_of(units);
        if self.known.len() <= class {
            self.known.resize(class + 1, None);
        }
        // A later time tells more.
        if self.known[class].is_none_or(|known| known.at <= at) {
            self.known[class] = Some(Bound { access, units, span, at });
        }
    }
}

/// How many units so many tasks take of a pool.
pub(super) fn units(cluster: &Cluster, pool: PoolId, shape: Shape, tasks: u32) -> u64 {
    u64::from(cluster.units_in(pool, shape.per_task)) * u64::from(tasks)
}
