//! What tenants and accounts used of late, which is how fair share judges them.
//!
//! Usage is the integral of the units that somebody holds, and is forgotten with a half-life: `du/dt = units - u ln 2 / half-life`.
//! All usages are forgotten at one pace. So they are kept as they would be had nothing been forgotten, in seconds that grow
//! longer instead: a ledger is touched only when one of its own jobs starts or ends, and two ledgers compare at every instant
//! by one multiplication each. What had been used when the present period began is known later, too: a ledger keeps it when it is
//! touched for the first time in a period.

mod clock;

use super::places::Places;
use crate::model::{Span, TenantId, Time};
use clock::Clock;
pub(in crate::policy) use clock::Reading;
use serde::{Deserialize, Serialize};

/// How usage is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// The period that has begun, by its number and by what the clock showed then.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Period {
    number: u64,
    shows: f64,
}

/// What one of them used, in unit-seconds of the clock.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct Usage {
    clock: Clock,
    reset: Option<Span>,
    resets: u64,
    period_length: Option<Span>,
    period: Period,
    /// Up to when the time has passed, and what the clock shows then.
    now: Time,
    reading: Reading,
    ledgers: Vec<Ledger>,
    /// Where the ledgers of tenants are.
    places: Places,
}

impl Usage {
    /// So many empty ledgers, which are no tenant's.
    pub(in crate::policy) fn new(forgetting: Forgetting, ledgers: usize) -> Usage {
        let Forgetting { half_life, reset, period } = forgetting;
        let clock = Clock { half_life, origin: Time::ZERO };
        let reading = clock.reading(Time::ZERO);
        Usage {
            clock,
            reset,
            resets: 0,
            period_length: period,
            period: Period { number: 0, shows: reading.shows },
            now: Time::ZERO,
            reading,
            ledgers: vec![Ledger::default(); ledgers],
            places: Places::default(),
        }
    }

    /// Where the ledger of a tenant is; opens one for who has none.
    pub(in crate::policy) fn place_of(&mut self, tenant: TenantId) -> u32 {
        let next = self.ledgers.len() as u32;
        let place = self.places.get_or(tenant, next);
        if place == next {
            self.ledgers.push(Ledger::default());
        }
        place
    }

    /// Where the ledger of a tenant is, if it has one.
    pub(in crate::policy) fn known(&self, tenant: TenantId) -> Option<u32> {
        self.places.get(tenant)
    }

    /// Lets the time pass up to now.
    pub(in crate::policy) fn advance(&mut self, now: Time) {
        if self.now == now {
            return;
        }
        self.now = now;
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
        self.reading = self.clock.reading(now);
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

    /// What the clock shows at the instant up to which the time has passed.
    pub(in crate::policy) const fn reading(&self) -> Reading {
        self.reading
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
        let place = self.places.get(tenant);
        place.map_or(0.0, |place| self.relative(place, reading) / reading.growth)
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
        let reading = usage.reading();
        usage.relative(0, reading) / reading.growth
    }

    fn hold(usage: &mut Usage, now: Time, started: u32, ended: u32) {
        usage.advance(now);
        usage.started(0, started, usage.reading());
        usage.ended(0, ended, usage.reading());
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
        // From when to when so many units were held, for a third way: the integral, a piece for each time.
        let mut held: Vec<(u64, u64, u32)> = Vec::new();
        let integral = |held: &[(u64, u64, u32)], now: u64| -> f64 {
            let kept_of = |at: u64| libm::exp2(-((now - at) as f64) / half_life.as_secs_f64());
            let piece =
                |&(from, to, units): &(u64, u64, u32)| f64::from(units) * (kept_of(to) - kept_of(from));
            half_life.as_secs_f64() / std::f64::consts::LN_2 * held.iter().map(piece).sum::<f64>()
        };
        let mut since = 0;
        for second in 0..YEAR {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = state >> 33;
            // An event every five minutes, on average.
            if draw % 300 == 0 {
                let now = Time::from_secs(second);
                let size = (draw / 300 % 16) as u32 + 1;
                let (started, ended) = if units < 600 { (size, 0) } else { (0, units) };
                hold(&mut usage, now, started, ended);
                held.push((since, second, units));
                since = second;
                units = units + started - ended;
                furthest = furthest.max((used(&mut usage, now) - plain).abs());
            }
            // Any second is as good as one at which something happens: one a day, or so, is looked at.
            if draw % 86_399 == 0 {
                held.push((since, second, units));
                since = second;
                let (found, expected) = (used(&mut usage, Time::from_secs(second)), integral(&held, second));
                assert!((found - expected).abs() < 1e-3, "at {second}: {found}, the integral is {expected}");
                furthest = furthest.max((found - plain).abs());
            }
            plain = plain * kept + f64::from(units) * left;
        }
        assert!(1e7 < plain && furthest < 1.0, "{plain}, off by {furthest}");
        assert!((used(&mut usage, Time::from_secs(YEAR)) - plain).abs() < 1.0);
    }

    #[test]
    fn what_had_been_used_when_a_period_began_is_what_was_said_then() {
        // One usage is asked at every beginning of a period; the other later in it, after whatever has happened since. Over all
        // that, the clock is set back and everything forgotten, in the middle of a period and at the end of one.
        let period = Some(Span::from_secs(70));
        for (half_life, reset) in [(Some(HALF_LIFE), None), (Some(HALF_LIFE), Some(910)), (None, Some(1_000))]
        {
            let reset = reset.map(Span::from_secs);
            let mut usage = Usage::new(Forgetting { half_life, reset, period }, 3);
            let (mut then, mut units) = ([0.0; 3], [0_u32; 3]);
            let mut state = 9_u64;
            for second in 0..40_000 {
                let now = Time::from_secs(second);
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let draw = state >> 33;
                let of = |usage: &Usage, place: u32| usage.relative(place, usage.reading());
                if second % 70 == 0 {
                    let mut twin = usage.clone();
                    twin.advance(now);
                    then = [0, 1, 2].map(|place| of(&twin, place) / twin.reading().growth);
                }
                // Long silences, and many touches in one period.
                if draw.is_multiple_of(40) && second % 9_000 < 5_000 {
                    let place = (draw / 40 % 3) as usize;
                    usage.advance(now);
                    if units[place] == 0 {
                        units[place] = (draw / 120 % 16) as u32 + 1;
                        usage.started(place as u32, units[place], usage.reading());
                    } else {
                        usage.ended(place as u32, units[place], usage.reading());
                        units[place] = 0;
                    }
                }
                if draw % 50 == 1 {
                    usage.advance(now);
                    let begun = usage.clock.growth(Time::from_secs(second / 70 * 70));
                    for (place, then) in then.iter().enumerate() {
                        let found = usage.relative_before(place as u32) / begun;
                        let close = (found - then).abs() <= 1e-9 * then.max(1.0);
                        assert!(close, "at {second}: {found}, then {then}");
                    }
                }
            }
        }
    }

    #[test]
    fn setting_the_clock_back_changes_no_comparison() {
        let mut usage = Usage::new(Forgetting { half_life: Some(HALF_LIFE), reset: None, period: None }, 2);
        let at = |usage: &mut Usage, secs| {
            usage.advance(Time::from_secs(secs));
            usage.reading()
        };
        usage.started(0, 4, usage.reading());
        usage.started(1, 1, usage.reading());
        // Long after both have reached what holding them for ever comes to: 100 / ln 2 each unit.
        let reading = at(&mut usage, 1_000_000);
        let full = 100.0 / std::f64::consts::LN_2;
        assert!((usage.relative(0, reading) / reading.growth - 4.0 * full).abs() < 1e-6);
        assert!((usage.relative(1, reading) / reading.growth - full).abs() < 1e-6);
    }
}
