//! When arrivals happen: hours of the week, growth, and fixed cycles, all in civil time.

use crate::model::{Chance, Time};
use crate::workload::application::uniform;
use jiff::civil::DateTime;
use rand_distr::{Distribution as _, Exp1};

const HOUR_SECS: u64 = 3600;
const DAY_SECS: u64 = 86_400;
const WEEK_HOURS: u64 = 168;
const YEAR_DAYS: f64 = 365.0;

/// Where simulated time lies in the civil week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    /// Seconds from Monday midnight to time 0.
    offset_secs: u64,
}

impl Calendar {
    pub(super) fn new(start: DateTime) -> Calendar {
        let days =
            u64::try_from(start.weekday().to_monday_zero_offset()).expect("an offset from Monday, 0 to 6");
        let part = |value: i8| u64::try_from(value).expect("hours, minutes and seconds are not negative");
        let secs = part(start.hour()) * HOUR_SECS + part(start.minute()) * 60 + part(start.second());
        Calendar { offset_secs: days * DAY_SECS + secs }
    }

    /// Whole hours from the first Monday midnight to the civil hour in which this second lies.
    const fn hour_of(self, secs: u64) -> u64 {
        (self.offset_secs + secs) / HOUR_SECS
    }

    /// When a civil hour begins, in seconds of simulated time; negative before time 0.
    const fn start_of(self, hour: u64) -> i64 {
        (hour * HOUR_SECS) as i64 - self.offset_secs as i64
    }
}

/// The factor by which demand has grown on the day of this second.
pub(super) fn growth_at(secs: u64, growth_per_year: f64) -> f64 {
    if growth_per_year == 0.0 {
        return 1.0;
    }
    libm::pow(1.0 + growth_per_year, (secs / DAY_SECS) as f64 / YEAR_DAYS)
}

/// A Poisson process whose rate is constant within each civil hour.
#[derive(Debug, Clone)]
pub(super) struct Poisson {
    calendar: Calendar,
    /// Arrivals a second in each hour of the week, at the start.
    rates: Vec<f64>,
    growth_per_year: f64,
    /// The civil hour that has been reached, and the instant within it, in seconds of simulated time.
    hour: u64,
    at_secs: f64,
    rate: f64,
}

impl Poisson {
    /// So many arrivals a day on average over a week, from `since` on.
    pub(super) fn new(
        calendar: Calendar,
        hours: &[f64; 24],
        weekend: f64,
        per_day: f64,
        growth_per_year: f64,
        since: Time,
    ) -> Poisson {
        let day = |day: usize| if day < 5 { 1.0 } else { weekend };
        let mut rates: Vec<f64> =
            (0..WEEK_HOURS as usize).map(|hour| hours[hour % 24] * day(hour / 24)).collect();
        let all: f64 = rates.iter().sum();
        for rate in &mut rates {
            *rate *= per_day * 7.0 / all / HOUR_SECS as f64;
        }
        let hour = calendar.hour_of(since.as_secs());
        // Submissions are whole seconds, so the first may not lie in a second that has begun before `since`.
        let at_secs = since.as_micros().div_ceil(1_000_000) as f64;
        let mut poisson = Poisson { calendar, rates, growth_per_year, hour, at_secs, rate: 0.0 };
        poisson.rate = poisson.rate_now();
        poisson
    }

    fn rate_now(&self) -> f64 {
        let start = u64::try_from(self.calendar.start_of(self.hour)).unwrap_or(0);
        self.rates[(self.hour % WEEK_HOURS) as usize] * growth_at(start, self.growth_per_year)
    }

    /// The next arrival as a whole second, or none before `end`.
    pub(super) fn next(&mut self, end: Time, chance: &mut Chance) -> Option<Time> {
        // The integral of the rate from one arrival to the next is exponential with mean 1.
        let mut left: f64 = Exp1.sample(chance);
        let end_secs = end.as_micros() as f64 / 1e6;
        loop {
            let border = self.calendar.start_of(self.hour + 1) as f64;
            let in_hour = (border - self.at_secs) * self.rate;
            if left < in_hour {
                self.at_secs += left / self.rate;
                break;
            }
            left -= in_hour;
            self.hour += 1;
            self.at_secs = border;
            self.rate = self.rate_now();
            if end_secs <= border {
                return None;
            }
        }
        let at = Time::from_secs(self.at_secs as u64);
        if at < end { Some(at) } else { None }
    }
}

/// Cycles at fixed hours of the day, each with one step for each part of the application.
#[derive(Debug, Clone)]
pub(super) struct Cycles {
    calendar: Calendar,
    hours: &'static [u64],
    jitter_secs: u64,
    /// For each part: how many jobs a cycle brings at the start, how long after its begin, and what is still owed.
    parts: Vec<CyclePart>,
    growth_per_year: f64,
    /// The next civil hour to look at.
    hour: u64,
    /// Steps of the cycle that has begun, the next one last.
    steps: Vec<(Time, usize)>,
}

/// One part of a cycle.
#[derive(Debug, Clone)]
struct CyclePart {
    per_cycle: f64,
    delay_secs: u64,
    owed: f64,
}

impl Cycles {
    /// Cycles from `since` on; each part is its share of all jobs and its delay.
    pub(super) fn new(
        calendar: Calendar,
        (hours, jitter_secs): (&'static [u64], u64),
        parts: &[(f64, u64)],
        per_day: f64,
        growth_per_year: f64,
        since: Time,
    ) -> Cycles {
        let per_cycle = per_day / hours.len() as f64;
        // Parts that come less often than once a cycle start at different depths of debt, so that they take turns.
        let part = |(place, &(share, delay_secs)): (usize, &(f64, u64))| CyclePart {
            per_cycle: share * per_cycle,
            delay_secs,
            owed: (place as f64 + 0.5) / parts.len() as f64,
        };
        let parts = parts.iter().enumerate().map(part).collect();
        // A cycle that began before is left out as a whole: a forecast without its analysis would be no forecast.
        let reached = calendar.hour_of(since.as_secs());
        let begun = calendar.start_of(reached) < since.as_micros().div_ceil(1_000_000) as i64;
        let hour = reached + u64::from(begun);
        Cycles { calendar, hours, jitter_secs, parts, growth_per_year, hour, steps: Vec::new() }
    }

    /// The next step and its part, or none before `end`.
    pub(super) fn next(&mut self, end: Time, chance: &mut Chance) -> Option<(Time, usize)> {
        while self.steps.is_empty() {
            let begin = self.calendar.start_of(self.hour);
            if end.as_secs() as i64 <= begin {
                return None;
            }
            if self.hours.contains(&(self.hour % 24)) {
                let begin = u64::try_from(begin).expect("cycles begin after `since`, which is not negative");
                self.begin_cycle(begin, chance);
            }
            self.hour += 1;
        }
        let step = self.steps.pop()?;
        if step.0 < end { Some(step) } else { None }
    }

    fn begin_cycle(&mut self, begin: u64, chance: &mut Chance) {
        let growth = growth_at(begin, self.growth_per_year);
        let late = (uniform(chance) * (self.jitter_secs + 1) as f64) as u64;
        for (place, part) in self.parts.iter_mut().enumerate() {
            part.owed += part.per_cycle * growth;
            while 1.0 <= part.owed {
                part.owed -= 1.0;
                self.steps.push((Time::from_secs(begin + part.delay_secs + late), place));
            }
        }
        self.steps.sort_unstable();
        self.steps.reverse();
    }
}
