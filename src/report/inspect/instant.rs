//! Instants as people write them, and as seconds for machines.

use crate::log::statistics::{Calendar, Clock};
use crate::model::Time;
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// An instant on the clock of a log's machine.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Clocked {
    /// In words: a date where the log knows it, else the day since its origin.
    pub at: String,
    /// Seconds since 1970 on that clock where the date is known, else since the log's origin.
    pub secs: f64,
}

impl Clocked {
    /// An instant as the clock shows it.
    #[must_use]
    pub fn new(at: Time, clock: Clock) -> Clocked {
        let has_dates = match clock.calendar {
            Calendar::Unknown => false,
            Calendar::Unzoned | Calendar::Local => true,
        };
        Clocked { at: instant_words(at.as_secs(), has_dates), secs: at.as_micros() as f64 / 1e6 }
    }
}

impl fmt::Display for Clocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.at)
    }
}

/// An instant in words: a date where its seconds count from 1970, else the day since an origin.
#[must_use]
pub fn instant_words(secs: u64, has_dates: bool) -> String {
    if has_dates {
        return civil(Time::from_secs(secs)).strftime("%Y-%m-%d %H:%M").to_string();
    }
    format!("day {}, {:02}:{:02}", secs / 86_400, secs / 3_600 % 24, secs / 60 % 60)
}

/// The date and hour of an instant since 1970.
fn civil(at: Time) -> DateTime {
    let secs = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(SignedDuration::from_secs(secs))
}
