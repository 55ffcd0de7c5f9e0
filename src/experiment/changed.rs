//! Jobs of a source that are changed on their way into a simulation.

use crate::model::{Ending, Job, Source, SourceError, Terms, Time};
use crate::state::{Saved, StateError};

/// What becomes of the jobs of a source. It belongs to the question, and is no part of the source's state.
pub(super) trait Change {
    /// When the next job comes, in place of this instant; nothing where there is none.
    ///
    /// # Errors
    /// When it must not come.
    fn submit(&self, submit: Option<Time>) -> Result<Option<Time>, SourceError> {
        Ok(submit)
    }

    /// The job that comes in place of this one.
    fn job(&self, job: Job) -> Job {
        job
    }
}

/// A source whose jobs are changed; all else is as it gives it.
#[derive(Debug)]
pub(super) struct Changed<S, C> {
    pub(super) source: S,
    pub(super) change: C,
}

impl<S: Source, C: Change> Source for Changed<S, C> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.change.submit(self.source.next_submit()?)
    }

    fn take(&mut self) -> Job {
        self.change.job(self.source.take())
    }

    fn terms(&self) -> Option<&Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn listens(&self) -> bool {
        self.source.listens()
    }

    fn learn(&mut self, ending: &Ending) {
        self.source.learn(ending);
    }

    fn save(&self) -> Saved {
        self.source.save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.source.restore(state)
    }
}
