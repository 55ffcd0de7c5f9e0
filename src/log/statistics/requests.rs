//! How long jobs ran of the time that they had asked for.

use crate::model::Span;

/// A run is at its limit from a second before the requested time to a minute after it: schedulers look once a minute.
const BEFORE_LIMIT: Span = Span::SECOND;
const AFTER_LIMIT: Span = Span::MINUTE;

/// Run times as shares of requested times, of the rows that know both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requests {
    /// Rows by the share of the requested time that they ran, in whole percent from 0 to 99; those that ran for all of it or
    /// longer are with the last.
    pub percents: [u64; 100],
    /// Rows that know both.
    pub rows: u64,
    /// Rows that ran longer than requested.
    pub over: u64,
    /// Rows that ran more than a minute longer than requested.
    pub over_minute: u64,
    /// Rows that ran for just the requested time: from a second less to a minute more.
    pub at_limit: u64,
    /// Rows that would have ended in time, had the requested time been minutes.
    pub in_time_if_minutes: u64,
    /// The shares together, in millionths; what ran longer counts as 1.
    pub millionths: u128,
}

impl Default for Requests {
    fn default() -> Requests {
        Requests {
            percents: [0; 100],
            rows: 0,
            over: 0,
            over_minute: 0,
            at_limit: 0,
            in_time_if_minutes: 0,
            millionths: 0,
        }
    }
}

impl Requests {
    /// Takes note of a run and the time requested for it, which is not nothing.
    pub fn note(&mut self, run: Span, requested: Span) {
        self.rows += 1;
        if requested < run {
            self.over += 1;
            self.over_minute += u64::from(requested + AFTER_LIMIT < run);
        }
        self.at_limit += u64::from(requested <= run + BEFORE_LIMIT && run <= requested + AFTER_LIMIT);
        self.in_time_if_minutes += u64::from(run.as_micros() <= requested.as_micros().saturating_mul(60));
        let (ran, whole) = (run.min(requested).as_micros(), requested.as_micros().max(1));
        // Narrow divisions are several times faster than wide ones, and enough for all runs of less than half a year.
        let millionths = match ran.checked_mul(1_000_000) {
            Some(product) => product / whole,
            None => (u128::from(ran) * 1_000_000 / u128::from(whole)) as u64,
        };
        self.percents[(millionths / 10_000).min(99) as usize] += 1;
        self.millionths += u128::from(millionths);
    }

    /// The mean share of the requested time that was used.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (0 < self.rows).then(|| self.millionths as f64 / self.rows as f64 / 1e6)
    }
}
