//! Which jobs were done when they were due.

use super::Sample;
use crate::model::{Request, Time};
use crate::record::{End, Fact, Record};
use serde::{Deserialize, Serialize};

/// What became of a job that is due at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Punctuality {
    /// It did its work by then.
    Met,
    /// It did its work later, or never will, or had not done it when that time came.
    Missed,
    /// The simulation ended before anybody could know.
    Undecided,
}

impl Punctuality {
    /// What a record says of a job that is due at `due`, in a simulation that ends at `horizon`; nothing where it
    /// does not decide it.
    #[must_use]
    pub fn told(fact: &Fact<'_>, at: Time, due: Time, horizon: Time) -> Option<Punctuality> {
        match fact {
            Fact::Ended { end: End::Finished, .. } if at <= due => Some(Punctuality::Met),
            // A job that was stopped, given up or turned away will not do its work, even where the time has not come yet.
            Fact::Ended { end: End::Finished | End::Killed | End::Evicted, .. }
            | Fact::Cancelled { .. }
            | Fact::Rejected { .. } => Some(Punctuality::Missed),
            // What would have happened at the horizon itself nobody has seen.
            Fact::StillWaiting { .. } | Fact::StillRunning { .. } if due < horizon => {
                Some(Punctuality::Missed)
            }
            Fact::StillWaiting { .. } | Fact::StillRunning { .. } => Some(Punctuality::Undecided),
            Fact::Submitted { .. }
            | Fact::Started { .. }
            | Fact::Stopped { .. }
            | Fact::Waited { .. }
            | Fact::Waiting { .. }
            | Fact::PromiseBroken { .. }
            | Fact::Capacity { .. } => None,
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Punctuality::Met => "met",
            Punctuality::Missed => "missed",
            Punctuality::Undecided => "undecided",
        }
    }
}

/// How many jobs of one scope were done when they were due.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deadlines {
    /// Jobs that were done in time.
    pub met: u64,
    /// Jobs that were not.
    pub missed: u64,
    /// Jobs whose time comes at the horizon or later, whatever became of them: of these only the early ones are known, so
    /// that to count them would flatter.
    pub undecided: u64,
    /// By how many microseconds those were late that did their work in the end.
    pub lateness: Sample,
}

impl Deadlines {
    /// How many jobs are due at all.
    #[must_use]
    pub const fn due(&self) -> u64 {
        self.met + self.missed + self.undecided
    }

    /// The share that was done in time of those of which it is known.
    #[must_use]
    pub fn attainment(&self) -> Option<f64> {
        let decided = self.met + self.missed;
        (0 < decided).then(|| self.met as f64 / decided as f64)
    }

    /// Takes note of a record of a job, in a simulation that ends at `horizon`.
    pub fn note(&mut self, record: &Record<'_>, request: &Request, horizon: Time) {
        let Some(due) = request.due_at() else { return };
        let told = Punctuality::told(&record.fact, record.at, due, horizon);
        match told.map(|told| if horizon <= due { Punctuality::Undecided } else { told }) {
            Some(Punctuality::Met) => self.met += 1,
            Some(Punctuality::Missed) => {
                self.missed += 1;
                if let Fact::Ended { end: End::Finished, .. } = record.fact {
                    self.lateness.push(record.at.since(due).as_micros());
                }
            }
            Some(Punctuality::Undecided) => self.undecided += 1,
            None => {}
        }
    }

    /// Adds the jobs of another scope or run.
    pub fn merge(&mut self, other: &Deadlines) {
        self.met += other.met;
        self.missed += other.missed;
        self.undecided += other.undecided;
        self.lateness.merge(&other.lateness);
    }
}
