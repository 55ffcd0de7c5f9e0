//! What changes over time: a whole number in each quarter of an hour, and a price at each instant.

use super::Calendar;
use crate::model::Time;
use crate::stats::Steps;
use serde::{Deserialize, Serialize};

/// A whole number that changes, integrated exactly over quarters of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Course(Steps);

impl Course {
    /// Changes the number from an instant on. What was before the measured time counts from its beginning.
    pub(super) fn change(&mut self, calendar: &Calendar, at: Time, by: i128) {
        let at = at.max(calendar.from());
        if calendar.until() <= at || by == 0 {
            return;
        }
        let quarter = calendar.quarter(at);
        let left = at.until(calendar.begin(quarter + 1)).as_micros();
        self.0.change(quarter, left, by, || calendar.count());
    }

    /// The number was so much larger for a while.
    pub(super) fn raise(&mut self, calendar: &Calendar, (from, until): (Time, Time), by: i128) {
        self.change(calendar, from, by);
        self.change(calendar, until, -by);
    }

    /// For each quarter, the number times the microseconds for which it held.
    pub(super) fn integrals(&self, calendar: &Calendar) -> Vec<i128> {
        self.0.integrals((0..calendar.count()).map(|quarter| calendar.length(quarter).as_micros()))
    }
}

/// What something costs at each instant: a price for each quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prices {
    /// One for each quarter.
    pub(super) values: Vec<i64>,
    /// The integral until each quarter begins: values times microseconds.
    before: Vec<i128>,
}

impl Prices {
    /// These, one for each quarter.
    pub(super) fn new(calendar: &Calendar, values: Vec<i64>) -> Prices {
        let mut before = vec![0];
        for (quarter, value) in values.iter().enumerate() {
            let length = i128::from(calendar.length(quarter).as_micros());
            before.push(before[quarter] + i128::from(*value) * length);
        }
        Prices { values, before }
    }

    /// The integral over a span within the measured time.
    pub(super) fn over(&self, calendar: &Calendar, from: Time, until: Time) -> i128 {
        self.until(calendar, until) - self.until(calendar, from)
    }

    fn until(&self, calendar: &Calendar, at: Time) -> i128 {
        if calendar.until() <= at {
            return self.before[self.values.len()];
        }
        let quarter = calendar.quarter(at);
        let gone = i128::from(calendar.begin(quarter).until(at).as_micros());
        self.before[quarter] + i128::from(self.values[quarter]) * gone
    }
}
