//! The checker's own books of a centre's rules: who holds how much of what is limited, and who spent how much of a month.

use super::finding::{Findings, Law};
use crate::model::{Amount, Center, Each, Limit, LockMode, Pool, Request, TenantId, Time};
use crate::record::{Piece, Rejection};
use std::collections::BTreeMap;

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Limit(usize, TenantId),
    Month(usize, TenantId, usize),
    Licence(u16),
    Quota(usize),
}

/// The books of one centre.
#[derive(Debug)]
pub(super) struct RuleBook<'a> {
    center: &'a Center,
    held: BTreeMap<Counted, u64>,
}

impl<'a> RuleBook<'a> {
    pub(super) fn new(center: &'a Center) -> RuleBook<'a> {
        RuleBook { center, held: BTreeMap::new() }
    }

    /// Everything that a job holds while it runs, with the most that may be held.
    fn dues(&self, request: &Request) -> Vec<(Counted, u64, u64, String)> {
        let rules = &self.center.rules;
        let mut dues = Vec::new();
        for (place, limit) in rules.limits.iter().enumerate() {
            let stays = limit.amount != Amount::WaitingJobs && !limit.amount.is_monthly();
            if stays && limit.concerns(rules, request) {
                let key = Counted::Limit(place, counted_for(limit, request));
                dues.push((key, limit.share_of(self.center, request), limit.most, limit.name.clone()));
            }
        }
        for &(licence, tokens) in &rules.class(request.class).licences {
            let known = &rules.licences[usize::from(licence)];
            let most = u64::from(known.count);
            dues.push((Counted::Licence(licence), u64::from(tokens), most, known.name.clone()));
        }
        for (place, quota) in rules.quotas.iter().enumerate() {
            if quota.groups.contains(&request.group) {
                let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
                let units = u64::from(self.center.quota_units(request));
                let most = most.map_or(u64::MAX, u64::from);
                dues.push((Counted::Quota(place), units, most, quota.name.clone()));
            }
        }
        dues
    }

    pub(super) fn start(&mut self, findings: &mut Findings, at: Time, request: &Request, pieces: &[Piece]) {
        for (key, amount, most, name) in self.dues(request) {
            let held = self.held.entry(key).or_default();
            *held += amount;
            let held = *held;
            if most < held {
                findings.add(Law::OverLimit, at, &[request.id], || {
                    format!("{held} held of {name}, {most} allowed")
                });
            }
        }
        let places = pieces.iter().map(|piece| usize::from(piece.pool.0));
        for pool in places.filter_map(|place| self.center.pools.get(place)) {
            if !may_enter(pool, request, at) {
                let name = &pool.name;
                findings.add(Law::ClosedPool, at, &[request.id], || format!("{name} is locked for others"));
            }
        }
    }

    pub(super) fn stop(&mut self, findings: &mut Findings, (start, at): (Time, Time), request: &Request) {
        for (key, amount, ..) in self.dues(request) {
            let held = self.held.entry(key).or_default();
            *held = held.saturating_sub(amount);
        }
        let rules = &self.center.rules;
        let month = rules.month(start);
        let micros = start.until(at).as_micros();
        for (place, limit) in rules.limits.iter().enumerate() {
            if !limit.amount.is_monthly() || !limit.concerns(rules, request) {
                continue;
            }
            let whole = limit.share_of(self.center, request);
            let rate = whole.checked_div(request.walltime.as_micros()).unwrap_or(0);
            let key = Counted::Month(place, counted_for(limit, request), month);
            let spent = self.held.entry(key).or_default();
            *spent += rate * micros;
            let (spent, most) = (*spent, limit.most);
            if most < spent {
                findings.add(Law::OverLimit, at, &[request.id], || {
                    format!("{spent} spent of {} in a month, {most} allowed", limit.name)
                });
            }
        }
    }

    /// Whether a rule turns a job away for this reason.
    pub(super) fn turns_away(&self, request: &Request, why: Rejection) -> bool {
        let partition = self.center.rules.partition(request.partition);
        let total = request.shape.total();
        match why {
            Rejection::WalltimeOverLimit => {
                partition.walltime_most.is_some_and(|most| most < request.walltime)
            }
            Rejection::SizeOverLimit => {
                partition.units_most.is_some_and(|most| most < total.accelerators.max(total.cores))
            }
            Rejection::NotAllowed => {
                !partition.groups.is_empty() && !partition.groups.contains(&request.group)
            }
            Rejection::OverLimitAlone => {
                let rules = &self.center.rules;
                let monthly = rules.limits.iter().any(|limit| {
                    limit.amount.is_monthly()
                        && limit.concerns(rules, request)
                        && limit.most < limit.share_of(self.center, request)
                });
                monthly || self.dues(request).iter().any(|(_, amount, most, _)| most < amount)
            }
            // How many waited is not kept here.
            Rejection::TooManyWaiting => {
                self.center.rules.limits.iter().any(|limit| limit.amount == Amount::WaitingJobs)
            }
            Rejection::TaskTooLarge | Rejection::TooManyTasks => true,
        }
    }
}

/// Whether a job may start in a pool: always without a lock or as its owner; else if no locked span is touched by the time
/// it asks for, or the lock lends.
fn may_enter(pool: &Pool, request: &Request, at: Time) -> bool {
    let Some(lock) = &pool.lock else { return true };
    if lock.owners.contains(&request.group) {
        return true;
    }
    let always = [(Time::ZERO, Time::NEVER)];
    let spans = if lock.windows.is_always() { &always } else { lock.windows.spans() };
    let end = at + request.walltime;
    let touched = spans.iter().find(|(from, until)| *from < end && at < *until);
    match (touched, lock.mode) {
        (None, _) | (Some(_), LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. }) => true,
        (Some(_), LockMode::Strict) => false,
        (Some((from, _)), LockMode::LendShort { notice }) => end <= (*from).max(at) + notice,
    }
}

/// Whether a job can ever be let into a pool, however empty it is.
pub(super) fn ever_enters(pool: &Pool, request: &Request) -> bool {
    let Some(lock) = &pool.lock else { return true };
    let by_mode = match lock.mode {
        LockMode::Strict => false,
        LockMode::LendShort { notice } => request.walltime <= notice,
        LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => true,
    };
    lock.owners.contains(&request.group) || !lock.windows.is_always() || by_mode
}

const fn counted_for(limit: &Limit, request: &Request) -> TenantId {
    match limit.each {
        Each::Together => TenantId(0),
        Each::Tenant => request.tenant,
    }
}
