//! What happened: one stream of facts leaves the engine, and everything else is made from it.

mod capacity;
mod job;
mod scene;
mod tape;

pub use crate::model::{Breach, Piece};
pub use capacity::CapacityChange;
pub use job::{Cancellation, End, Past, Rejection, Stop};
pub use scene::{Bond, Holder, Lacking, PoolView, Scene, Waiter};
pub use tape::{Entry, Event, Tape};

use crate::model::{Cause, Causes, CenterId, ClassId, Request, Span, Time};
use crate::state::{Saved, StateError, from_bytes};

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'a> {
    /// A job was submitted and waits.
    Submitted {
        /// The job.
        request: &'a Request,
    },
    /// A job was submitted and turned away, because it could never run.
    Rejected {
        /// The job.
        request: &'a Request,
        /// Why.
        why: Rejection,
    },
    /// A job began to run.
    Started {
        /// The job.
        request: &'a Request,
        /// What it holds.
        pieces: &'a [Piece],
        /// What it has behind it.
        past: Past,
    },
    /// A job was made to leave its nodes, and waits again.
    Stopped {
        /// The job.
        request: &'a Request,
        /// When it had started.
        start: Time,
        /// What it held.
        pieces: &'a [Piece],
        /// How it was stopped.
        stop: Stop,
        /// How much of the time since its start was in vain.
        lost: Span,
        /// What it had behind it at that start.
        past: Past,
    },
    /// A job was given up while it waited.
    Cancelled {
        /// The job.
        request: &'a Request,
        /// Why.
        why: Cancellation,
        /// What it has behind it, its last wait included.
        past: Past,
    },
    /// A job that waited starts, is given up, or waits still at the horizon: so long it waited for what since it was
    /// submitted or stopped.
    Waited {
        /// The job.
        request: &'a Request,
        /// For what.
        causes: &'a Causes,
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
    /// A start that was promised was moved to a later time.
    PromiseBroken {
        /// The job.
        request: &'a Request,
        /// What it had been promised.
        promised: Time,
        /// For whose sake.
        breach: Breach,
    },
    /// Nodes came, are to leave, or have left.
    Capacity {
        /// Which, and what is there from now on.
        change: &'a CapacityChange,
    },
    /// A job ended.
    Ended {
        /// The job.
        request: &'a Request,
        /// When it had started.
        start: Time,
        /// How it ended.
        end: End,
        /// What it held.
        pieces: &'a [Piece],
        /// What it had behind it at that start.
        past: Past,
    },
    /// The horizon came while a job waited.
    StillWaiting {
        /// The job.
        request: &'a Request,
        /// What it has behind it.
        past: Past,
    },
    /// The horizon came while a job ran.
    StillRunning {
        /// The job.
        request: &'a Request,
        /// When it had started.
        start: Time,
        /// What it holds.
        pieces: &'a [Piece],
        /// What it had behind it at that start.
        past: Past,
    },
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
/// use suanli::record::{Fact, Observer, Record};
///
/// /// Counts the jobs that were turned away.
/// #[derive(Default)]
/// struct TurnedAway(u64);
///
/// impl Observer for TurnedAway {
///     fn observe(&mut self, record: &Record<'_>) {
///         if let Fact::Rejected { .. } = record.fact {
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
}
