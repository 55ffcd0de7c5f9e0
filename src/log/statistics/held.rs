//! How much was held at once, where the log says when jobs started: exact while its rows are in order.

use super::levels::Levels;
use crate::model::{Span, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// So many starts and ends may lie ahead; a log with more has a million jobs waiting and running at once.
const AHEAD_MAX: usize = 1 << 21;

/// The most units that were held at once.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Starts and ends to come: the instant, and the units more or less. At one instant, ends come first.
    ahead: BinaryHeap<Reverse<(Time, i64)>>,
    now: Time,
    held: i64,
    peak: i64,
    peak_at: Time,
    /// How large the machine is said to be.
    machine: Option<u64>,
    over: Span,
    levels: Levels,
    inexact: bool,
}

impl Held {
    /// Nothing yet, on a machine said to have so many units.
    #[must_use]
    pub fn new(machine: Option<u64>) -> Held {
        Held { machine, ..Held::default() }
    }

    /// Takes note of units that were held for a while by a job that was submitted then.
    pub fn hold(&mut self, submit: Time, units: u32, start: Time, end: Time) {
        if self.inexact {
            return;
        }
        if start < self.now || AHEAD_MAX <= self.ahead.len() {
            // What was swept over already cannot be swept again.
            self.inexact = true;
            self.ahead = BinaryHeap::new();
            return;
        }
        // No later row starts before its submission, if rows are in order.
        self.sweep(submit);
        self.ahead.push(Reverse((start, i64::from(units))));
        self.ahead.push(Reverse((end, -i64::from(units))));
    }

    /// The end of the log: the most that was held at once and when, and for how long more than the machine has, and for how long
    /// it was how much; nothing where the rows were not in order.
    #[must_use]
    pub fn finish(mut self) -> Option<(Peak, Levels)> {
        self.sweep(Time::NEVER);
        let units = u64::try_from(self.peak).unwrap_or(0);
        let peak = Peak { units, at: self.peak_at, over: self.over };
        (!self.inexact && 0 < units).then_some((peak, self.levels))
    }

    fn sweep(&mut self, until: Time) {
        while let Some(Reverse((at, units))) = self.ahead.peek().copied()
            && at < until
        {
            self.ahead.pop();
            let held = u64::try_from(self.held).unwrap_or(0);
            if self.machine.is_some_and(|machine| machine < held) {
                self.over += self.now.until(at);
            }
            self.levels.note(held, self.now.until(at));
            self.now = at;
            self.held += units;
            if self.peak < self.held {
                (self.peak, self.peak_at) = (self.held, at);
            }
        }
    }
}

/// The most that was held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peak {
    /// Units.
    pub units: u64,
    /// When that was so for the first time.
    pub at: Time,
    /// For how long more than the machine has was held.
    pub over: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(machine: u64, jobs: &[(u64, u32, u64, u64)]) -> Option<Peak> {
        let mut held = Held::new(Some(machine));
        let secs = Time::from_secs;
        for (submit, units, start, end) in jobs {
            held.hold(secs(*submit), *units, secs(*start), secs(*end));
        }
        held.finish().map(|(peak, _)| peak)
    }

    #[test]
    fn a_job_that_ends_as_another_starts_does_not_count_twice() {
        let peak = held(10, &[(0, 6, 0, 5), (0, 6, 5, 9), (1, 3, 7, 8), (2, 4, 7, 7)]);
        assert_eq!(peak, Some(Peak { units: 9, at: Time::from_secs(7), over: Span::ZERO }));
    }

    #[test]
    fn the_time_above_the_machine_is_measured() {
        let peak = held(5, &[(0, 4, 0, 10), (0, 4, 2, 6), (3, 4, 4, 5)]);
        assert_eq!(peak, Some(Peak { units: 12, at: Time::from_secs(4), over: Span::from_secs(4) }));
    }

    #[test]
    fn a_row_from_the_past_makes_it_unknown() {
        assert_eq!(held(5, &[(0, 1, 0, 1), (100, 1, 100, 101), (200, 1, 200, 201), (50, 1, 50, 51)]), None);
    }
}
