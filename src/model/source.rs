//! Where jobs come from: a source is asked for its next job and told what became of the earlier ones.

use super::{Job, JobId, Terms, Time};
use std::fmt;

/// How a job's time in the centre ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It did its work.
    Finished,
    /// It was stopped at its walltime.
    Killed,
    /// It could never have run, or was turned away by a limit.
    Rejected,
    /// It was given up while it waited.
    Cancelled,
    /// It was evicted for good.
    Evicted,
}

/// What a source learns of a job it once gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Which job.
    pub job: JobId,
    /// When.
    pub at: Time,
    /// How.
    pub outcome: Outcome,
}

/// Jobs in order of submission.
pub trait Source {
    /// When the next job is submitted, as far as is known now; `None` when there is none to come. `learn` may move the next
    /// submission earlier, but never before the ending that was learned.
    ///
    /// # Errors
    /// When what it reads cannot be read or understood.
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError>;

    /// The next job itself; submissions never go back in time. Panics when there is none.
    fn take(&mut self) -> Job;

    /// What the job that was taken last asks for beside its request; nothing for most jobs.
    fn terms(&self) -> Option<&Terms> {
        None
    }

    /// Whether any of its jobs waits for others: then what became of each job is remembered to the end.
    fn has_dependencies(&self) -> bool {
        false
    }

    /// Tells what became of an earlier job, so that users who wait for results can go on.
    fn learn(&mut self, _ending: &Ending) {}
}

/// Why a source could not give its next job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The place (a file and line, where there is one), what was found, and what was expected.
    pub message: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SourceError {}

/// Jobs from an iterator, in order of submission.
impl<I: Iterator<Item = Job>> Source for std::iter::Peekable<I> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.peek().map(|job| job.request.submit))
    }

    fn take(&mut self) -> Job {
        self.next().expect("take is called only when next_submit gave a time")
    }
}
