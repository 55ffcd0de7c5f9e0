//! Which jobs were done when they were due.

use super::Sample;
use crate::model::{Request, Time};
use crate::record::{End, JobFact};
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
    pub fn told(fact: &JobFact, at: Time, due: Time, horizon: Time) -> Option<Punctuality> {
        if let JobFact::Ended { end: End::Finished, .. } = fact
            && at <= due
        {
            return Some(Punctuality::Met);
        }
        // What would have happened at the horizon itself nobody has seen.
        let is_cut = matches!(fact, JobFact::StillWaiting { .. } | JobFact::StillRunning { .. });
        if is_cut && horizon <= due {
            return Some(Punctuality::Undecided);
        }
        // A job that was stopped, given up or turned away will not do its work, even where the time has not come yet.
        fact.is_last().then_some(Punctuality::Missed)
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

    /// Takes note of what happened to a job, in a simulation that ends at `horizon`.
    pub fn note(&mut self, at: Time, request: &Request, fact: &JobFact, horizon: Time) {
        let Some(due) = request.due_at() else { return };
        let told = Punctuality::told(fact, at, due, horizon);
        match told.map(|told| if horizon <= due { Punctuality::Undecided } else { told }) {
            Some(Punctuality::Met) => self.met += 1,
            Some(Punctuality::Missed) => {
                self.missed += 1;
                if let JobFact::Ended { end: End::Finished, .. } = fact {
                    self.lateness.push(at.since(due).as_micros());
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
