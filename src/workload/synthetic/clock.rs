//! Where simulated time lies in the civil week, and how fast things come in each part of it.

use super::super::Workload;
use super::growth::Growth;
use crate::model::{Span, Time};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

const HOUR_SECS: u64 = 3600;
const DAY_SECS: u64 = 86_400;
const WEEK_DAYS: usize = 7;

/// Where simulated time lies in the civil week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    /// Seconds from Monday midnight to time 0.
    offset_secs: u64,
    /// The day on which time 0 lies.
    first_day: Date,
}

impl Calendar {
    pub(super) fn new(start: DateTime) -> Calendar {
        let days =
            u64::try_from(start.weekday().to_monday_zero_offset()).expect("an offset from Monday, 0 to 6");
        let part = |value: i8| u64::try_from(value).expect("hours, minutes and seconds are not negative");
        let secs = part(start.hour()) * HOUR_SECS + part(start.minute()) * 60 + part(start.second());
        Calendar { offset_secs: days * DAY_SECS + secs, first_day: start.date() }
    }

    /// Whole slots of so many seconds from the first Monday midnight to the one in which this second lies.
    pub(super) const fn slot_of(self, secs: u64, slot_secs: u64) -> u64 {
        (self.offset_secs + secs) / slot_secs
    }

    /// When a slot begins, in seconds of simulated time; negative before time 0.
    pub(super) const fn start_of(self, slot: u64, slot_secs: u64) -> i64 {
        (slot * slot_secs) as i64 - self.offset_secs as i64
    }

    /// Whole days from the day of time 0 to that of the slot.
    const fn day_of(self, slot: u64, slot_secs: u64) -> usize {
        (slot * slot_secs / DAY_SECS - self.offset_secs / DAY_SECS) as usize
    }
}

/// How fast something comes: a rate that is constant within each slot of the civil day.
#[derive(Debug, Clone)]
pub(super) struct Rhythm {
    calendar: Calendar,
    slot_secs: u64,
    /// Arrivals a second in each slot of the week, at the start.
    rates: Vec<f64>,
    growth: Growth,
    /// For each day from the first on, by what the rate is multiplied; empty where that is always 1.
    day_factors: Vec<f64>,
}

/// How far somebody has come in a rhythm.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Position {
    slot: u64,
    at_secs: f64,
    rate: f64,
}

impl Rhythm {
    /// So many arrivals a day on average over a week, by the weights of the parts of the day and of the weekdays.
    pub(super) fn new(
        calendar: Calendar,
        (day, week): (&[f64], &[f64; WEEK_DAYS]),
        per_day: f64,
        (workload, growth): (&Workload, Growth),
        horizon: Span,
    ) -> Rhythm {
        let slot_secs = DAY_SECS / day.len() as u64;
        let slots = 0..WEEK_DAYS * day.len();
        let mut rates: Vec<f64> = slots.map(|slot| day[slot % day.len()] * week[slot / day.len()]).collect();
        let all: f64 = rates.iter().sum();
        for rate in &mut rates {
            *rate *= per_day * 7.0 / all / slot_secs as f64;
        }
        // One more day, as the last may be begun only; and one more, as time 0 need not be midnight.
        let days = horizon.as_secs() / DAY_SECS + 2;
        let day_factors = workload.day_factors(calendar.first_day, days);
        Rhythm { calendar, slot_secs, rates, growth, day_factors }
    }

    /// The beginning of everything after an instant.
    pub(super) fn position(&self, since: Time) -> Position {
        let slot = self.calendar.slot_of(since.as_secs(), self.slot_secs);
        // Submissions are whole seconds, so the first may not lie in a second that has begun before `since`.
        let at_secs = since.as_micros().div_ceil(1_000_000) as f64;
        Position { slot, at_secs, rate: self.rate_in(slot) }
    }

    /// A position that was reached in this rhythm, or in one that differs from it in its rates only.
    pub(super) fn resumed(&self, position: Position) -> Position {
        Position { rate: self.rate_in(position.slot), ..position }
    }

    fn rate_in(&self, slot: u64) -> f64 {
        let start = u64::try_from(self.calendar.start_of(slot, self.slot_secs)).unwrap_or(0);
        let rate =
            self.rates[(slot % self.rates.len() as u64) as usize] * self.growth.over(start, self.slot_secs);
        if self.day_factors.is_empty() {
            return rate;
        }
        let day = self.calendar.day_of(slot, self.slot_secs).min(self.day_factors.len() - 1);
        rate * self.day_factors[day]
    }

    /// Goes on until so many arrivals are to be expected; gives the whole second, or none before `end`.
    pub(super) fn advance(&self, position: &mut Position, arrivals: f64, end: Time) -> Option<Time> {
        let mut left = arrivals;
        let end_secs = end.as_micros() as f64 / 1e6;
        loop {
            let border = self.calendar.start_of(position.slot + 1, self.slot_secs) as f64;
            let in_slot = (border - position.at_secs) * position.rate;
            if left < in_slot {
                position.at_secs += left / position.rate;
                break;
            }
            left -= in_slot;
            position.slot += 1;
            position.at_secs = border;
            position.rate = self.rate_in(position.slot);
            if end_secs <= border {
                return None;
            }
        }
        let at = Time::from_secs(position.at_secs as u64);
        if at < end { Some(at) } else { None }
    }

    /// How many arrivals are to be expected, at the start, in the time that something lasts that begins at an arrival:
    /// more than in any such time, as arrivals come when the rate is high.
    pub(super) fn expected_during(&self, lasting_secs: f64) -> f64 {
        let slots = lasting_secs / self.slot_secs as f64;
        let all: f64 = self.rates.iter().sum();
        let weeks = (slots / self.rates.len() as f64).floor();
        let rest = slots - weeks * self.rates.len() as f64;
        let mut mean = 0.0;
        for (slot, rate) in self.rates.iter().enumerate() {
            mean += rate / all * self.expected_from(slot as f64 + 0.5, rest);
        }
        (weeks * all + mean) * self.slot_secs as f64
    }

    /// The sum of rates over so many slots, less than a week, from a point of the week on.
    fn expected_from(&self, from: f64, slots: f64) -> f64 {
        let (mut at, mut left, mut sum) = (from, slots, 0.0);
        while 0.0 < left {
            let part = (at.floor() + 1.0 - at).min(left);
            sum += part * self.rates[at as usize % self.rates.len()];
            at += part;
            left -= part;
        }
        sum
    }
}
