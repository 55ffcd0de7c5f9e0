//! The measured time in quarters of an hour by the clock, and in calendar months.

use super::Months;
use crate::model::{Span, Time};
use jiff::SignedDuration;
use jiff::civil::{DateTime, Time as Clock};

/// A quarter of an hour: the time over which the greatest load of a month is a mean.
pub const QUARTER: Span = Span::from_secs(900);

/// Quarters of an hour by the clock from the beginning of the measured time to its end. The first and the last may be cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    from: Time,
    until: Time,
    /// How far into a quarter simulated time 0 lies.
    into: u64,
    months: Months,
}

impl Calendar {
    /// That of a time that is measured; `start` is the civil time at which simulated time 0 lies.
    ///
    /// # Panics
    /// When the measured time is empty.
    #[must_use]
    pub fn new(start: DateTime, from: Time, until: Time) -> Calendar {
        assert!(from < until, "some time is measured");
        let midnight = start.date().to_datetime(Clock::midnight());
        let into = start.duration_since(midnight).as_micros() as u64 % QUARTER.as_micros();
        Calendar { from, until, into, months: Months::of(start, until) }
    }

    /// When measuring begins.
    #[must_use]
    pub const fn from(&self) -> Time {
        self.from
    }

    /// When it ends.
    #[must_use]
    pub const fn until(&self) -> Time {
        self.until
    }

    /// How many quarters there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        let last = self.until.as_micros() - 1;
        self.quarter(Time::from_micros(last)) + 1
    }

    /// The quarter in which an instant of the measured time lies.
    #[must_use]
    pub const fn quarter(&self, at: Time) -> usize {
        let first = (self.from.as_micros() + self.into) / QUARTER.as_micros();
        ((at.as_micros() + self.into) / QUARTER.as_micros() - first) as usize
    }

    /// When a quarter begins, or measuring where that is later; the end of all behind the last.
    #[must_use]
    pub fn begin(&self, quarter: usize) -> Time {
        let number = (self.from.as_micros() + self.into) / QUARTER.as_micros() + quarter as u64;
        let begin = (number * QUARTER.as_micros()).saturating_sub(self.into);
        Time::from_micros(begin).max(self.from).min(self.until)
    }

    /// How much of a quarter is measured.
    #[must_use]
    pub fn length(&self, quarter: usize) -> Span {
        self.begin(quarter).until(self.begin(quarter + 1))
    }

    /// The civil time at which a quarter begins, or measuring where that is later.
    #[must_use]
    pub fn moment(&self, quarter: usize) -> DateTime {
        self.civil(self.begin(quarter))
    }

    /// The civil time of an instant.
    #[must_use]
    pub fn civil(&self, at: Time) -> DateTime {
        self.months.start.saturating_add(SignedDuration::from_micros(at.as_micros() as i64))
    }

    /// The place of the month of an instant, counted from that of simulated time 0.
    #[must_use]
    pub fn month(&self, at: Time) -> u16 {
        self.months.begins.partition_point(|begin| *begin <= at) as u16
    }

    /// When a month begins, or simulated time where that is later.
    #[must_use]
    pub fn month_begin(&self, month: u16) -> Time {
        let before = usize::from(month).checked_sub(1);
        before.map_or(Time::ZERO, |before| self.months.begins[before])
    }

    /// When the month after this one begins.
    #[must_use]
    pub fn month_end(&self, month: u16) -> Time {
        self.months.begins.get(usize::from(month)).copied().unwrap_or(self.until)
    }

    /// Its year, and its place in it: 0 for January.
    #[must_use]
    pub fn civil_month(&self, month: u16) -> (i16, usize) {
        let first = self.months.first_day(month);
        (first.year(), first.month() as usize - 1)
    }

    /// What a month is called: `2023-01`.
    #[must_use]
    pub fn month_name(&self, month: u16) -> String {
        self.months.name(month)
    }

    /// How long a whole month is.
    #[must_use]
    pub fn month_length(&self, month: u16) -> Span {
        Span::from_secs(86_400 * u64::from(self.months.first_day(month).days_in_month().unsigned_abs()))
    }

    /// The parts of a span of time that are measured, month by month.
    pub fn each_month(&self, from: Time, until: Time, mut with: impl FnMut(u16, Time, Time)) {
        let (mut from, until) = (from.max(self.from), until.min(self.until));
        while from < until {
            let month = self.month(from);
            let end = self.month_end(month).min(until);
            with(month, from, end);
            from = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_lie_on_the_clock() {
        let start = jiff::civil::date(2026, 1, 31).at(23, 10, 0, 0);
        let calendar = Calendar::new(start, Time::from_secs(60), Time::from_secs(3_600));
        assert_eq!(calendar.count(), 5);
        let begins: Vec<u64> = (0..=5).map(|quarter| calendar.begin(quarter).as_secs()).collect();
        assert_eq!(begins, [60, 300, 1_200, 2_100, 3_000, 3_600]);
        assert_eq!([60, 299, 300, 3_599].map(|secs| calendar.quarter(Time::from_secs(secs))), [0, 0, 1, 4]);
        assert_eq!(calendar.moment(4).to_string(), "2026-02-01T00:00:00");
        assert_eq!((calendar.month(Time::from_secs(2_999)), calendar.month(Time::from_secs(3_000))), (0, 1));
        assert_eq!(calendar.month_name(1), "2026-02");
        assert_eq!(calendar.month_length(1), Span::from_secs(28 * 86_400));
    }
}
