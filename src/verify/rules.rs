//! The checker's own books of a centre's rules: who holds how much of what is limited, and who spent how much of a month.

use super::finding::{Findings, Law};
use super::shares;
use crate::model::{Amount, Center, Limit, LockMode, Pool, Request, Span, TenantId, Time};
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
        let (center, rules) = (self.center, &self.center.rules);
        let mut dues = Vec::new();
        for (place, limit) in rules.limits.iter().enumerate() {
            let stays = limit.amount != Amount::WaitingJobs && !shares::is_monthly(limit);
            if stays && shares::is_counted(center, limit, request) {
                let key = Counted::Limit(place, shares::counted_with(limit, request));
                dues.push((key, shares::share(center, limit, request), limit.most, limit.name.clone()));
            }
        }
        for &(licence, tokens) in shares::class(center, request).iter().flat_map(|class| &class.licences) {
            let known = &rules.licences[usize::from(licence)];
            let most = u64::from(known.count);
            dues.push((Counted::Licence(licence), u64::from(tokens), most, known.name.clone()));
        }
        for (place, quota) in rules.quotas.iter().enumerate() {
            if quota.groups.contains(&request.group) {
                let units = shares::units(center, request);
                dues.push((Counted::Quota(place), units, shares::most_of(quota), quota.name.clone()));
            }
        }
        dues
    }

    /// What a run of so many microseconds uses up of a month, with the most of each; where it is only planned, what it may use up.
    fn monthly(
        &self,
        (start, is_planned): (Time, bool),
        micros: u64,
        request: &Request,
    ) -> Vec<(Counted, u64, &'a Limit)> {
        let month = shares::month(self.center, start);
        let limits = self.center.rules.limits.iter().enumerate();
        let counted = limits.filter(|(_, limit)| {
            shares::is_monthly(limit) && shares::is_counted(self.center, limit, request)
        });
        let due = |(place, limit): (usize, &'a Limit)| {
            let key = Counted::Month(place, shares::counted_with(limit, request), month);
            let amount = if limit.amount == Amount::Money {
                shares::cost(self.center, request, Some(start).filter(|_| !is_planned), micros)
            } else {
                shares::share(self.center, limit, request).saturating_mul(micros)
            };
            (key, amount, limit)
        };
        counted.map(due).collect()
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
        for (key, used, limit) in self.monthly((start, false), start.until(at).as_micros(), request) {
            let spent = self.held.entry(key).or_default();
            *spent += used;
            let (spent, most) = (*spent, limit.most);
            if most < spent {
                findings.add(Law::OverLimit, at, &[request.id], || {
                    format!("{spent} spent of {} in a month, {most} allowed", limit.name)
                });
            }
        }
    }

    /// Whether no rule keeps a job from starting at this time while nothing runs. Where that depends on what others are sure of, it
    /// is not known.
    pub(super) fn surely_lets_in(&self, at: Time, request: &Request) -> bool {
        let held = |key: Counted| self.held.get(&key).copied().unwrap_or(0);
        let within = |(key, amount, most, _): &(Counted, u64, u64, String)| held(*key) + amount <= *most;
        let walltime = request.walltime.as_micros();
        let has_left =
            |(key, amount, limit): &(Counted, u64, &Limit)| held(*key).saturating_add(*amount) <= limit.most;
        !self.may_be_put_off(at, request)
            && self.center.rules.quotas.iter().all(|quota| quota.lends)
            && self.dues(request).iter().all(within)
            && self.monthly((at, true), walltime, request).iter().all(has_left)
    }

    /// Whether a job may still wait for better hours.
    fn may_be_put_off(&self, at: Time, request: &Request) -> bool {
        at < request.submit + self.put_off_at_most(request)
    }

    /// How long a job may be put off.
    pub(super) fn put_off_at_most(&self, request: &Request) -> Span {
        let deferral = shares::class(self.center, request).and_then(|class| class.deferral);
        deferral.map_or(Span::ZERO, |deferral| deferral.most)
    }

    /// Whether a rule turns a job away for this reason.
    pub(super) fn turns_away(&self, request: &Request, why: Rejection) -> bool {
        let partition = shares::partition(self.center, request);
        match why {
            Rejection::WalltimeOverLimit => {
                partition.and_then(|rule| rule.walltime_most).is_some_and(|most| most < request.walltime)
            }
            Rejection::SizeOverLimit => {
                let each = request.shape.per_task;
                let units = u64::from(request.shape.tasks) * u64::from(each.accelerators.max(each.cores));
                partition.and_then(|rule| rule.units_most).is_some_and(|most| u64::from(most) < units)
            }
            Rejection::NotAllowed => {
                partition.is_some_and(|rule| !rule.groups.is_empty() && !rule.groups.contains(&request.group))
            }
            Rejection::OverLimitAlone => {
                let month = self.monthly((Time::ZERO, true), request.walltime.as_micros(), request);
                month.iter().any(|(_, amount, limit)| limit.most < *amount)
                    || self.dues(request).iter().any(|(_, amount, most, _)| most < amount)
            }
            // How many waited is not kept here.
            Rejection::TooManyWaiting => {
                self.center.rules.limits.iter().any(|limit| limit.amount == Amount::WaitingJobs)
            }
            // What data there are is known elsewhere.
            Rejection::TaskTooLarge
            | Rejection::TooManyTasks
            | Rejection::DataOutOfReach
            | Rejection::DataTooLarge => true,
        }
    }
}

/// Whether a job may start in a pool: always without a lock or as its owner; else if no locked span is touched by the time
/// it asks for, or the lock lends.
pub(super) fn may_enter(pool: &Pool, request: &Request, at: Time) -> bool {
    let Some(lock) = &pool.lock else { return true };
    if lock.owners.contains(&request.group) {
        return true;
    }
    let always = [(Time::ZERO, Time::NEVER)];
    // A lock without spans holds always.
    let known = lock.known_at(at);
    let spans: &[(Time, Time)] = if known.spans().is_empty() { &always } else { known.spans() };
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
    lock.owners.contains(&request.group) || !lock.windows.spans().is_empty() || by_mode
}
