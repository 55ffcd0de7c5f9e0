//! Where jobs come from: a source is asked for its next job and told what became of the earlier ones.

use super::{Job, JobId, Terms, Time};
use crate::state::{Saved, StateError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a job's time in the centre ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It did its work.
    Finished,
    /// It was stopped at its walltime.
    Killed,
    /// It could never have run, or was turned away by a limit.
    Rejected,
    /// It was given up, while it waited or while it ran.
    Cancelled,
    /// It was evicted for good.
    Evicted,
    /// It failed by itself, or a node failed under it, and it was not begun again.
    Failed,
}

/// What a source learns of a job it once gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Which job.
    pub job: JobId,
    /// When.
    pub at: Time,
    /// How.
    pub outcome: Outcome,
}

/// Jobs in order of submission.
///
/// Any iterator of jobs is a source once it can be peeked into; users who look at what became of their jobs implement it themselves:
///
/// ```
/// use suanli::model::{Ending, Job, Source, SourceError, Span, Time};
///
/// /// One job after the other, each submitted a minute after the last has ended.
/// struct OneByOne {
///     jobs: Vec<Job>,
///     next: Option<Time>,
/// }
///
/// impl Source for OneByOne {
///     fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
///         Ok(if self.jobs.is_empty() { None } else { self.next })
///     }
///
///     fn take(&mut self) -> Job {
///         let mut job = self.jobs.remove(0);
///         job.request.submit = self.next.take().expect("a job is taken only when there is one");
///         job
///     }
///
///     fn learn(&mut self, ending: &Ending) {
///         self.next = Some(ending.at + Span::MINUTE);
///     }
/// }
///
/// let mut nobody = OneByOne { jobs: Vec::new(), next: Some(Time::ZERO) };
/// assert_eq!(nobody.next_submit(), Ok(None));
/// ```
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

    /// Whether what it learns may move its next submission. One that answers no is not asked again before that job is taken.
    fn listens(&self) -> bool {
        true
    }

    /// Tells what became of an earlier job, so that users who wait for results can go on.
    fn learn(&mut self, _ending: &Ending) {}

    /// All that it must know to go on as if nothing had happened, if that can be written down.
    fn save(&self) -> Saved {
        Saved::CannotBeSaved("its source of jobs cannot be written down".into())
    }

    /// Takes up what [`Source::save`] of a source of the same jobs wrote down; this one must not have given any job yet.
    ///
    /// # Errors
    /// When that is of something else, or nothing can be taken up.
    fn restore(&mut self, _state: &[u8]) -> Result<(), StateError> {
        Err(StateError::Other("its source of jobs cannot take up a state".into()))
    }
}

/// Why a source could not give its next job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

    fn listens(&self) -> bool {
        false
    }

    fn take(&mut self) -> Job {
        self.next().expect("take is called only when next_submit gave a time")
    }
}
