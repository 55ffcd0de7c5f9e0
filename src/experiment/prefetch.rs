//! A source read ahead on a thread of its own, so that reading and simulating overlap.

use crate::log::other_log;
use crate::model::{Condition, Dependency, Job, JobId, Source, SourceError, Terms, Time};
use crate::state::{Saved, StateError, from_bytes};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Jobs are handed over in batches, or the handing over would cost more than the reading.
const BATCH_JOBS: usize = 4096;

/// So many batches may lie ready: enough to even out, little enough not to count in memory.
const BATCHES_AHEAD: usize = 4;

/// A job, and the one whose end it waits for.
type Bound = (Job, Option<JobId>);

type Batch = Result<Vec<Bound>, SourceError>;

/// The jobs of a source that does not care what becomes of them (a log), read ahead by a thread. Of the terms of a job nothing is
/// handed over but that it waits for the end of one other.
#[derive(Debug)]
pub struct Prefetched<S> {
    batches: Receiver<Batch>,
    /// Batches go back empty, so that their memory is used again.
    spent: Sender<Vec<Bound>>,
    batch: Vec<Bound>,
    terms: Terms,
    has_dependencies: bool,
    place: usize,
    /// How many jobs have been taken.
    taken: u64,
    reader: JoinHandle<S>,
}

impl<S: Source + Send + 'static> Prefetched<S> {
    /// Begins to read ahead.
    #[must_use]
    pub fn new(source: S) -> Prefetched<S> {
        let (full, batches) = sync_channel(BATCHES_AHEAD);
        let (spent, empty) = channel();
        let has_dependencies = source.has_dependencies();
        let reader = std::thread::spawn(move || read_ahead(source, &full, &empty));
        let terms = Terms::default();
        Prefetched { batches, spent, batch: Vec::new(), terms, has_dependencies, place: 0, taken: 0, reader }
    }

    /// Stops reading and gives the source back as it is then: at its end, if every job was taken.
    #[must_use]
    pub fn finish(self) -> S {
        let Prefetched { batches, reader, .. } = self;
        // A thread that waits to hand over a batch learns from this that nobody wants it.
        drop(batches);
        match reader.join() {
            Ok(source) => source,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

impl<S> Prefetched<S> {
    /// Waits for the next batch. Returns false where there is none.
    #[inline(never)]
    fn receive(&mut self) -> Result<bool, SourceError> {
        // The reader ends by closing the channel.
        let Ok(next) = self.batches.recv() else { return Ok(false) };
        // It does not matter if the reader has ended and nobody takes the empty batch.
        let _ = self.spent.send(std::mem::replace(&mut self.batch, next?));
        self.place = 0;
        Ok(true)
    }
}

fn read_ahead<S: Source>(mut source: S, full: &SyncSender<Batch>, empty: &Receiver<Vec<Bound>>) -> S {
    loop {
        let mut batch = empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH_JOBS));
        batch.clear();
        let read = fill(&mut source, &mut batch);
        let at_end = batch.len() < BATCH_JOBS;
        // The jobs before a bad row are good.
        let gone = (!batch.is_empty() && full.send(Ok(batch)).is_err())
            || read.is_err_and(|error| full.send(Err(error)).is_err());
        if at_end || gone {
            return source;
        }
    }
}

fn fill<S: Source>(source: &mut S, batch: &mut Vec<Bound>) -> Result<(), SourceError> {
    while batch.len() < BATCH_JOBS && source.next_submit()?.is_some() {
        let job = source.take();
        let after = source.terms().and_then(|terms| terms.after.first()).map(|dependency| dependency.job);
        batch.push((job, after));
    }
    Ok(())
}

impl<S: Source + Send + 'static> Source for Prefetched<S> {
    #[inline]
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        if self.batch.len() <= self.place && !self.receive()? {
            return Ok(None);
        }
        Ok(Some(self.batch[self.place].0.request.submit))
    }

    #[inline]
    fn take(&mut self) -> Job {
        let (job, after) = self.batch[self.place];
        self.place += 1;
        self.taken += 1;
        self.terms.after.clear();
        let condition = Condition::AfterAny;
        self.terms.after.extend(after.map(|job| Dependency { job, condition }));
        job
    }

    fn terms(&self) -> Option<&Terms> {
        (!self.terms.after.is_empty()).then_some(&self.terms)
    }

    fn has_dependencies(&self) -> bool {
        self.has_dependencies
    }

    fn listens(&self) -> bool {
        false
    }

    /// The number of jobs that were taken is saved: the source itself is further on.
    fn save(&self) -> Saved {
        Saved::of(&self.taken)
    }

    /// Reads on until as many jobs have been taken.
    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let jobs: u64 = from_bytes(state)?;
        while self.taken < jobs {
            match self.next_submit() {
                Ok(Some(_)) => drop(self.take()),
                Ok(None) => return Err(other_log(self.taken, jobs)),
                Err(error) => return Err(StateError::Other(error.message)),
            }
        }
        Ok(())
    }
}
