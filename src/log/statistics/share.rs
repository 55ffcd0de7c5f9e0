//! What a user, a queue or a size has of all rows.

use crate::model::Span;

/// Rows, the work in them, and how long they waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How many rows.
    pub rows: u64,
    /// Units times microseconds of run time.
    pub work: u128,
    /// Of how many the wait is known.
    pub waits: u64,
    /// Those waits together, in microseconds.
    pub wait_micros: u128,
}

impl Share {
    /// Adds the work and the wait of a row, which has been counted before.
    pub fn add(&mut self, work: u128, wait: Option<Span>) {
        self.work += work;
        if let Some(wait) = wait {
            self.waits += 1;
            self.wait_micros += u128::from(wait.as_micros());
        }
    }

    /// The mean of the waits that are known, in seconds.
    #[must_use]
    pub fn wait_secs_mean(&self) -> Option<f64> {
        (0 < self.waits).then(|| self.wait_micros as f64 / self.waits as f64 / 1e6)
    }
}
