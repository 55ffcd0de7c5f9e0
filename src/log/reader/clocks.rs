//! From when the times of logs count, of one and of several.

use super::super::entry::Entry;
use super::super::error::{LogError, LogProblem};
use super::super::quality::{Finding, Notes};
use super::super::transform::{ABSOLUTE_MIN, Clock};
use super::LogReader;
use crate::model::{Span, Time};

impl LogReader {
    /// Makes of a job what is to be simulated, or says why it is not taken. Takes note of when it is submitted.
    pub(super) fn change(
        &mut self,
        entry: &mut Entry,
        clock: Clock,
        notes: &mut Notes,
    ) -> Result<(), Finding> {
        let submit = entry.job.request.submit;
        let submit = if self.changes_jobs { self.transform.submission(submit, clock) } else { Some(submit) };
        if let Some(submit) = submit {
            self.earliest = Some(self.earliest.map_or(submit, |earliest| earliest.min(submit)));
        }
        if self.changes_jobs { self.transform.apply(entry, clock, &self.header, notes) } else { Ok(()) }
    }

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
