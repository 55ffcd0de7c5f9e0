//! A part of a log by its times.

use super::super::text::instant;
use super::times::seconds;
use crate::model::Time;
use std::fmt;
use std::str::FromStr;

/// From an instant on, and until before another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    from: Option<Bound>,
    until: Option<Bound>,
    /// As it was written.
    text: String,
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An instant of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// Microseconds since 1970.
    Date(u64),
    /// Microseconds since the log began.
    Offset(u64),
}

/// When a job was submitted, on both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Submission {
    pub(super) submit: Time,
    /// What the log's own time counts from: its time 0, or its first submission where it counts from 1970.
    pub(super) beginning: Time,
    /// In microseconds since 1970, where that is known.
    pub(super) since_1970: Option<u64>,
}

impl Window {
    /// Whether a submission lies in it.
    pub(super) fn holds(&self, submission: Submission) -> bool {
        self.from.is_none_or(|from| !submission.is_before(from))
            && self.until.is_none_or(|until| submission.is_before(until))
    }

    /// Whether it names a date, so that the log must know its dates.
    pub(super) fn has_dates(&self) -> bool {
        [self.from, self.until].into_iter().flatten().any(|bound| matches!(bound, Bound::Date(_)))
    }
}

impl Submission {
    fn is_before(self, bound: Bound) -> bool {
        match bound {
            Bound::Date(date) => self.since_1970.is_some_and(|now| now < date),
            Bound::Offset(offset) => {
                u128::from(self.submit.as_micros())
                    < u128::from(self.beginning.as_micros()) + u128::from(offset)
            }
        }
    }
}

impl FromStr for Window {
    type Err = String;

    /// `2024-03-01..2024-04-01`, `7d..14d`, `3600..`, `..2024-03-01T12:00`.
    fn from_str(text: &str) -> Result<Window, String> {
        let wrong = || {
            format!(
                "expected FROM..UNTIL with dates such as 2024-03-01 or 2024-03-01T12:00, or times of the log such as 7d or 3600, found `{text}`"
            )
        };
        let (from, until) = text.split_once("..").ok_or_else(wrong)?;
        let read = |text: &str| {
            if text.trim().is_empty() { Ok(None) } else { bound(text.trim()).map(Some).ok_or_else(wrong) }
        };
        match (read(from)?, read(until)?) {
            (None, None) => Err(wrong()),
            (Some(Bound::Date(from)), Some(Bound::Date(until)))
            | (Some(Bound::Offset(from)), Some(Bound::Offset(until)))
                if until <= from =>
            {
                Err(format!("the window `{text}` ends before it begins"))
            }
            (from, until) => Ok(Window { from, until, text: text.to_owned() }),
        }
    }
}

fn bound(text: &str) -> Option<Bound> {
    let date = instant(text.as_bytes()).map(|date| Bound::Date(date.millionths()));
    date.or_else(|| seconds(text).map(|offset| Bound::Offset(offset.millionths())))
}
