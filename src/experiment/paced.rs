//! Jobs of a log that come faster or more slowly from some instant on.

use crate::log::{Factor, SUBMIT_MAX};
use crate::model::{Ending, Job, Source, SourceError, Terms, Time};
use crate::state::{Saved, StateError};

/// Why a pace that is too slow ends a replay: nobody is to wonder where its jobs are.
const TOO_LATE: &str = "at this pace jobs would be submitted more than 3,168 years after the log began: expected a larger factor of `load`";

/// Another pace from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// From when on.
    pub from: Time,
    /// So many times as many jobs come in a given time.
    pub factor: Factor,
}

/// A source whose jobs come at other paces from some instants on, these in order of time. Its state is that of the source
/// alone: the paces belong to the question.
#[derive(Debug)]
pub(super) struct Paced<'a, S> {
    pub(super) source: S,
    pub(super) paces: &'a [Pace],
}

impl<S> Paced<'_, S> {
    fn paced(&self, submit: Time) -> Time {
        let mut submit = submit;
        for Pace { from, factor } in self.paces {
            if *from < submit {
                let gap = factor.divides(submit.since(*from).as_micros());
                submit = Time::from_micros(from.as_micros().saturating_add(gap));
            }
        }
        submit
    }
}

impl<S: Source> Source for Paced<'_, S> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        let submit = self.source.next_submit()?;
        if self.paces.is_empty() {
            return Ok(submit);
        }
        let paced = submit.map(|submit| self.paced(submit));
        match paced.filter(|paced| SUBMIT_MAX < paced.since(Time::ZERO)) {
            None => Ok(paced),
            Some(_) => Err(SourceError { message: TOO_LATE.into() }),
        }
    }

    fn take(&mut self) -> Job {
        let mut job = self.source.take();
        if !self.paces.is_empty() {
            job.request.submit = self.paced(job.request.submit);
        }
        job
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
