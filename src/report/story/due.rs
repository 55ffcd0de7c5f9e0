//! Whether a job was done when it was due, in words.

use super::names::StoryNames;
use super::words::duration;
use crate::experiment::Explanation;
use crate::metrics::Punctuality;
use crate::model::{Span, Time};
use crate::record::{End, JobFact};

/// When a job is due, and what became of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DueDate {
    /// When it is due.
    pub(super) at: Time,
    /// Whether it was done by then; nothing while that is not known.
    pub(super) punctuality: Option<Punctuality>,
    /// When it did its work, if it did.
    pub(super) done: Option<Time>,
    /// When the last thing happened to it.
    over: Time,
}

impl DueDate {
    /// That of a job that has a deadline.
    pub(super) fn of(explanation: &Explanation) -> Option<DueDate> {
        let at = explanation.request.due_at()?;
        let last = explanation.events.last()?;
        // Where the job is unfinished, what was told of it last was told at the horizon.
        let facts = || explanation.events.iter().filter_map(|entry| Some((entry.at, entry.event.job()?.1)));
        let punctuality = facts().find_map(|(told_at, fact)| Punctuality::told(fact, told_at, at, last.at));
        let is_done = |fact: &JobFact| matches!(fact, JobFact::Ended { end: End::Finished, .. });
        let done = facts().find_map(|(at, fact)| is_done(fact).then_some(at));
        Some(DueDate { at, punctuality, done, over: last.at })
    }

    /// By how much it was late, where it was done in the end.
    pub(super) fn lateness(&self) -> Option<Span> {
        self.done.filter(|done| self.at < *done).map(|done| done.since(self.at))
    }

    /// Whether its time came while it was not done yet.
    pub(super) fn passed(&self) -> bool {
        self.punctuality == Some(Punctuality::Missed) && self.at < self.over
    }

    /// A sentence of it.
    pub(super) fn sentence(&self, names: &StoryNames<'_>) -> String {
        let what = match (self.punctuality, self.done) {
            (Some(Punctuality::Met), Some(done)) if done == self.at => "was done just then".into(),
            (Some(Punctuality::Met), done) => {
                let early = done.map_or(Span::ZERO, |done| done.until(self.at));
                format!("was done {} before that", duration(early))
            }
            (Some(Punctuality::Missed), Some(done)) => {
                format!("was done {} too late", duration(done.since(self.at)))
            }
            (Some(Punctuality::Missed), None) => "missed that, as it never did its work".into(),
            (Some(Punctuality::Undecided) | None, _) => "the simulation ends before that".into(),
        };
        format!("It is due at {}, and {what}.", names.time(self.at))
    }
}
