//! All that is known of the load of a place, and what follows from it.

use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The load of a place. Units are accelerators, or cores where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Known {
    /// Jobs that wait there.
    pub waiting_jobs: u32,
    /// Jobs that run there.
    pub running_jobs: u32,
    /// Units that waiting jobs ask for.
    pub waiting_units: u64,
    /// The same times how long each is expected to run, in microseconds.
    pub waiting_work: u128,
    /// Units that running jobs hold.
    pub running_units: u64,
    /// The same times when each is expected to leave, in microseconds.
    pub running_until: u128,
    /// Units that nobody holds.
    pub free: u64,
}

impl Known {
    /// How many units there are, at least one.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        (self.running_units + self.free).max(1)
    }

    /// Whether it is less loaded than another: fewer jobs wait and run there for each unit.
    #[must_use]
    pub fn by_jobs(&self, other: &Known) -> Ordering {
        let jobs = |known: &Known| u128::from(known.waiting_jobs) + u128::from(known.running_jobs);
        let here = jobs(self) * u128::from(other.capacity());
        here.cmp(&(jobs(other) * u128::from(self.capacity())))
    }

    /// How long a job of so many units would wait if all work that is known of were done as evenly as by one large machine: nothing
    /// where it fits beside those that wait.
    #[must_use]
    pub fn wait(&self, units: u32, now: Time) -> Span {
        if self.waiting_units + u64::from(units) <= self.free {
            return Span::ZERO;
        }
        let gone = u128::from(self.running_units) * u128::from(now.as_micros());
        let work = self.waiting_work + self.running_until.saturating_sub(gone);
        Span::from_micros(u64::try_from(work / u128::from(self.capacity())).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_the_work_ahead_divided_by_all_units() {
        let known = Known {
            waiting_jobs: 1,
            running_jobs: 2,
            waiting_units: 2,
            waiting_work: 2 * 50,
            running_units: 3,
            running_until: 2 * 100 + 140,
            free: 1,
        };
        // 100 waits, and 340 - 3 x 60 = 160 is left of what runs; 4 units do that in 65.
        assert_eq!(known.wait(1, Time::from_micros(60)), Span::from_micros(65));
        let idle = Known { waiting_units: 0, waiting_jobs: 0, ..known };
        assert_eq!(idle.wait(1, Time::from_micros(60)), Span::ZERO);
        assert_eq!(idle.by_jobs(&known), Ordering::Less);
    }
}
