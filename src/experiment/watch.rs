//! Those who look on while an experiment runs: progress, interruption, and further observers.

use super::{Beginning, Cell};
use crate::model::{Job, Source, SourceError, Span, Time};
use crate::record::Observer;
use crate::state::{Saved, StateError};

/// Somebody who looks on while an experiment runs, from all threads at once. Nobody who looks on changes a result.
pub trait Watch: Sync {
    /// A cell begins.
    fn begin(&self, _cell: Cell) {}

    /// Some cell got so much further in simulated time.
    fn advance(&self, _by: Span) {}

    /// A cell is done.
    fn end(&self, _cell: Cell) {}

    /// Whether everything should stop where it is.
    fn stopped(&self) -> bool {
        false
    }

    /// At whole multiples of which span the state of every cell is kept; nothing where it never is.
    fn keeps_every(&self) -> Option<Span> {
        None
    }

    /// Takes in the state of a cell at an instant.
    ///
    /// # Errors
    /// When it cannot be kept, which ends the experiment.
    fn keep(&self, _cell: Cell, _at: Time, _state: Vec<u8>) -> Result<(), StateError> {
        Ok(())
    }

    /// From where a cell goes on; nothing where it begins at time zero.
    fn begins_from(&self, _cell: Cell) -> Option<Beginning<'_>> {
        None
    }

    /// Somebody who is told everything that happens in the cell, besides its tally.
    fn witness(&self, _cell: Cell) -> Option<Box<dyn Witness + '_>> {
        None
    }
}

/// Nobody looks on.
impl Watch for () {}

/// An observer of one cell who wants to know when there is no more to come.
pub trait Witness: Observer + Send {
    /// The cell is done; it was not stopped half way.
    fn finish(self: Box<Self>);
}

impl Witness for (Box<dyn Witness>, Box<dyn Witness>) {
    fn finish(self: Box<Self>) {
        let (first, second) = *self;
        first.finish();
        second.finish();
    }
}

/// How many jobs pass between two looks at the stop flag.
const JOBS_BETWEEN_LOOKS: u32 = 256;

/// A source that can be stopped, and tells how far it got.
pub(super) struct WatchedSource<'a> {
    pub(super) source: Box<dyn Source + Send>,
    pub(super) watch: &'a dyn Watch,
    /// The end of the simulated time.
    pub(super) horizon: Time,
    told: Time,
    until_look: u32,
}

impl<'a> WatchedSource<'a> {
    pub(super) fn new(
        source: Box<dyn Source + Send>,
        watch: &'a dyn Watch,
        horizon: Time,
    ) -> WatchedSource<'a> {
        WatchedSource { source, watch, horizon, told: Time::ZERO, until_look: 0 }
    }

    /// Tells of the simulated time up to here that has not been told of yet.
    pub(super) fn tell(&mut self, now: Time) {
        let now = now.min(self.horizon);
        self.watch.advance(self.told.until(now));
        self.told = self.told.max(now);
    }
}

impl Source for WatchedSource<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        let submit = self.source.next_submit()?;
        if self.until_look == 0 {
            self.until_look = JOBS_BETWEEN_LOOKS;
            if self.watch.stopped() {
                return Err(SourceError { message: "stopped".into() });
            }
            // Where users wait for results, it may be that nothing is to come as yet.
            if let Some(submit) = submit {
                self.tell(submit);
            }
        }
        Ok(submit)
    }

    fn take(&mut self) -> Job {
        self.until_look -= 1;
        self.source.take()
    }

    fn terms(&self) -> Option<&crate::model::Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn learn(&mut self, ending: &crate::model::Ending) {
        self.source.learn(ending);
    }

    fn save(&self) -> Saved {
        self.source.save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.source.restore(state)
    }
}
