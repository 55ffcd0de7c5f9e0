//! How much is held of what is counted: limits, licences, arrays and quotas.
//!
//! A counter that has enough for all that run and all that wait is *idle*: it cannot keep any job from starting, now or in any
//! plan, and no pass looks at it.

use crate::model::{
    Amount, Cause, Center, Counted, Each, Hourly, Lack, Limit, Quota, Rates, Request, Rules, TenantId, Terms,
    Time,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Key {
    Limit(usize),
    OfTenant(usize, TenantId),
    Licence(u16),
    Array(u64),
    QuotaMost(usize),
}

/// Something of which only so much may be held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counter {
    pub(super) most: u64,
    pub(super) held: u64,
    /// What waiting jobs will take of it.
    asked: u128,
    pub(super) cause: Cause,
    /// Whether it belongs to all, so that a job that lacks it has a place in the plans of every backfill.
    pub(super) is_shared: bool,
}

impl Counter {
    const fn new(most: u64, cause: Cause, is_shared: bool) -> Counter {
        Counter { most, held: 0, asked: 0, cause, is_shared }
    }

    /// Whether it has enough for all that run and all that wait.
    pub(super) const fn is_idle(&self) -> bool {
        self.held as u128 + self.asked <= self.most as u128
    }
}

/// So much of a month that a job takes when it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Budget {
    key: (usize, TenantId),
    most: u64,
    /// What it takes for its whole walltime.
    whole: u64,
    rate: Rate,
}

/// What a job takes of a month as it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Rate {
    /// So much by the microsecond.
    Steady(u64),
    /// What an hour costs, which may depend on the hour of the day.
    Hourly(Hourly),
}

/// What a job needs of what is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Dues {
    pub(super) counters: Vec<(u32, u64)>,
    pub(super) budgets: Vec<Budget>,
    pub(super) quota: Option<usize>,
    pub(super) quota_units: u32,
}

impl Dues {
    /// Whether a job needs nothing that is counted.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Dues::default()
    }
}

/// What a running job holds of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Stake {
    dues: Dues,
    month: usize,
}

impl Stake {
    pub(super) const fn dues(&self) -> &Dues {
        &self.dues
    }
}

/// The counters of one centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Counters {
    counters: Vec<Counter>,
    places: BTreeMap<Key, u32>,
    /// By limit, tenant and month: how much is spent or set aside.
    spent: BTreeMap<(usize, TenantId, usize), u64>,
    /// By limit and tenant: what waiting jobs will take of a month.
    asked: BTreeMap<(usize, TenantId), u128>,
    /// By quota: how many units are held.
    quotas: Vec<u64>,
    /// Units held by jobs of any quota.
    held: u64,
    /// Units that waiting jobs will take of any quota.
    units_asked: u64,
    /// How many counters are not idle.
    busy: usize,
}

impl Counters {
    pub(super) fn new(rules: &Rules) -> Counters {
        Counters { quotas: vec![0; rules.quotas.len()], ..Counters::default() }
    }

    pub(super) fn counter(&self, number: u32) -> Counter {
        self.counters[number as usize]
    }

    /// What a job needs.
    pub(super) fn dues(&mut self, center: &Center, request: &Request, terms: Option<&Terms>) -> Dues {
        let rules = &center.rules;
        let mut dues = Dues::default();
        for (place, limit) in rules.limits.iter().enumerate() {
            if limit.amount == Amount::WaitingJobs || !limit.concerns(rules, request) {
                continue;
            }
            let share = limit.share_of(center, request);
            if limit.amount.is_monthly() {
                dues.budgets.extend(budget(place, limit, (center, request), share));
                continue;
            }
            let key = match limit.each {
                Each::Together => Key::Limit(place),
                Each::Tenant => Key::OfTenant(place, request.tenant),
            };
            // What all draw belongs to all, as nodes do.
            let new = Counter::new(limit.most, limit.amount.cause(), limit.amount == Amount::Power);
            dues.counters.push((self.number(key, new), share));
        }
        for &(licence, tokens) in &rules.class(request.class).licences {
            let most = u64::from(rules.licences[usize::from(licence)].count);
            let new = Counter::new(most, Cause::Limit, true);
            dues.counters.push((self.number(Key::Licence(licence), new), u64::from(tokens)));
        }
        if let Some(array) = terms.and_then(|terms| terms.array) {
            let most = u64::from(array.running_most);
            let new = Counter::new(most, Cause::Limit, false);
            dues.counters.push((self.number(Key::Array(array.array), new), 1));
        }
        if !rules.quotas.is_empty() {
            dues.quota_units = center.quota_units(request);
            dues.quota = rules.quotas.iter().position(|quota| quota.groups.contains(&request.group));
        }
        if let (Some(place), true) = (dues.quota, 0 < dues.quota_units) {
            let quota = &rules.quotas[place];
            let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
            if let Some(most) = most {
                let most = u64::from(most);
                let new = Counter::new(most, Cause::Quota, false);
                dues.counters.push((self.number(Key::QuotaMost(place), new), u64::from(dues.quota_units)));
            }
        }
        dues
    }

    fn number(&mut self, key: Key, new: Counter) -> u32 {
        let counters = &mut self.counters;
        *self.places.entry(key).or_insert_with(|| {
            counters.push(new);
            counters.len() as u32 - 1
        })
    }

    /// What a job lacks now: why it may not start whatever nodes are free, and whether all could lack it. Of several causes the
    /// first in their order.
    pub(super) fn lacks(&self, center: &Center, dues: &Dues, now: Time) -> Option<(Cause, bool)> {
        let counters = dues.counters.iter().filter_map(|&(number, amount)| {
            let counter = self.counter(number);
            (counter.most < counter.held.saturating_add(amount)).then_some((counter.cause, counter.is_shared))
        });
        let month = center.rules.month(now);
        let budgets = dues.budgets.iter().filter_map(|budget| {
            let (limit, tenant) = budget.key;
            let spent = self.spent.get(&(limit, tenant, month)).copied().unwrap_or(0);
            (budget.most < spent.saturating_add(budget.whole))
                .then_some((center.rules.limits[limit].amount.cause(), false))
        });
        let lacks = counters.chain(budgets).min();
        let quota = || (!self.quota_lets(center, dues)).then_some((Cause::Quota, false));
        // Nothing but power is after the quota.
        if lacks.is_none_or(|(cause, _)| Cause::Quota < cause) { quota().or(lacks) } else { lacks }
    }

    /// Everything that a job lacks now, for people.
    pub(super) fn lacking(&self, center: &Center, dues: &Dues, now: Time) -> Vec<Lack> {
        let counters = dues.counters.iter().map(|&(number, need)| {
            let Counter { most, held, .. } = self.counter(number);
            Lack { what: self.counted(number), most, held, need }
        });
        let month = center.rules.month(now);
        let budgets = dues.budgets.iter().map(|budget| {
            let (limit, tenant) = budget.key;
            let held = self.spent.get(&(limit, tenant, month)).copied().unwrap_or(0);
            Lack { what: Counted::Limit(limit), most: budget.most, held, need: budget.whole }
        });
        let mut lacks: Vec<Lack> = counters.chain(budgets).collect();
        lacks.retain(|lack| lack.most < lack.held.saturating_add(lack.need));
        if lacks.is_empty() && !self.quota_lets(center, dues) {
            let (most, need) = (u64::from(center.quota_capacity()), u64::from(dues.quota_units));
            lacks.push(Lack { what: Counted::Borrowing, most, held: self.held, need });
        }
        lacks
    }

    /// Whether what another job took counts towards what this one lacks.
    pub(super) fn compete(&self, what: Counted, mine: &Dues, theirs: &Dues) -> bool {
        let counts = |(number, _): &(u32, u64)| {
            self.counted(*number) == what && mine.counters.iter().any(|(own, _)| own == number)
        };
        let spends = |budget: &Budget| {
            Counted::Limit(budget.key.0) == what && mine.budgets.iter().any(|own| own.key == budget.key)
        };
        let borrows = what == Counted::Borrowing && 0 < theirs.quota_units;
        borrows || theirs.counters.iter().any(counts) || theirs.budgets.iter().any(spends)
    }

    fn counted(&self, number: u32) -> Counted {
        let key = self.places.iter().find(|(_, place)| **place == number).map(|(key, _)| *key);
        match key.expect("a counter is made with its place") {
            Key::Limit(limit) | Key::OfTenant(limit, _) => Counted::Limit(limit),
            Key::Licence(licence) => Counted::Licence(licence),
            Key::Array(array) => Counted::Array(array),
            Key::QuotaMost(quota) => Counted::QuotaMost(quota),
        }
    }

    /// Whether a job is within what its quota is sure of, or may borrow what it takes beyond that. A job that
    /// never borrows has a counter that holds no more than what it is sure of.
    fn quota_lets(&self, center: &Center, dues: &Dues) -> bool {
        let quotas = &center.rules.quotas;
        if quotas.is_empty() || dues.quota_units == 0 || self.is_within_guarantee(center, dues) {
            return true;
        }
        // What others keep for themselves even while it idles.
        let kept = |(place, quota): (usize, &Quota)| {
            let own = dues.quota == Some(place);
            let idle = u64::from(quota.guaranteed).saturating_sub(self.quotas[place]);
            if own || quota.lends { 0 } else { idle }
        };
        let kept: u64 = quotas.iter().enumerate().map(kept).sum();
        self.held + u64::from(dues.quota_units) + kept <= u64::from(center.quota_capacity())
    }

    /// Whether a job that started now would be within what its quota is sure of.
    pub(super) fn is_within_guarantee(&self, center: &Center, dues: &Dues) -> bool {
        dues.quota.is_some_and(|own| {
            self.quotas[own] + u64::from(dues.quota_units) <= u64::from(center.rules.quotas[own].guaranteed)
        })
    }

    /// Whether these jobs may start all at once.
    pub(super) fn allow_together<'d>(
        &self,
        center: &Center,
        all: impl Iterator<Item = &'d Dues>,
        now: Time,
    ) -> bool {
        let mut trial = self.clone();
        for dues in all {
            if trial.lacks(center, dues, now).is_some() {
                return false;
            }
            trial.take(center, dues.clone(), now);
        }
        true
    }

    /// Whether anything that is counted may keep a waiting job from starting, now or in a plan.
    pub(super) fn may_bind(&self, center: &Center, now: Time) -> bool {
        0 < self.busy || !self.months_suffice(center, now) || !self.borrowing_suffices(center)
    }

    fn months_suffice(&self, center: &Center, now: Time) -> bool {
        let month = center.rules.month(now);
        self.asked.iter().all(|(&(limit, tenant), asked)| {
            let spent = self.spent.get(&(limit, tenant, month)).copied().unwrap_or(0);
            u128::from(spent) + asked <= u128::from(center.rules.limits[limit].most)
        })
    }

    fn borrowing_suffices(&self, center: &Center) -> bool {
        let keepers = center.rules.quotas.iter().filter(|quota| !quota.lends);
        let kept: u64 = keepers.map(|quota| u64::from(quota.guaranteed)).sum();
        self.units_asked == 0 || self.held + self.units_asked + kept <= u64::from(center.quota_capacity())
    }

    /// A job that needs this waits from now on.
    pub(super) fn ask(&mut self, dues: &Dues) {
        for &(number, amount) in &dues.counters {
            self.change(number, |counter| counter.asked += u128::from(amount));
        }
        for budget in &dues.budgets {
            *self.asked.entry(budget.key).or_default() += u128::from(budget.whole);
        }
        self.units_asked += u64::from(dues.quota_units);
    }

    /// A job that needs this waits no longer.
    pub(super) fn ask_no_more(&mut self, dues: &Dues) {
        for &(number, amount) in &dues.counters {
            self.change(number, |counter| counter.asked -= u128::from(amount));
        }
        for budget in &dues.budgets {
            let asked = self.asked.get_mut(&budget.key).expect("it was asked for");
            *asked -= u128::from(budget.whole);
        }
        self.units_asked -= u64::from(dues.quota_units);
    }

    /// Changes a counter, and takes note of whether it is idle.
    fn change(&mut self, number: u32, change: impl FnOnce(&mut Counter)) {
        let counter = &mut self.counters[number as usize];
        self.busy -= usize::from(!counter.is_idle());
        change(counter);
        self.busy += usize::from(!counter.is_idle());
    }

    /// Takes note of what a job holds that starts now.
    pub(super) fn take(&mut self, center: &Center, dues: Dues, now: Time) -> Stake {
        let month = center.rules.month(now);
        for &(number, amount) in &dues.counters {
            self.change(number, |counter| {
                counter.held += amount;
                assert!(counter.held <= counter.most, "{} held of a limit of {}", counter.held, counter.most);
            });
        }
        for budget in &dues.budgets {
            let (limit, tenant) = budget.key;
            *self.spent.entry((limit, tenant, month)).or_default() += budget.whole;
        }
        self.held += u64::from(dues.quota_units);
        if let Some(own) = dues.quota {
            self.quotas[own] += u64::from(dues.quota_units);
        }
        Stake { dues, month }
    }

    /// Gives back what a job held that ran from one instant until another; of a month, what it did not use of what was set aside.
    pub(super) fn give(&mut self, rates: &Rates, stake: &Stake, (from, until): (Time, Time)) {
        let dues = &stake.dues;
        for &(number, amount) in &dues.counters {
            self.change(number, |counter| counter.held -= amount);
        }
        for budget in &dues.budgets {
            let (limit, tenant) = budget.key;
            let used = match budget.rate {
                Rate::Steady(rate) => rate.saturating_mul(from.until(until).as_micros()),
                Rate::Hourly(hourly) => rates.cost(hourly, (from, until)),
            };
            let used = used.min(budget.whole);
            let spent = self.spent.get_mut(&(limit, tenant, stake.month));
            *spent.expect("it was set aside at the start") -= budget.whole - used;
        }
        self.held -= u64::from(dues.quota_units);
        if let Some(own) = dues.quota {
            self.quotas[own] -= u64::from(dues.quota_units);
        }
    }
}

/// What a job takes of a month; nothing where it costs nothing.
fn budget(place: usize, limit: &Limit, (center, request): (&Center, &Request), whole: u64) -> Option<Budget> {
    let tenant = match limit.each {
        Each::Together => TenantId(0),
        Each::Tenant => request.tenant,
    };
    let rate = match limit.amount {
        Amount::Money => Rate::Hourly(center.rules.rates.hourly(center, request)?),
        Amount::CoreTime
        | Amount::AcceleratorTime
        | Amount::NodeTime
        | Amount::RunningJobs
        | Amount::WaitingJobs
        | Amount::Cores
        | Amount::Accelerators
        | Amount::Nodes
        | Amount::Power => Rate::Steady(whole.checked_div(request.walltime.as_micros()).unwrap_or(0)),
    };
    Some(Budget { key: (place, tenant), most: limit.most, whole, rate })
}
