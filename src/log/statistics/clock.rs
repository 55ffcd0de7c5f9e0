//! What date and hour it was on the machine's own clock.

use crate::log::{ABSOLUTE_MIN, Header};
use crate::model::{Span, Time};

/// What a log knows of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Nothing: its times count from an origin of their own.
    Unknown,
    /// The date and the hour as the log counts them, which may be in universal time or at some place.
    Unzoned,
    /// The date and the hour at the place of the machine.
    Local,
}

/// Turns the times of a log into seconds since 1970 on the machine's own clock, as far as the log knows.
///
/// Summer time that begins or ends within a log is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    ahead: Span,
    behind: Span,
    /// How much is known of the calendar.
    pub calendar: Calendar,
    /// Whether times count from 1970 although the header names another origin, or none.
    pub absolute: bool,
}

impl Clock {
    /// The clock of a log with that header whose first row was submitted at that time. `offset_secs` is what somebody knows
    /// better of how far the machine's clock is ahead of universal time.
    #[must_use]
    pub fn new(header: &Header, first: Time, offset_secs: Option<i32>) -> Clock {
        let absolute = ABSOLUTE_MIN <= first;
        let unix_start = if absolute { Some(0) } else { header.unix_start.filter(|unix| 0 < *unix) };
        let Some(unix_start) = unix_start else {
            return Clock { ahead: Span::ZERO, behind: Span::ZERO, calendar: Calendar::Unknown, absolute };
        };
        let offset = offset_secs.or(header.utc_offset_secs);
        let calendar = if offset.is_some() { Calendar::Local } else { Calendar::Unzoned };
        let span = |secs: u64| Span::from_micros(secs.saturating_mul(1_000_000));
        let ahead = span(unix_start.saturating_add(offset.unwrap_or(0).max(0).unsigned_abs().into()));
        let behind = span(offset.unwrap_or(0).min(0).unsigned_abs().into());
        Clock { ahead, behind, calendar, absolute }
    }

    /// An instant of the log on the machine's clock: since 1970 where the date is known, else since the log's origin.
    #[must_use]
    pub fn shown(&self, at: Time) -> Time {
        Time::ZERO + (Time::ZERO + self.behind).until(at + self.ahead)
    }
}

/// Day of the week, Monday first, and hour of an instant since 1970. Where the date is unknown, the week begins with the log.
#[must_use]
pub const fn weekday_and_hour(at: Time, calendar: Calendar) -> (usize, usize) {
    let hours = at.as_secs() / 3_600;
    let days = hours / 24;
    let weekday = match calendar {
        Calendar::Unknown => days % 7,
        // The 1st of January 1970 was a Thursday.
        Calendar::Unzoned | Calendar::Local => (days + 3) % 7,
    };
    (weekday as usize, (hours % 24) as usize)
}
