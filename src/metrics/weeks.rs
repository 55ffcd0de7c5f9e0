//! How long jobs waited by the week in which they were submitted, so that the spread within one run can be told.

use super::{Service, Window};
use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

/// The waits of the jobs that were submitted in one week and not turned away. Those that never started count with their waits up to the
/// horizon, or until they were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WeekWaits {
    /// How many there were.
    pub jobs: u64,
    /// How long they waited in all, in microseconds.
    pub micros: u128,
}

/// Sums up the waits of all jobs by weeks of the measured window; the last may be cut short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WeeksFold {
    window: Window,
    weeks: Vec<WeekWaits>,
}

const WEEK: Span = Span::from_secs(7 * 86_400);

impl WeeksFold {
    pub(super) fn new(window: Window) -> WeeksFold {
        let length = window.start.until(window.end).as_micros();
        let weeks = vec![WeekWaits::default(); length.div_ceil(WEEK.as_micros()) as usize];
        WeeksFold { window, weeks }
    }

    /// Takes note of what a job that was submitted within the window added to all waits.
    pub(super) fn note(&mut self, submit: Time, before: WeekWaits, after: WeekWaits) {
        let week = self.window.start.until(submit).as_micros() / WEEK.as_micros();
        if let Some(week) = self.weeks.get_mut(week as usize) {
            week.jobs += after.jobs - before.jobs;
            week.micros += after.micros - before.micros;
        }
    }

    pub(super) fn finish(self) -> Vec<WeekWaits> {
        self.weeks
    }
}

impl WeekWaits {
    /// All waits so far.
    pub(super) const fn of(service: &Service) -> WeekWaits {
        WeekWaits { jobs: service.admitted(), micros: service.waits.sum + service.waits_cut.sum }
    }
}
