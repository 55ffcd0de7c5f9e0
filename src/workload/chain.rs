//! Jobs of a log that have to wait for other jobs of it before they are queued.

use crate::model::{Ending, Job, JobId, Time};
use std::collections::BTreeSet;

/// What is held back, and what it waits for. Memory grows with the jobs that wait or run, not with the log.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// Jobs that were given to the simulation and have not ended.
    alive: BTreeSet<JobId>,
    /// Jobs that wait for the end of another.
    held: Vec<(JobId, Job)>,
    /// Jobs that may be queued since then, the next one last.
    ready: Vec<(Time, Job)>,
}

impl Chain {
    /// Keeps a job back whose predecessor has not ended; gives it back where nothing holds it. A predecessor that was never
    /// submitted holds nobody.
    pub(super) fn hold(&mut self, job: Job, after: Option<JobId>) -> Option<Job> {
        let waits = |after: &JobId| {
            self.alive.contains(after)
                || self.held.iter().any(|(_, held)| held.request.id == *after)
                || self.ready.iter().any(|(_, ready)| ready.request.id == *after)
        };
        match after.filter(waits) {
            Some(after) => {
                self.held.push((after, job));
                None
            }
            None => Some(job),
        }
    }

    /// When the next job may be queued that was held back.
    pub(super) fn next(&self) -> Option<Time> {
        self.ready.last().map(|(at, _)| *at)
    }

    /// That job. Panics when there is none.
    pub(super) fn take(&mut self) -> Job {
        self.ready.pop().expect("`next` gave a time").1
    }

    /// Learns that a job was given to the simulation.
    pub(super) fn given(&mut self, job: JobId) {
        self.alive.insert(job);
    }

    /// Learns what became of a job: whatever it was, those that waited for it may be queued, but none before it was submitted.
    pub(super) fn learn(&mut self, ending: &Ending) {
        self.alive.remove(&ending.job);
        let freed = self.held.extract_if(.., |(after, _)| *after == ending.job);
        self.ready.extend(freed.map(|(_, job)| (ending.at.max(job.request.submit), job)));
        self.ready.sort_by_key(|(at, job)| std::cmp::Reverse((*at, job.request.submit, job.request.id)));
    }
}
