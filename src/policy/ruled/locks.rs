//! Which pools a job may use when, by their locks.

use crate::cluster::PoolSet;
use crate::model::{Center, LockMode, PoolId, Request, Span, Time};

/// Whether a job may start in a pool at an instant, as far as its lock tells. Owners always may; others while it is open for
/// as long as they ask for it, and beyond that by what the lock lends. What is needed by an owner is not lent.
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
        LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => !(held && needed.contains(pool)),
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
    let shut = list.iter().filter(|pool| !admits(center, **pool, request, at, needed));
    shut.fold(PoolSet::NONE, |set, pool| set.with(PoolSet::of(&[*pool])))
}

/// The next instant at which any lock of the list closes or opens.
pub(super) fn next_change(center: &Center, list: &[PoolId], after: Time) -> Option<Time> {
    let locks = list.iter().filter_map(|pool| center.pools[usize::from(pool.0)].lock.as_ref());
    locks.filter_map(|lock| lock.windows.next_change(after)).min()
}

/// The pools whose locks belong to a job's group and hold now.
pub(super) fn own(center: &Center, list: &[PoolId], request: &Request, now: Time) -> PoolSet {
    let mine = list.iter().filter(|pool| {
        let lock = center.pools[usize::from(pool.0)].lock.as_ref();
        lock.is_some_and(|lock| lock.owners.contains(&request.group) && lock.windows.hold(now))
    });
    mine.fold(PoolSet::NONE, |set, pool| set.with(PoolSet::of(&[*pool])))
}

/// Those of the pools that are lent to others.
pub(super) fn lending(center: &Center, list: &[PoolId]) -> PoolSet {
    let lent = list
        .iter()
        .filter(|pool| center.pools[usize::from(pool.0)].lock.as_ref().is_some_and(|lock| lock.mode.lends()));
    lent.fold(PoolSet::NONE, |set, pool| set.with(PoolSet::of(&[*pool])))
}

/// How long a borrower of a pool may stay once an owner needs it; nothing where nobody is sent away.
pub(super) const fn grace(mode: LockMode, usual: Span) -> Option<Span> {
    match mode {
        LockMode::Strict | LockMode::LendShort { .. } => None,
        LockMode::LendPreemptible => Some(usual),
        LockMode::LendUntilNeeded { return_time } => Some(return_time),
    }
}
