//! Jobs that are remembered and come once more, and one of them that is watched.

use crate::model::{Job, JobId, Request, Source, SourceError, Terms, Time};
use crate::record::{Fact, JobFact, Observer, Record, Rejection};

/// Remembered jobs once more, of which one asks for something else.
#[derive(Debug, Clone)]
pub(super) struct Again<'a> {
    pub(super) jobs: &'a [(Job, Option<Terms>)],
    pub(super) next: usize,
    pub(super) request: Request,
    pub(super) dependencies: bool,
}

impl Source for Again<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.jobs.get(self.next).map(|(job, _)| job.request.submit))
    }

    fn take(&mut self) -> Job {
        let (job, _) = &self.jobs[self.next];
        self.next += 1;
        let is_meant = (job.request.id, job.request.submit) == (self.request.id, self.request.submit);
        if is_meant { Job { request: self.request, ..*job } } else { *job }
    }

    fn terms(&self) -> Option<&Terms> {
        self.jobs[self.next - 1].1.as_ref()
    }

    fn has_dependencies(&self) -> bool {
        self.dependencies
    }
}

/// When a job starts first.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) job: JobId,
    pub(super) submit: Time,
    pub(super) at: Option<Time>,
    /// Why it was turned away, if it was.
    pub(super) refused: Option<Rejection>,
}

impl Observer for Start {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if (request.id, request.submit) != (self.job, self.submit) {
            return;
        }
        match fact {
            JobFact::Started { .. } => drop(self.at.get_or_insert(record.at)),
            JobFact::Rejected { why } => self.refused = Some(*why),
            JobFact::Submitted
            | JobFact::Waited { .. }
            | JobFact::Stopped { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::Ended { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => {}
        }
    }
}
