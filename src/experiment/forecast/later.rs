//! The jobs of a scenario that come after an instant, in a future of their own.

use crate::model::{Ending, Gang, Job, JobId, Source, SourceError, Terms, Time};

/// Jobs that come have numbers from here on, so that none has that of a job that is there.
const NUMBERS: u64 = 1 << 40;

/// A source without what it gives before an instant.
pub(super) struct Later {
    source: Box<dyn Source + Send>,
    /// The terms of the job that was taken last, with such numbers.
    terms: Option<Terms>,
}

impl Later {
    /// What comes at an instant or after it.
    ///
    /// # Errors
    /// When the source cannot give a job.
    pub(super) fn than(at: Time, mut source: Box<dyn Source + Send>) -> Result<Later, SourceError> {
        while source.next_submit()?.is_some_and(|submit| submit < at) {
            source.take();
        }
        Ok(Later { source, terms: None })
    }
}

const fn renumbered(job: JobId) -> JobId {
    JobId(job.0 + NUMBERS)
}

impl Source for Later {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.source.next_submit()
    }

    fn take(&mut self) -> Job {
        let mut job = self.source.take();
        job.request.id = renumbered(job.request.id);
        self.terms = self.source.terms().cloned();
        if let Some(terms) = &mut self.terms {
            terms.after.iter_mut().for_each(|after| after.job = renumbered(after.job));
            terms.gang = terms.gang.map(|gang| Gang { gang: gang.gang + NUMBERS, ..gang });
        }
        job
    }

    fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn listens(&self) -> bool {
        self.source.listens()
    }

    fn learn(&mut self, ending: &Ending) {
        // Of the jobs that were there it knows nothing.
        if let Some(number) = ending.job.0.checked_sub(NUMBERS) {
            self.source.learn(&Ending { job: JobId(number), ..*ending });
        }
    }
}
