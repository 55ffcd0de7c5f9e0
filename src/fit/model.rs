//! What was learned from a log: kinds of jobs, and what came in each week.

use super::law::{Curve, Shares};
use crate::log::{SizeUnit, State};
use jiff::civil::Date;

/// A workload learned from a log. Everything in it can be read and changed in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// From what it was learned, for people.
    pub title: String,
    /// What sizes count.
    pub unit: SizeUnit,
    /// How many of them the machine had, where that is known.
    pub machine: Option<u32>,
    /// The first day, where the log has dates.
    pub start: Option<Date>,
    /// How many days the log covers; only its last week may be incomplete.
    pub days: u32,
    /// The seed of what is generated, unless another is asked for.
    pub seed: u64,
    /// When jobs come within a day.
    pub hours: Hours,
    /// The users who submit.
    pub users: Users,
    /// The kinds of jobs.
    pub kinds: Vec<Kind>,
    /// What came in each week, from the first day on.
    pub weeks: Vec<Week>,
}

/// The shares of a day's jobs that come in each of its 24 hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// From Monday to Friday.
    pub workday: [f64; 24],
    /// On Saturday and Sunday.
    pub weekend: [f64; 24],
}

/// The users who submit, by rank: user 1 submits most.
#[derive(Debug, Clone, PartialEq)]
pub struct Users {
    /// The share of all jobs of each of the most active users; empty where the log does not know its users.
    pub shares: Vec<f64>,
    /// How many users submit the rest, all equally.
    pub others: u32,
}

/// Jobs of similar size and request.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// What they are, for people.
    pub title: String,
    /// Sizes and the share of the kind's jobs that have them.
    pub sizes: Shares<u32>,
    /// How long they run, and for how long they ask.
    pub runtimes: Runtimes,
    /// How alike the run times of a bag's neighbours are: 0 not at all, 1 the same.
    pub alike: f64,
    /// How many jobs a bag has, and the share of the bags that have so many.
    pub bags: Shares<u32>,
    /// The time from one job of a bag to the next.
    pub gaps: Curve,
    /// The users with most of the kind's jobs by their rank, with their shares; the rest come from all users.
    pub users: Vec<(u32, f64)>,
    /// How the jobs end, as the log has it.
    pub ends: Shares<State>,
}

/// How long the jobs of a kind run, and for how long they ask.
#[derive(Debug, Clone, PartialEq)]
pub enum Runtimes {
    /// The log does not know what was requested: what was requested is what the jobs ran for.
    Unrequested {
        /// The run times.
        run: Curve,
    },
    /// The log knows what was requested.
    Requested {
        /// Requested times in seconds and the share of the kind's jobs that ask for them.
        walltimes: Shares<u64>,
        /// The share of jobs that end early: before a fifth of what they asked for.
        early: f64,
        /// How long those run, whatever they asked for: a job that crashes at once does so after the same seconds.
        early_secs: Curve,
        /// How much of what they asked for those use that end neither early nor too late.
        used: Curve,
        /// The share of jobs that would run longer than they asked for, so that they are killed.
        killed: f64,
        /// How many times as long as they asked for those ran or would have run.
        over: Curve,
    },
}

/// What came in a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// How many jobs of each kind.
    pub jobs: Vec<u32>,
    /// How many jobs on each day, to place those of the whole week.
    pub days: [f64; 7],
    /// How much work (unit-hours) was submitted on each day.
    pub work_hours: [f64; 7],
}

impl Week {
    /// How many jobs came in the week.
    #[must_use]
    pub fn jobs_all(&self) -> u64 {
        self.jobs.iter().map(|jobs| u64::from(*jobs)).sum()
    }
}

impl Model {
    /// How many jobs the weeks of the log have in all.
    #[must_use]
    pub fn jobs_all(&self) -> u64 {
        self.weeks.iter().map(Week::jobs_all).sum()
    }

    /// How many of the weeks are complete.
    #[must_use]
    pub const fn weeks_complete(&self) -> u32 {
        self.days / 7
    }
}
