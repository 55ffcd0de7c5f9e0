//! The changes in the jobs of a log before they are simulated: which are taken, how large, how long and how dense they are,
//! and whose.

mod factor;
mod filter;
mod tenants;
mod times;
mod window;

pub use factor::Factor;
pub use filter::Filter;
pub use tenants::TenantMap;
pub use times::span;
pub use window::Window;

use super::clean::{RUN_MAX, SUBMIT_MAX};
use super::entry::Entry;
use super::quality::{Finding, Notes};
use super::row::Header;
use crate::model::{Span, Time};
use factor::ratio;
use window::Submission;

/// A first submission so late (three years after the log's own origin) is a count of seconds since 1970.
pub const ABSOLUTE_MIN: Time = Time::from_secs(100_000_000);

/// Jobs for another machine: a job keeps its share of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resize {
    /// The size of the machine of the log.
    pub from: u64,
    /// The size of the other machine.
    pub to: u32,
}

/// The changes in the jobs of a log, in this order. The default changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transform {
    /// Which jobs are taken.
    pub filter: Filter,
    /// From which part of the log, by the time of submission.
    pub window: Window,
    /// For which machine: sizes are multiplied and rounded to the nearest whole number, at least 1 and at most the machine.
    pub resize: Option<Resize>,
    /// Sizes are multiplied by this, and rounded to the nearest whole number, at least 1.
    pub sizes: Factor,
    /// Run times and requested times are multiplied by this.
    pub runs: Factor,
    /// How fast the machine is beside the log's own: run times and requested times are divided by this.
    pub speed: Factor,
    /// So many times as many jobs arrive in a given time: the times between submissions are divided by this.
    pub arrivals: Factor,
    /// Every submission is later by this.
    pub shift: Span,
    /// Whose the jobs are.
    pub tenants: Option<TenantMap>,
    /// The longest time that a job may ask for: one that asked for more becomes a chain of parts, each of which waits for the end
    /// of the one before it.
    pub split_at: Option<Span>,
}

/// What the times of a log count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// The log's time 0, or its first row's submission where times count from 1970.
    pub(super) beginning: Time,
    /// What time 0 is, in seconds since 1970, where that is known.
    pub(super) time_zero: Option<u64>,
}

impl Clock {
    /// The clock of a log whose first job was submitted then.
    pub(super) const fn of(first: Time, unix_start: Option<u64>) -> Clock {
        if first.as_micros() < ABSOLUTE_MIN.as_micros() {
            Clock { beginning: Time::ZERO, time_zero: unix_start }
        } else {
            Clock { beginning: first, time_zero: Some(0) }
        }
    }

    fn submission(self, submit: Time) -> Submission {
        let since_1970 =
            self.time_zero.map(|zero| zero.saturating_mul(1_000_000).saturating_add(submit.as_micros()));
        Submission { submit, beginning: self.beginning, since_1970 }
    }
}

impl Transform {
    /// Whether the log must know its dates.
    pub(super) fn has_dates(&self) -> bool {
        self.window.has_dates()
    }

    /// Makes of a job what is to be simulated, or says why it is not taken.
    pub(super) fn apply(
        &self,
        entry: &mut Entry,
        clock: Clock,
        header: &Header,
        notes: &mut Notes,
    ) -> Result<(), Finding> {
        if !self.filter.passes(entry, header) {
            return Err(Finding::FilteredOut);
        }
        if !self.window.holds(clock.submission(entry.job.request.submit)) {
            return Err(Finding::OutsideWindow);
        }
        if let Some(tenants) = &self.tenants {
            entry.job.request.tenant.0 = tenants.tenant(entry, header);
        }
        let request = &mut entry.job.request;
        let tasks = self.size(request.shape.tasks);
        entry.asked = entry.asked.resized(request.shape.tasks, tasks);
        request.shape.tasks = tasks;
        let scaled = |span: Span| Span::from_micros(self.speed.divides(self.runs.of(span.as_micros())));
        entry.job.work = scaled(entry.job.work);
        request.walltime = scaled(request.walltime);
        request.estimate = scaled(request.estimate);
        let submit = self.submit(request.submit, clock.beginning);
        // The times of the log itself have been judged already, and those since 1970 may be large.
        let is_moved = submit != request.submit;
        if RUN_MAX < entry.job.work || is_moved && SUBMIT_MAX < submit.since(Time::ZERO) {
            return Err(Finding::ChangedBeyond);
        }
        if RUN_MAX < request.walltime {
            notes.add(Finding::WalltimeChangedBeyond);
            (request.walltime, request.estimate) = (RUN_MAX, RUN_MAX);
        }
        request.submit = submit;
        Ok(())
    }

    /// When a job that was submitted then is submitted, if that lies in the window, whatever the filter says.
    pub(super) fn submission(&self, submit: Time, clock: Clock) -> Option<Time> {
        self.window.holds(clock.submission(submit)).then(|| self.submit(submit, clock.beginning))
    }

    fn size(&self, tasks: u32) -> u32 {
        let narrow = |size: u64| u32::try_from(size.max(1)).unwrap_or(u32::MAX);
        let resized = match self.resize {
            Some(Resize { from, to }) => narrow(ratio(u64::from(tasks), u64::from(to), from)).min(to),
            None => tasks,
        };
        narrow(self.sizes.of(u64::from(resized)))
    }

    /// The distance from the beginning is what shrinks when more arrives; on either side of it.
    fn submit(&self, submit: Time, beginning: Time) -> Time {
        let (submit, beginning) = (submit.as_micros(), beginning.as_micros());
        let moved = if beginning <= submit {
            beginning.saturating_add(self.arrivals.divides(submit - beginning))
        } else {
            beginning.saturating_sub(self.arrivals.divides(beginning - submit))
        };
        Time::from_micros(moved.saturating_add(self.shift.as_micros()))
    }
}
