//! Why a job that was looked at does not start.

use crate::cluster::{Cluster, PoolSet};
use crate::model::{AccessId, Cause, Center, Request};

/// What keeps a job from starting, as far as nodes tell: what is free and closed to it, what is not free, what is free in
/// pieces too small, or else those before it.
#[must_use]
pub fn of(center: &Center, cluster: &Cluster, access: AccessId, request: &Request, closed: PoolSet) -> Cause {
    let shape = request.shape;
    let need = u64::from(shape.tasks);
    let list = cluster.list(access);
    let open = list.iter().copied().filter(|pool| !closed.contains(*pool));
    let slots = |pools: &mut dyn Iterator<Item = crate::model::PoolId>| {
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
    let units = |pool| u64::from(cluster.units_in(pool, shape.per_task)) * need;
    let free: u64 = open.clone().map(|pool| cluster.free_units_in(pool)).sum();
    match open.map(units).min() {
        Some(units) if units <= free => Cause::Fragmentation,
        Some(_) | None => Cause::Capacity,
    }
}
