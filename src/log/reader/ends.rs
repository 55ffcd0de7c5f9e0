//! The end of a log: the next one begins, or that was all.

use super::LogReader;
use crate::log::error::{LogError, LogProblem};
use crate::log::options::Together;
use crate::log::quality::Treatment;
use crate::model::Time;

impl LogReader {
    /// Goes on with the next log, if there is one.
    pub(super) fn go_on_to_next_log(&mut self) -> bool {
        let Some(next) = self.later.pop() else { return false };
        self.seam.end(self.lines.name(), self.unix_start.is_some());
        self.lines_before += self.line;
        self.quality.begin_file(next.lines.name(), self.lines_before);
        self.line = 0;
        self.part += 1;
        self.header_line = None;
        (self.lines, self.format, self.parser) = (next.lines, next.format, next.parser);
        self.unix_start = next.unix_start;
        self.fields_of_first_row = 0;
        if self.together == Together::Merged {
            // Each log has an order of its own.
            self.submit_latest = Time::ZERO;
        }
        true
    }

    /// A log without a single job is not worth a simulation.
    pub(super) fn end(&self) -> Result<(), LogError> {
        let rows = self.quality.rows_read;
        if rows == 0 {
            return Err(self.lines.error(None, LogProblem::NoRows));
        }
        if self.quality.rows_kept == 0 {
            let most = self.quality.found(Treatment::Dropped).max_by_key(|(_, tally)| tally.rows);
            let reason = most.map_or("", |(finding, _)| finding.words());
            return Err(self.lines.error(None, LogProblem::NoJobs { reason, rows }));
        }
        Ok(())
    }
}
