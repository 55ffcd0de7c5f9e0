//! What tenants and accounts used of late, which is how fair share judges them.
//!
//! Usage is the integral of the units that somebody holds, and is forgotten with a half-life: `du/dt = units - u ln 2 / half-life`.
//! All usages are forgotten at one pace. So they are kept as they would be had nothing been forgotten, in seconds that grow
//! longer instead: a ledger is touched only when one of its own jobs starts or ends, and two ledgers compare at every instant
//! by one multiplication each. Who wants to know what had been used when the present period began, and asks later, is told from
//! what a ledger keeps of that instant when it is touched for the first time in a period.

use crate::model::{Span, TenantId, Time};
use std::collections::BTreeMap;

/// How usage is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) struct Forgetting {
    /// After how long half of it is forgotten; nothing where it never is.
    pub(in crate::policy) half_life: Option<Span>,
    /// How often all of it is forgotten at once, if ever.
    pub(in crate::policy) reset: Option<Span>,
    /// How long the periods are at whose beginnings it is asked for, if it is not for the present instant.
    pub(in crate::policy) period: Option<Span>,
}

impl Forgetting {
    /// The half-life of seven days that Slurm has unless it is told otherwise (`PriorityDecayHalfLife`).
    pub(in crate::policy) const WEEKLY: Forgetting =
        Forgetting { half_life: Some(Span::from_secs(7 * 86_400)), reset: None, period: None };
}

/// A clock whose seconds grow with the half-life, so that what is added later weighs more.
#[derive(Debug, Clone, Copy)]
struct Clock {
    half_life: Option<Span>,
    /// When its seconds were as long as real ones.
    origin: Time,
}

/// After so many half-lives the clock is set back, long before its numbers are too large to be counted.
const HALF_LIVES_MAX: u64 = 64;

impl Clock {
    /// How long its seconds are.
    fn growth(&self, at: Time) -> f64 {
        self.half_life.map_or(1.0, |half_life| {
            // A period may have begun before the clock was set back.
            let passed = self.origin.until(at).as_secs_f64() - at.until(self.origin).as_secs_f64();
            libm::exp2(passed / half_life.as_secs_f64())
        })
    }

    /// What it shows: the integral of its growth.
    fn reading(&self, at: Time) -> Reading {
        let growth = self.growth(at);
        let shows = match self.half_life {
            Some(half_life) => half_life.as_secs_f64() / std::f64::consts::LN_2 * growth,
            None => at.since(Time::ZERO).as_secs_f64(),
        };
        Reading { shows, growth }
    }

    /// Sets the clock back by whole half-lives when it is due. Returns by how much its seconds have become shorter.
    fn set_back(&mut self, now: Time) -> Option<f64> {
        let half_life = self.half_life?;
        let passed = now.since(self.origin).as_micros() / half_life.as_micros();
        if passed < HALF_LIVES_MAX {
            return None;
        }
        self.origin = self.origin + Span::from_micros(half_life.as_micros() * passed);
        // A power of two: nothing is rounded.
        Some(libm::exp2(-(passed as f64)))
    }
}

/// An instant by the clock of a usage.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Reading {
    shows: f64,
    growth: f64,
}

/// The period that has begun, by its number and by what the clock showed then.
#[derive(Debug, Clone, Copy)]
struct Period {
    number: u64,
    shows: f64,
}

/// What one of them used, in unit-seconds of the clock.
#[derive(Debug, Clone, Copy, Default)]
struct Ledger {
    /// As of `shows`.
    used: f64,
    /// What its running jobs hold.
    units: u64,
    shows: f64,
    /// What had been used at the beginning of the period in which it was touched last.
    used_before: f64,
    period: u64,
}

impl Ledger {
    fn at(&self, shows: f64) -> f64 {
        self.used + self.units as f64 * (shows - self.shows)
    }

    fn before(&self, period: Period) -> f64 {
        if self.period == period.number { self.used_before } else { self.at(period.shows) }
    }

    fn settle(&mut self, shows: f64, period: Period) {
        self.used_before = self.before(period);
        self.period = period.number;
        self.used = self.at(shows);
        self.shows = shows;
    }
}

/// The ledgers of all who are judged.
#[derive(Debug)]
pub(in crate::policy) struct Usage {
    clock: Clock,
    reset: Option<Span>,
    resets: u64,
    period_length: Option<Span>,
    period: Period,
    ledgers: Vec<Ledger>,
    /// By tenant, where his ledger is; a log's user numbers may be far apart.
    places: BTreeMap<TenantId, u32>,
}

impl Usage {
    /// So many empty ledgers, which are no tenant's.
    pub(in crate::policy) fn new(forgetting: Forgetting, ledgers: usize) -> Usage {
        let Forgetting { half_life, reset, period } = forgetting;
        let clock = Clock { half_life, origin: Time::ZERO };
        let shows = clock.reading(Time::ZERO).shows;
        Usage {
            clock,
            reset,
            resets: 0,
            period_length: period,
            period: Period { number: 0, shows },
            ledgers: vec![Ledger::default(); ledgers],
            places: BTreeMap::new(),
        }
    }

    /// Where the ledger of a tenant is; opens one for who has none.
    pub(in crate::policy) fn place_of(&mut self, tenant: TenantId) -> u32 {
        let next = self.ledgers.len() as u32;
        let place = *self.places.entry(tenant).or_insert(next);
        if place == next {
            self.ledgers.push(Ledger::default());
        }
        place
    }

    /// Where the ledger of a tenant is, if he has one.
    pub(in crate::policy) fn known(&self, tenant: TenantId) -> Option<u32> {
        self.places.get(&tenant).copied()
    }

    /// Lets the time pass up to now.
    pub(in crate::policy) fn advance(&mut self, now: Time) {
        if let Some(length) = self.reset {
            let due = whole(now, length);
            if self.resets < due {
                self.resets = due;
                self.forget_all(Time::ZERO + Span::from_micros(length.as_micros() * due));
            }
        }
        if let Some(shorter) = self.clock.set_back(now) {
            self.period.shows *= shorter;
            for ledger in &mut self.ledgers {
                ledger.used *= shorter;
                ledger.shows *= shorter;
                ledger.used_before *= shorter;
            }
        }
        self.begin_period(now);
    }

    /// Lets the period begin in which this instant lies.
    fn begin_period(&mut self, at: Time) {
        if let Some(length) = self.period_length {
            let number = whole(at, length);
            if self.period.number < number {
                let shows = self.clock.reading(beginning(number, length)).shows;
                self.period = Period { number, shows };
            }
        }
    }

    fn forget_all(&mut self, at: Time) {
        self.begin_period(at);
        let shows = self.clock.reading(at).shows;
        for ledger in &mut self.ledgers {
            ledger.settle(shows, self.period);
            ledger.used = 0.0;
            if self.period_length.is_some_and(|length| beginning(self.period.number, length) == at) {
                ledger.used_before = 0.0;
            }
        }
    }

    /// What the clock shows at an instant to which the time has passed.
    pub(in crate::policy) fn reading(&self, now: Time) -> Reading {
        self.clock.reading(now)
    }

    /// What was used of late in the unit-seconds of the clock: good for comparisons at one instant.
    pub(in crate::policy) fn relative(&self, place: u32, reading: Reading) -> f64 {
        self.ledgers[place as usize].at(reading.shows)
    }

    /// The same when the present period began.
    pub(in crate::policy) fn relative_before(&self, place: u32) -> f64 {
        self.ledgers[place as usize].before(self.period)
    }

    /// What a tenant used of late, in unit-seconds.
    pub(in crate::policy) fn of_tenant(&self, tenant: TenantId, reading: Reading) -> f64 {
        let place = self.places.get(&tenant);
        place.map_or(0.0, |place| self.relative(*place, reading) / reading.growth)
    }

    /// Learns that a job held in this ledger began.
    pub(in crate::policy) fn started(&mut self, place: u32, units: u32, reading: Reading) {
        let ledger = &mut self.ledgers[place as usize];
        ledger.settle(reading.shows, self.period);
        ledger.units += u64::from(units);
    }

    /// Learns that it ended.
    pub(in crate::policy) fn ended(&mut self, place: u32, units: u32, reading: Reading) {
        let ledger = &mut self.ledgers[place as usize];
        ledger.settle(reading.shows, self.period);
        ledger.units -= u64::from(units);
    }
}

/// How many whole spans of this length have passed.
const fn whole(now: Time, length: Span) -> u64 {
    Time::ZERO.until(now).as_micros() / length.as_micros()
}

/// When the span of this number began.
pub(super) fn beginning(number: u64, length: Span) -> Time {
    Time::ZERO + Span::from_micros(number * length.as_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_LIFE: Span = Span::from_secs(100);

    fn usage(half_life: Option<Span>, reset: Option<Span>) -> Usage {
        Usage::new(Forgetting { half_life, reset, period: None }, 1)
    }

    /// What the only ledger says, in unit-seconds.
    fn used(usage: &mut Usage, now: Time) -> f64 {
        usage.advance(now);
        let reading = usage.reading(now);
        usage.relative(0, reading) / reading.growth
    }

    fn hold(usage: &mut Usage, now: Time, started: u32, ended: u32) {
        usage.advance(now);
        usage.started(0, started, usage.reading(now));
        usage.ended(0, ended, usage.reading(now));
    }

    #[test]
    fn usage_halves_in_a_half_life_and_grows_by_the_closed_form() {
        let mut usage = usage(Some(HALF_LIFE), None);
        hold(&mut usage, Time::ZERO, 10, 0);
        // Ten units held for one half-life: 10 * 100 / ln 2 * (1 - 1/2) = 721.35 unit-seconds.
        assert!((used(&mut usage, Time::from_secs(100)) - 721.347_520_444).abs() < 1e-8);
        hold(&mut usage, Time::from_secs(100), 0, 10);
        assert!((used(&mut usage, Time::from_secs(300)) - 721.347_520_444 / 4.0).abs() < 1e-8);
    }

    #[test]
    fn without_a_half_life_nothing_is_forgotten_until_the_reset() {
        let mut usage = usage(None, Some(Span::from_secs(1_000)));
        hold(&mut usage, Time::from_secs(10), 3, 0);
        assert_eq!(used(&mut usage, Time::from_secs(999)), 3.0 * 989.0);
        assert_eq!(used(&mut usage, Time::from_secs(1_000)), 0.0);
        assert_eq!(used(&mut usage, Time::from_secs(3_007)), 21.0);
    }

    #[test]
    fn a_year_of_jobs_is_what_adding_up_every_second_gives() {
        // Jobs of 1 to 16 units start and end at any second of a year, at a half-life of seven days. The plain sum forgets at
        // every second what is forgotten in a second, and adds what a second of holding leaves at its end; both are exact, so
        // that only rounding may differ: less than one unit-second in the hundreds of millions of a year.
        const YEAR: u64 = 365 * 86_400;
        let half_life = Span::from_secs(7 * 86_400);
        let mut usage = usage(Some(half_life), None);
        let kept = libm::exp2(-1.0 / half_life.as_secs_f64());
        let left = half_life.as_secs_f64() / std::f64::consts::LN_2 * (1.0 - kept);
        let (mut plain, mut units, mut state) = (0.0, 0_u32, 5_u64);
        let mut furthest = 0.0_f64;
        for second in 0..YEAR {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = state >> 33;
            // An event every five minutes, on average.
            if draw % 300 == 0 {
                let now = Time::from_secs(second);
                let size = (draw / 300 % 16) as u32 + 1;
                let (started, ended) = if units < 600 { (size, 0) } else { (0, units) };
                hold(&mut usage, now, started, ended);
                units = units + started - ended;
                furthest = furthest.max((used(&mut usage, now) - plain).abs());
            }
            plain = plain * kept + f64::from(units) * left;
        }
        assert!(1e7 < plain && furthest < 1.0, "{plain}, off by {furthest}");
        assert!((used(&mut usage, Time::from_secs(YEAR)) - plain).abs() < 1.0);
    }

    #[test]
    fn setting_the_clock_back_changes_no_comparison() {
        let mut usage = Usage::new(Forgetting { half_life: Some(HALF_LIFE), reset: None, period: None }, 2);
        let at = |usage: &mut Usage, secs| {
            usage.advance(Time::from_secs(secs));
            usage.reading(Time::from_secs(secs))
        };
        usage.started(0, 4, usage.reading(Time::ZERO));
        usage.started(1, 1, usage.reading(Time::ZERO));
        // Long after both have reached what holding them for ever comes to: 100 / ln 2 each unit.
        let reading = at(&mut usage, 1_000_000);
        let full = 100.0 / std::f64::consts::LN_2;
        assert!((usage.relative(0, reading) / reading.growth - 4.0 * full).abs() < 1e-6);
        assert!((usage.relative(1, reading) / reading.growth - full).abs() < 1e-6);
    }
}
