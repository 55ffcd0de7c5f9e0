//! From when the times of logs count, of one and of several.

use super::super::error::{LogError, LogProblem};
use super::super::transform::{ABSOLUTE_MIN, Clock};
use super::LogReader;
use crate::model::{Span, Time};

impl LogReader {
    /// A submission in the time of this log as one since 1970.
    pub(super) fn dated(&self, submit: Time) -> Result<Time, LogError> {
        if ABSOLUTE_MIN <= submit {
            return Ok(submit);
        }
        match self.unix_start {
            Some(start) => Ok(submit + Span::from_secs(start)),
            None => Err(self.lines.error(Some(self.line), LogProblem::NoDates)),
        }
    }

    /// The clock of a log whose first job was submitted then.
    pub(super) fn start_clock(&mut self, first: Time) -> Result<Clock, LogError> {
        let clock = Clock::of(first, self.unix_start);
        if self.transform.has_dates() && clock.time_zero.is_none() {
            return Err(self.lines.error(None, LogProblem::NoDates));
        }
        self.clock = Some(clock);
        Ok(clock)
    }
}
