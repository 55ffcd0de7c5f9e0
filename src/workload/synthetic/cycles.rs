//! Fixed cycles: steps of a service that come at the same hours every day, weekends and holidays too.

use super::clock::Calendar;
use super::growth::Growth;
use super::maker::Step;
use crate::model::{Chance, Time, uniform};
use serde::{Deserialize, Serialize};

const HOUR_SECS: u64 = 3600;

/// Cycles at fixed hours of the day, each with one step for each part of the application.
#[derive(Debug, Clone)]
pub(super) struct Cycles {
    calendar: Calendar,
    hours: &'static [u64],
    jitter_secs: u64,
    /// For each part: how many jobs a cycle brings at the start, how long after its begin, and what is still owed.
    parts: Vec<CyclePart>,
    growth: Growth,
    /// The next civil hour to look at.
    hour: u64,
    /// Steps of the cycle that has begun, the next one last.
    steps: Vec<Step>,
    /// The part with which a cycle is done.
    last: usize,
}

/// All of them that changes while they go on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CyclesState {
    owed: Vec<f64>,
    hour: u64,
    steps: Vec<Step>,
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
        growth: Growth,
        since: Time,
    ) -> Cycles {
        let per_cycle = per_day / hours.len() as f64;
        // Parts that come less often than once a cycle start at different depths of debt, so that they take turns.
        let part = |(place, &(share, delay_secs)): (usize, &(f64, u64))| CyclePart {
            per_cycle: share * per_cycle,
            delay_secs,
            owed: (place as f64 + 0.5) / parts.len() as f64,
        };
        let last = (0..parts.len()).max_by_key(|place| parts[*place].1).unwrap_or(0);
        let parts = parts.iter().enumerate().map(part).collect();
        // A cycle that began before is left out as a whole: a forecast without its analysis would be no forecast.
        let reached = calendar.slot_of(since.as_secs(), HOUR_SECS);
        let begun = calendar.start_of(reached, HOUR_SECS) < since.as_micros().div_ceil(1_000_000) as i64;
        let hour = reached + u64::from(begun);
        Cycles { calendar, hours, jitter_secs, parts, growth, hour, steps: Vec::new(), last }
    }

    /// All that changes while they go on.
    pub(super) fn state(&self) -> CyclesState {
        let owed = self.parts.iter().map(|part| part.owed).collect();
        CyclesState { owed, hour: self.hour, steps: self.steps.clone() }
    }

    /// Goes on from a state; nothing when it is of an application with other parts.
    pub(super) fn take_up(&mut self, state: CyclesState) -> Option<()> {
        if state.owed.len() != self.parts.len() {
            return None;
        }
        for (part, owed) in self.parts.iter_mut().zip(state.owed) {
            part.owed = owed;
        }
        (self.hour, self.steps) = (state.hour, state.steps);
        Some(())
    }

    /// The next step, or none before `end`.
    pub(super) fn next(&mut self, end: Time, chance: &mut Chance) -> Option<Step> {
        while self.steps.is_empty() {
            let begin = self.calendar.start_of(self.hour, HOUR_SECS);
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
        if step.at < end { Some(step) } else { None }
    }

    fn begin_cycle(&mut self, begin: u64, chance: &mut Chance) {
        let growth = self.growth.over(begin, 0);
        let late = (uniform(chance) * (self.jitter_secs + 1) as f64) as u64;
        for (place, part) in self.parts.iter_mut().enumerate() {
            part.owed += part.per_cycle * growth;
            while 1.0 <= part.owed {
                part.owed -= 1.0;
                // Products are due so long after the hour of the cycle, however late it began.
                let due_from = (place == self.last).then(|| Time::from_secs(begin));
                let at = Time::from_secs(begin + part.delay_secs + late);
                self.steps.push(Step { at, part: place, due_from });
            }
        }
        self.steps.sort_unstable();
        self.steps.reverse();
    }
}
