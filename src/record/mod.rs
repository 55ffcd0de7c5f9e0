//! What happened: one stream of facts leaves the engine, and everything else is made from it.

mod tape;

pub use crate::model::Piece;
pub use tape::{Entry, Event, Tape};

use crate::model::{CenterId, Request, Time};

/// Why a job was turned away at submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// One task needs more than any node of the partition has.
    TaskTooLarge,
    /// All its tasks together need more than is open to its tenant, even when empty.
    TooManyTasks,
}

impl Rejection {
    /// Every reason, in order.
    pub const ALL: [Rejection; 2] = [Rejection::TaskTooLarge, Rejection::TooManyTasks];

    /// The reason in words, for people.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Rejection::TaskTooLarge => "one task needs more than any node has",
            Rejection::TooManyTasks => "needs more than the whole machine open to it",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// It did its work.
    Finished,
    /// It was stopped at its walltime.
    Killed,
}

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
    },
    /// The horizon came while a job waited.
    StillWaiting {
        /// The job.
        request: &'a Request,
    },
    /// The horizon came while a job ran.
    StillRunning {
        /// The job.
        request: &'a Request,
        /// When it had started.
        start: Time,
        /// What it holds.
        pieces: &'a [Piece],
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
pub trait Observer {
    /// Takes note of one record.
    fn observe(&mut self, record: &Record<'_>);
}

/// Nobody.
impl Observer for () {
    fn observe(&mut self, _record: &Record<'_>) {}
}

/// Two observers side by side.
impl<A: Observer, B: Observer> Observer for (A, B) {
    fn observe(&mut self, record: &Record<'_>) {
        self.0.observe(record);
        self.1.observe(record);
    }
}

impl<O: Observer + ?Sized> Observer for &mut O {
    fn observe(&mut self, record: &Record<'_>) {
        (**self).observe(record);
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
