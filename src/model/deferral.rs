//! Work that may wait for greener or cheaper hours, and a value that changes with time, by which these are found.

use super::{Span, Time};
use serde::{Deserialize, Serialize};

/// By what hours are better than others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Signal {
    /// How much carbon dioxide a kilowatt-hour brings.
    #[default]
    Carbon,
    /// What it costs.
    Price,
}

/// How long jobs may be put off, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferral {
    /// The latest that they join the queue after their submission.
    pub most: Span,
    /// By what hours are good for them.
    pub signal: Signal,
}

/// What a kilowatt-hour costs and brings at a centre in the course of time, where jobs are put off for its sake.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signals {
    /// The price.
    pub price: Option<Course>,
    /// The carbon dioxide.
    pub carbon: Option<Course>,
}

impl Signals {
    /// The course of a signal, where it is known.
    #[must_use]
    pub const fn course(&self, signal: Signal) -> Option<&Course> {
        match signal {
            Signal::Price => self.price.as_ref(),
            Signal::Carbon => self.carbon.as_ref(),
        }
    }
}

/// A value that changes with time, and stays as it is after its last change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// From when on which value holds, ascending; the first from the beginning.
    steps: Vec<(Time, i64)>,
    /// The sum of value times microseconds up to each of them.
    sums: Vec<i128>,
}

impl Course {
    /// A course of values by the instants from which they hold, ascending; before the first its value holds, too. Nothing where there
    /// are none.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = (Time, i64)>) -> Option<Course> {
        let mut steps: Vec<(Time, i64)> = Vec::new();
        let mut sums: Vec<i128> = Vec::new();
        for (at, value) in values {
            match (steps.last(), sums.last()) {
                (Some((_, last)), _) if *last == value => continue,
                (Some((from, last)), Some(sum)) => {
                    sums.push(sum + i128::from(*last) * i128::from(from.until(at).as_micros()));
                    steps.push((at, value));
                }
                _ => {
                    sums.push(0);
                    steps.push((Time::ZERO, value));
                }
            }
        }
        (!steps.is_empty()).then_some(Course { steps, sums })
    }

    /// Whether it ever changes.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        self.steps.len() < 2
    }

    /// The sum of value times microseconds from the beginning until an instant.
    fn sum_until(&self, at: Time) -> i128 {
        let place = self.steps.partition_point(|(from, _)| *from <= at) - 1;
        let (from, value) = self.steps[place];
        self.sums[place] + i128::from(value) * i128::from(from.until(at).as_micros())
    }

    /// The sum of value times microseconds over a stretch of time.
    #[must_use]
    pub fn over(&self, from: Time, length: Span) -> i128 {
        self.sum_until(from + length) - self.sum_until(from)
    }

    /// When something of this length begins best, so that the sum over it is least: not before the first instant nor after the second;
    /// the earliest of equals.
    #[must_use]
    pub fn best(&self, length: Span, (earliest, latest): (Time, Time)) -> Time {
        let changes = self.steps.iter().map(|(at, _)| *at);
        // The sum is least where something begins or ends with a step, or as early or as late as may be.
        let ends = changes.clone().filter_map(|at| at.as_micros().checked_sub(length.as_micros()));
        let within = |at: &Time| earliest < *at && *at < latest;
        let mut starts: Vec<Time> = changes.chain(ends.map(Time::from_micros)).filter(within).collect();
        starts.extend([earliest, latest.max(earliest)]);
        let best = starts.into_iter().min_by_key(|start| (self.over(*start, length), *start));
        best.unwrap_or(earliest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Streams, Use};
    use rand::RngExt;

    fn secs(steps: &[(u64, i64)]) -> Course {
        Course::new(steps.iter().map(|(at, value)| (Time::from_secs(*at), *value))).expect("it has steps")
    }

    #[test]
    fn the_best_start_is_the_first_of_those_of_least_sum() {
        let course = secs(&[(0, 5), (10, 1), (20, 5), (30, 1), (40, 9)]);
        let best = |length, earliest, latest| {
            let span = (Time::from_secs(earliest), Time::from_secs(latest));
            course.best(Span::from_secs(length), span).as_micros() / 1_000_000
        };
        assert_eq!([best(10, 0, 50), best(10, 11, 50), best(10, 0, 7)], [10, 30, 7]);
        // 15 s from 10 on take 5 at the value 5, and so do those until 20; the first of them begins at 5.
        assert_eq!([best(15, 0, 60), best(0, 3, 60), best(10, 30, 30), best(5, 60, 50)], [5, 3, 30, 60]);
    }

    /// Every second is tried.
    #[test]
    fn no_start_at_a_full_second_is_better() {
        let mut chance = Streams::new(1, 0).stream(Use::Scenarios, "courses");
        for _ in 0..300 {
            let mut at = 0;
            let mut steps = Vec::new();
            for _ in 0..chance.random_range(1..=8) {
                steps.push((at, chance.random_range(-3..=5)));
                at += chance.random_range(1..=9);
            }
            let course = secs(&steps);
            let (length, earliest) =
                (Span::from_secs(chance.random_range(0..=20)), chance.random_range(0..=30));
            let latest = earliest + chance.random_range(0..=40);
            let best = course.best(length, (Time::from_secs(earliest), Time::from_secs(latest)));
            let by_hand =
                (earliest..=latest).map(Time::from_secs).min_by_key(|start| course.over(*start, length));
            assert_eq!(Some(best), by_hand, "{steps:?}");
        }
    }
}
