//! Jobs of a log that come faster or more slowly from some instant on.

use super::changed::Change;
use crate::log::{Factor, SUBMIT_MAX};
use crate::model::{Job, Request, SourceError, Time};

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

/// Other paces from some instants on, these in order of time.
#[derive(Debug)]
pub(super) struct Paces<'a>(pub(super) &'a [Pace]);

impl Paces<'_> {
    fn paced(&self, submit: Time) -> Time {
        let mut submit = submit;
        for Pace { from, factor } in self.0 {
            if *from < submit {
                let gap = factor.divides(submit.since(*from).as_micros());
                submit = Time::from_micros(from.as_micros().saturating_add(gap));
            }
        }
        submit
    }
}

impl Change for Paces<'_> {
    #[inline]
    fn submit(&self, submit: Option<Time>) -> Result<Option<Time>, SourceError> {
        if self.0.is_empty() {
            return Ok(submit);
        }
        let paced = submit.map(|submit| self.paced(submit));
        match paced.filter(|paced| SUBMIT_MAX < paced.since(Time::ZERO)) {
            None => Ok(paced),
            Some(_) => Err(SourceError { message: TOO_LATE.into() }),
        }
    }

    fn job(&self, job: Job) -> Job {
        if self.0.is_empty() {
            return job;
        }
        let submit = self.paced(job.request.submit);
        Job { request: Request { submit, ..job.request }, ..job }
    }
}
