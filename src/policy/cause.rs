//! Why a job that was looked at does not start.

use crate::cluster::{Cluster, PoolSet, Total};
use crate::model::{AccessId, Cause, Center, PartitionId, PoolId, Request, Shape};
use serde::{Deserialize, Serialize};

/// What keeps a job from starting, as far as nodes tell: what is free and closed to it, what is not free, what is free in
/// pieces too small, or else those before it.
#[must_use]
pub fn of(center: &Center, cluster: &Cluster, access: AccessId, request: &Request, closed: PoolSet) -> Cause {
    let shape = request.shape;
    let need = u64::from(shape.tasks);
    let list = cluster.list(access);
    let open = list.iter().copied().filter(|pool| !closed.contains(*pool));
    let slots = |pools: &mut dyn Iterator<Item = PoolId>| {
        pools.map(|pool| cluster.slots_in(pool, shape, need)).sum::<u64>()
    };
    if need <= slots(&mut open.clone()) {
        return Cause::Ahead;
    }
    // Beside its own pools, those of its partition that are kept for others.
    let partition = &center.partitions[usize::from(request.partition.0)].pools;
    if need <= slots(&mut partition.iter().copied()) {
        return Cause::Reservation;
    }
    if need <= within(cluster, open.clone(), shape, false) {
        Cause::Fragmentation
    } else if need <= within(cluster, open, shape, true) {
        Cause::Outage
    } else {
        Cause::Capacity
    }
}

/// The same for all jobs at once that differ in their number of tasks only: up to how many tasks which cause holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reach {
    ahead: u64,
    reservation: u64,
    fragmentation: u64,
    outage: u64,
}

impl Reach {
    /// How far jobs of at least `least` tasks, and at most those of `shape`, would get where no pool is closed. Fewer or more
    /// tasks may find another cause than [`Reach::cause`] tells.
    #[must_use]
    pub fn of(
        center: &Center,
        cluster: &Cluster,
        (access, partition): (AccessId, PartitionId),
        shape: Shape,
        least: u32,
    ) -> Reach {
        let open = cluster.list(access);
        let partition = &center.partitions[usize::from(partition.0)].pools;
        // Nobody finds more places than what is free is enough for: where the smallest lacks anything, no node need be asked.
        if within(cluster, partition.iter().copied(), shape, false) < u64::from(least) {
            let outage = within(cluster, open.iter().copied(), shape, true);
            return Reach { outage, ..Reach::default() };
        }
        let slots = |pool: &PoolId| cluster.slots_in(*pool, shape, u64::from(shape.tasks));
        let ahead: u64 = open.iter().map(slots).sum();
        let kept: u64 = partition.iter().filter(|pool| !open.contains(pool)).map(slots).sum();
        let reservation = ahead + kept;
        let fragmentation = reservation.max(within(cluster, open.iter().copied(), shape, false));
        let outage = fragmentation.max(within(cluster, open.iter().copied(), shape, true));
        Reach { ahead, reservation, fragmentation, outage }
    }

    /// What a job of so many tasks waits for.
    #[must_use]
    pub fn cause(self, tasks: u32) -> Cause {
        match u64::from(tasks) {
            tasks if tasks <= self.ahead => Cause::Ahead,
            tasks if tasks <= self.reservation => Cause::Reservation,
            tasks if tasks <= self.fragmentation => Cause::Fragmentation,
            tasks if tasks <= self.outage => Cause::Outage,
            _ => Cause::Capacity,
        }
    }

    /// Between which numbers of tasks, the first left out, the cause may differ from what it was.
    pub fn changes_since(self, old: Reach) -> impl Iterator<Item = (u32, u32)> {
        let bounds = [
            (old.ahead, self.ahead),
            (old.reservation, self.reservation),
            (old.fragmentation, self.fragmentation),
            (old.outage, self.outage),
        ];
        let narrow = |tasks: u64| u32::try_from(tasks).unwrap_or(u32::MAX);
        let spans = bounds.map(|(old, new)| (narrow(old.min(new)), narrow(old.max(new))));
        spans.into_iter().filter(|(below, last)| below < last)
    }
}

/// For how many tasks everything that is free of these pools would be enough, wherever it lies, with what failed nodes have or
/// without: what is scarcest for such a task decides. Nodes on which none ever fits have nothing that it could use.
fn within(cluster: &Cluster, pools: impl Iterator<Item = PoolId>, shape: Shape, with_failed: bool) -> u64 {
    let mut free = None;
    for pool in pools.filter(|pool| cluster.suits(*pool, shape)) {
        let free = free.get_or_insert_with(Total::default);
        *free += cluster.free_in(pool);
        if with_failed {
            *free += cluster.failed_in(pool);
        }
    }
    free.map_or(0, |free| free.times(shape.per_task))
}
