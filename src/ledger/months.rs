//! The calendar months that a span of time touches.

use crate::model::Time;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time as Clock};

/// The calendar months from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Months {
    pub(super) start: DateTime,
    /// When each month but the first begins.
    pub begins: Vec<Time>,
}

impl Months {
    /// Those that begin before the end; `start` is the civil time at which simulated time 0 lies. No time is so long that there
    /// are more than some thousands.
    #[must_use]
    pub fn of(start: DateTime, end: Time) -> Months {
        const MOST: usize = 12_000;
        let mut begins = Vec::new();
        let mut first = start.date().first_of_month();
        while begins.len() < MOST {
            // The calendar may end before the time does.
            let Ok(next) = first.checked_add(1.month()) else { break };
            first = next;
            let after = DateTime::from_parts(first, Clock::midnight()).duration_since(start);
            let Some(at) = u64::try_from(after.as_micros()).ok().map(Time::from_micros) else { break };
            if end <= at {
                break;
            }
            begins.push(at);
        }
        Months { start, begins }
    }

    /// What a month is called, by its place: `2023-01`.
    #[must_use]
    pub fn name(&self, place: u16) -> String {
        let month = self.first_day(place);
        format!("{:04}-{:02}", month.year(), month.month())
    }

    /// The first day of a month, by its place.
    #[must_use]
    pub fn first_day(&self, place: u16) -> Date {
        self.start.date().first_of_month().saturating_add(i32::from(place).months())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn months_begin_at_midnight_of_their_first_day() {
        let start = jiff::civil::date(2023, 1, 30).at(12, 0, 0, 0);
        let months = Months::of(start, Time::ZERO + Span::from_secs(40 * 86_400));
        let hours: Vec<u64> = months.begins.iter().map(|begin| begin.as_micros() / 3_600_000_000).collect();
        assert_eq!(hours, [36, 36 + 28 * 24]);
        assert_eq!([0, 1, 2].map(|place| months.name(place)), ["2023-01", "2023-02", "2023-03"]);
    }
}
