//! Which pools a job may use when, by their locks.

use crate::cluster::PoolSet;
use crate::model::{AccessId, Center, GroupId, LockMode, Pool, PoolId, Request, Span, Time};

/// Whether a job may start in a pool at an instant, as far as its lock tells. Owners always may; others while it is open for
/// as long as they ask for it, and beyond that by what the lock lends. Nodes that an owner waits for are lent only
/// to jobs that can be sent away at once.
pub(super) fn admits(center: &Center, pool: PoolId, request: &Request, at: Time, needed: PoolSet) -> bool {
    let Some(lock) = &center.pools[usize::from(pool.0)].lock else { return true };
    if lock.owners.contains(&request.group) {
        return true;
    }
    let Some((from, _)) = lock.windows.at_or_after(at) else { return true };
    let end = at + request.walltime;
    if end <= from {
        return true;
    }
    let held = from <= at;
    match lock.mode {
        LockMode::Strict => false,
        LockMode::LendShort { notice } => end <= from.max(at) + notice && !(held && needed.contains(pool)),
        // A job that can be sent away at any time is in nobody's way.
        LockMode::LendPreemptible => true,
        LockMode::LendUntilNeeded { .. } => !(held && needed.contains(pool)),
    }
}

/// The pools of a list that a job may not use at an instant.
pub(super) fn closed(
    center: &Center,
    list: &[PoolId],
    request: &Request,
    at: Time,
    needed: PoolSet,
) -> PoolSet {
    list.iter().copied().filter(|pool| !admits(center, *pool, request, at, needed)).collect()
}

/// The next instant at which any lock of the list closes or opens.
pub(super) fn next_change(center: &Center, list: &[PoolId], after: Time) -> Option<Time> {
    let locks = list.iter().filter_map(|pool| center.pools[usize::from(pool.0)].lock.as_ref());
    locks.filter_map(|lock| lock.windows.next_change(after)).min()
}

/// The pools whose locks belong to a job's group and hold now.
pub(super) fn own(center: &Center, list: &[PoolId], request: &Request, now: Time) -> PoolSet {
    list.iter().copied().filter(|pool| is_owner(center, *pool, request.group, now)).collect()
}

/// Whether a pool is locked now for this group.
pub(super) fn is_owner(center: &Center, pool: PoolId, group: GroupId, now: Time) -> bool {
    let lock = center.pools[usize::from(pool.0)].lock.as_ref();
    lock.is_some_and(|lock| lock.owners.contains(&group) && lock.windows.hold(now))
}

/// The pools of a centre that are lent to others.
pub(super) fn lending(center: &Center) -> PoolSet {
    let lends = |pool: &Pool| pool.lock.as_ref().is_some_and(|lock| lock.mode.lends());
    let pools = center.pools.iter().enumerate().filter(|(_, pool)| lends(pool));
    pools.map(|(number, _)| PoolId(number as u16)).collect()
}

/// For each access list, whether it is that of the owners of a lock in it that lends.
pub(super) fn owners_lists(center: &Center) -> Vec<bool> {
    let lent =
        |pool: &PoolId| center.pools[usize::from(pool.0)].lock.as_ref().filter(|lock| lock.mode.lends());
    let lists = center.access_lists.iter().enumerate();
    let owned = lists.map(|(number, list)| {
        let mut locks = list.iter().filter_map(lent);
        locks.any(|lock| center.is_owners_list(AccessId(number as u16), lock))
    });
    owned.collect()
}

/// How long a borrower of a pool may stay once an owner needs it; nothing where nobody is sent away.
pub(super) const fn grace(mode: LockMode, usual: Span) -> Option<Span> {
    match mode {
        LockMode::Strict | LockMode::LendShort { .. } => None,
        LockMode::LendPreemptible => Some(usual),
        LockMode::LendUntilNeeded { return_time } => Some(return_time),
    }
}
