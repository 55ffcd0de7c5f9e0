//! What will be free when: nodes, licences and limits, as far as running jobs and plans tell.

use super::books::{Books, Dues};
use super::locks;
use crate::cluster::{Cluster, PoolSet, Profile, Step};
use crate::model::{AccessId, Center, Piece, PoolId, Request, Span, Time};
use crate::policy::futures::units;
use crate::policy::queue::{Filter, narrow};
use serde::{Deserialize, Serialize};

/// A job that is to be placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<'a> {
    pub(super) access: AccessId,
    pub(super) request: &'a Request,
    pub(super) dues: &'a Dues,
}

/// How many tasks of a job a plan puts into which pool.
pub(super) type Parts = Vec<(PoolId, u32)>;

/// The future of all pools, and of those counters that somebody asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Outlook {
    pools: Vec<Profile>,
    counters: Vec<Option<Profile>>,
    /// What running jobs will give back, by counter: when, which counter, how much.
    releases: Vec<(u32, Time, u64)>,
    /// Pools that owners wait for.
    pub(super) needed: PoolSet,
    /// Pools in which nobody may start now, because somebody before them waits there.
    pub(super) barred: PoolSet,
}

impl Outlook {
    /// Starts anew from what running jobs hold. What owners need is still needed.
    pub(super) fn refill<'d>(
        &mut self,
        cluster: &Cluster,
        now: Time,
        runs: impl Iterator<Item = (&'d Dues, Time)>,
    ) {
        self.pools.resize_with(cluster.pool_count(), || Profile::new(now, 0));
        for (number, profile) in self.pools.iter_mut().enumerate() {
            cluster.foresee(PoolId(number as u16), now, profile);
        }
        self.counters.clear();
        self.releases.clear();
        for (dues, until) in runs {
            self.releases.extend(dues.counters.iter().map(|&(number, amount)| (number, until, amount)));
        }
        self.releases.sort_unstable();
        self.barred = PoolSet::NONE;
    }

    /// The earliest time, not before `from`, at which a job could start by all that is planned; nothing when it never can.
    pub(super) fn earliest(
        &mut self,
        (center, cluster, books): (&Center, &Cluster, &Books),
        need: Need<'_>,
        from: Time,
        now: Time,
    ) -> Option<Time> {
        let span = need.request.estimate;
        let list = cluster.list(need.access);
        let mut at = from;
        loop {
            let mut later = at;
            for &(number, amount) in &need.dues.counters {
                let profile = self.counter(books, number, now);
                later = profile.earliest(later, clamped(amount), span)?;
            }
            if at < later {
                at = later;
                continue;
            }
            if self.slots(center, cluster, need, at, now) {
                return Some(at);
            }
            let step = list.iter().filter_map(|pool| self.pools[usize::from(pool.0)].next_after(at)).min();
            let change = locks::next_change(center, list, at);
            at = [step, change].into_iter().flatten().min()?;
        }
    }

    /// Whether a job could start now beside all that is planned.
    pub(super) fn is_open_now(
        &mut self,
        (center, cluster, books): (&Center, &Cluster, &Books),
        need: Need<'_>,
        now: Time,
    ) -> bool {
        self.slots(center, cluster, need, now, now)
            && self.counters_fit(books, need.dues, now, need.request.estimate)
    }

    /// Which jobs could start now in any of these pools, whatever their locks: never wrong about those that could.
    pub(super) fn filter(&self, list: &[PoolId], cluster: &Cluster, now: Time) -> Filter {
        let (mut free, mut least, mut left) = (0, 0, Span::ZERO);
        for &pool in list {
            let (lowest, at) = self.pools[usize::from(pool.0)].least();
            free += cluster.free_units_in(pool);
            least += lowest;
            left = left.max(now.until(at));
        }
        Filter { units: narrow(free), units_long: narrow(least), wall_secs: narrow(left.as_secs()) }
    }

    /// Whether all tasks of a job find places at an instant, as far as units and locks tell.
    fn slots(&self, center: &Center, cluster: &Cluster, need: Need<'_>, at: Time, now: Time) -> bool {
        let mut left = need.request.shape.tasks;
        for &pool in cluster.list(need.access) {
            left -= self.slots_in(center, cluster, pool, need, (at, now)).min(left);
            if left == 0 {
                return true;
            }
        }
        false
    }

    fn slots_in(
        &self,
        center: &Center,
        cluster: &Cluster,
        pool: PoolId,
        need: Need<'_>,
        (at, now): (Time, Time),
    ) -> u32 {
        // An owner's need shuts others out now; who will need it later nobody knows.
        let needed = if at == now { self.needed } else { PoolSet::NONE };
        if at == now && self.barred.contains(pool) {
            return 0;
        }
        if !locks::admits(center, pool, need.request, at, needed) {
            return 0;
        }
        let free = self.pools[usize::from(pool.0)].least_in(at, need.request.estimate);
        let one = u64::from(cluster.units_in(pool, need.request.shape.per_task));
        let slots = free.checked_div(one).unwrap_or(u64::MAX);
        u32::try_from(slots).unwrap_or(u32::MAX).min(need.request.shape.tasks)
    }

    /// Plans a job from then on, and leaves in `parts` where.
    pub(super) fn take(
        &mut self,
        (center, cluster, books): (&Center, &Cluster, &Books),
        need: Need<'_>,
        (at, now): (Time, Time),
        parts: &mut Parts,
    ) {
        let (shape, span) = (need.request.shape, need.request.estimate);
        parts.clear();
        let mut left = shape.tasks;
        for &pool in cluster.list(need.access) {
            let here = self.slots_in(center, cluster, pool, need, (at, now)).min(left);
            if 0 < here {
                self.pools[usize::from(pool.0)].take(at, span, units(cluster, pool, shape, here));
                parts.push((pool, here));
                left -= here;
            }
        }
        assert!(left == 0, "{left} tasks were planned where nothing is free");
        self.take_counters(books, need.dues, (at, now), span);
    }

    /// Whether a job may hold these places from now on for so long, beside all that is planned.
    pub(super) fn fits(
        &mut self,
        (_, cluster, books): (&Center, &Cluster, &Books),
        need: Need<'_>,
        pieces: &[Piece],
        now: Time,
        span: Span,
    ) -> bool {
        // The pieces of a pool stand together.
        let pools = pieces.chunk_by(|left, right| left.pool == right.pool).all(|here| {
            let pool = here[0].pool;
            let tasks = here.iter().map(|piece| piece.tasks).sum();
            self.pools[usize::from(pool.0)].fits(now, span, units(cluster, pool, need.request.shape, tasks))
        });
        pools && self.counters_fit(books, need.dues, now, span)
    }

    /// Whether what is counted suffices from now on for so long.
    fn counters_fit(&mut self, books: &Books, dues: &Dues, now: Time, span: Span) -> bool {
        let mut counters = dues.counters.iter();
        counters.all(|&(number, amount)| self.counter(books, number, now).fits(now, span, clamped(amount)))
    }

    /// Plans what is counted for a job from then on for so long.
    fn take_counters(&mut self, books: &Books, dues: &Dues, (at, now): (Time, Time), span: Span) {
        for &(number, amount) in &dues.counters {
            self.counter(books, number, now).take(at, span, clamped(amount));
        }
    }

    /// Takes note of a job that starts now on these places for so long.
    pub(super) fn hold(
        &mut self,
        (_, cluster, books): (&Center, &Cluster, &Books),
        need: Need<'_>,
        pieces: &[Piece],
        now: Time,
        span: Span,
    ) {
        let shape = need.request.shape;
        for &Piece { pool, tasks, .. } in pieces {
            self.pools[usize::from(pool.0)].take(now, span, units(cluster, pool, shape, tasks));
        }
        self.take_counters(books, need.dues, (now, now), span);
    }

    /// Takes a plan back.
    pub(super) fn give(&mut self, cluster: &Cluster, need: Need<'_>, at: Time, parts: &[(PoolId, u32)]) {
        let (shape, span) = (need.request.shape, need.request.estimate);
        for &(pool, tasks) in parts {
            self.pools[usize::from(pool.0)].give(at, span, units(cluster, pool, shape, tasks));
        }
        for &(number, amount) in &need.dues.counters {
            let profile = self.counters.get_mut(number as usize).and_then(Option::as_mut);
            profile.expect("it was taken from").give(at, span, clamped(amount));
        }
    }

    fn counter(&mut self, books: &Books, number: u32, now: Time) -> &mut Profile {
        let place = number as usize;
        if self.counters.len() <= place {
            self.counters.resize_with(place + 1, || None);
        }
        let releases = &self.releases;
        self.counters[place].get_or_insert_with(|| {
            let counter = books.counter(number);
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
        })
    }
}

/// An amount as profiles count it; what is too large stands for no bound.
fn clamped(amount: u64) -> u64 {
    narrow(amount).into()
}
