//! What happened: one stream of facts leaves the engine, and everything else is made from it.

mod data;
mod job;
mod nodes;
mod scene;
mod tape;

pub use crate::model::{Breach, Piece};
pub use data::{Cargo, DataFact, Haul};
pub use job::{Cancellation, End, JobFact, JobState, Past, Rejection, Spent, Stop, Stretch};
pub use nodes::{CapacityChange, NodeFact, Turn};
pub use scene::{Bond, Holder, Lacking, PoolView, Scene, Waiter};
pub use tape::{Entry, Event, Tape};

use crate::model::{Cause, CenterId, ClassId, Request, Time};
use crate::state::{Saved, StateError, from_bytes};

/// One thing that happened: to a job, to the jobs of a class, to nodes, or to data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'a> {
    /// Something happened to a job.
    Job {
        /// The job.
        request: &'a Request,
        /// What it holds from now on or held until now; nothing where it waits, or was turned away.
        pieces: &'a [Piece],
        /// What happened.
        fact: JobFact,
    },
    /// From now on so many jobs of a class wait for this cause.
    Waiting {
        /// The class.
        class: ClassId,
        /// The cause.
        cause: Cause,
        /// How many.
        jobs: u32,
    },
    /// Something happened to nodes.
    Nodes(&'a NodeFact),
    /// Something happened to data.
    Data(&'a DataFact),
}

impl<'a> Fact<'a> {
    /// What happened to a job that holds nothing.
    #[must_use]
    pub const fn of_job(request: &'a Request, fact: JobFact) -> Fact<'a> {
        Fact::Job { request, pieces: &[], fact }
    }
}

/// A fact with its time and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// When it happened. Records come in order of time.
    pub at: Time,
    /// In which centre.
    pub center: CenterId,
    /// What happened.
    pub fact: Fact<'a>,
}

/// Somebody who is told everything that happens, in order.
///
/// ```
/// use suanli::experiment::World;
/// use suanli::record::{Fact, JobFact, Observer, Record};
///
/// /// Counts the jobs that were turned away.
/// #[derive(Default)]
/// struct TurnedAway(u64);
///
/// impl Observer for TurnedAway {
///     fn observe(&mut self, record: &Record<'_>) {
///         if let Fact::Job { fact: JobFact::Rejected { .. }, .. } = record.fact {
///             self.0 += 1;
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = suanli::scenario::parse("smoke", include_str!("../../scenarios/smoke.toml"))?;
/// let mut turned_away = TurnedAway::default();
/// World::of(&scenario, &scenario.policies[0], 0).simulate(&mut turned_away)?;
/// assert_eq!(turned_away.0, 0);
/// # Ok(())
/// # }
/// ```
pub trait Observer {
    /// Takes note of one record.
    fn observe(&mut self, record: &Record<'_>);

    /// Whether it is told that jobs were submitted and that they started. One that adds up jobs once they are over need not be.
    fn hears_of_starts(&self) -> bool {
        true
    }

    /// All that it must know to go on as if nothing had happened, if that can be written down.
    fn save(&mut self) -> Saved {
        Saved::CannotBeSaved("an observer of the run cannot be written down".into())
    }

    /// Takes up what [`Observer::save`] of another observer of its kind wrote down.
    ///
    /// # Errors
    /// When that is of something else, or nothing can be taken up.
    fn restore(&mut self, _state: &[u8]) -> Result<(), StateError> {
        Err(StateError::Other("an observer of the run cannot take up a state".into()))
    }
}

/// Nobody.
impl Observer for () {
    fn observe(&mut self, _record: &Record<'_>) {}

    fn hears_of_starts(&self) -> bool {
        false
    }

    fn save(&mut self) -> Saved {
        Saved::of(&())
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        from_bytes(state)
    }
}

/// Two observers side by side.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn observe(&mut self, record: &Record<'_>) {
        self.0.observe(record);
        self.1.observe(record);
    }

    fn hears_of_starts(&self) -> bool {
        self.0.hears_of_starts() || self.1.hears_of_starts()
    }

    fn save(&mut self) -> Saved {
        match (self.0.save(), self.1.save()) {
            (Saved::State(first), Saved::State(second)) => Saved::of(&(first, second)),
            (cannot @ Saved::CannotBeSaved(_), _) | (_, cannot @ Saved::CannotBeSaved(_)) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let (first, second): (Vec<u8>, Vec<u8>) = from_bytes(state)?;
        self.0.restore(&first)?;
        self.1.restore(&second)
    }
}

impl<O: Observer + ?Sized> Observer for &mut O {
    fn observe(&mut self, record: &Record<'_>) {
        (**self).observe(record);
    }

    fn hears_of_starts(&self) -> bool {
        (**self).hears_of_starts()
    }

    fn save(&mut self) -> Saved {
        (**self).save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        (**self).restore(state)
    }
}

impl<O: Observer + ?Sized> Observer for Box<O> {
    fn observe(&mut self, record: &Record<'_>) {
        (**self).observe(record);
    }

    fn hears_of_starts(&self) -> bool {
        (**self).hears_of_starts()
    }

    fn save(&mut self) -> Saved {
        (**self).save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        (**self).restore(state)
    }
}

/// As many observers as one likes, told in order.
impl Observer for Vec<&mut dyn Observer> {
    fn observe(&mut self, record: &Record<'_>) {
        for observer in self {
            observer.observe(record);
        }
    }

    fn hears_of_starts(&self) -> bool {
        self.iter().any(|observer| observer.hears_of_starts())
    }
}
