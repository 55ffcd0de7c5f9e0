//! A tape in memory: every record of a run, owned, to be looked at or played back later.

use super::{
    Breach, Cancellation, CapacityChange, End, Fact, Observer, Past, Piece, Record, Rejection, Stop,
};
use crate::model::{Cause, Causes, CenterId, ClassId, Request, Span, Time};
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};

/// One record, owned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it happened.
    pub at: Time,
    /// In which centre.
    pub center: CenterId,
    /// What happened.
    pub event: Event,
}

/// A fact that owns what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// See [`Fact::Submitted`].
    Submitted(Request),
    /// See [`Fact::Rejected`].
    Rejected(Request, Rejection),
    /// See [`Fact::Started`].
    Started(Request, Vec<Piece>, Past),
    /// See [`Fact::Stopped`].
    Stopped(Request, Time, Vec<Piece>, Stop, Span, Past),
    /// See [`Fact::Cancelled`].
    Cancelled(Request, Cancellation, Past),
    /// See [`Fact::Waited`].
    Waited(Request, Causes),
    /// See [`Fact::Waiting`].
    Waiting(ClassId, Cause, u32),
    /// See [`Fact::PromiseBroken`].
    PromiseBroken(Request, Time, Breach),
    /// See [`Fact::Capacity`].
    Capacity(CapacityChange),
    /// See [`Fact::Ended`].
    Ended(Request, Time, End, Vec<Piece>, Past),
    /// See [`Fact::StillWaiting`].
    StillWaiting(Request, Past),
    /// See [`Fact::StillRunning`].
    StillRunning(Request, Time, Vec<Piece>, Past),
}

/// Every record of a run, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tape {
    /// The records.
    pub entries: Vec<Entry>,
}

impl Tape {
    /// Tells everything again to somebody else, as if it happened now.
    pub fn play(&self, observer: &mut dyn Observer) {
        for entry in &self.entries {
            let fact = entry.event.fact();
            observer.observe(&Record { at: entry.at, center: entry.center, fact });
        }
    }
}

impl Event {
    /// The request of a job that is submitted, whether it is taken or turned away.
    #[must_use]
    pub const fn submission(&self) -> Option<&Request> {
        match self {
            Event::Submitted(request) | Event::Rejected(request, _) => Some(request),
            Event::Started(..)
            | Event::Stopped(..)
            | Event::Cancelled(..)
            | Event::Waited(..)
            | Event::Waiting(..)
            | Event::PromiseBroken(..)
            | Event::Capacity(_)
            | Event::Ended(..)
            | Event::StillWaiting(..)
            | Event::StillRunning(..) => None,
        }
    }

    /// The fact, lent out.
    #[must_use]
    pub fn fact(&self) -> Fact<'_> {
        match self {
            Event::Submitted(request) => Fact::Submitted { request },
            Event::Rejected(request, why) => Fact::Rejected { request, why: *why },
            Event::Started(request, pieces, past) => Fact::Started { request, pieces, past: *past },
            Event::Stopped(request, start, pieces, stop, lost, past) => {
                Fact::Stopped { request, start: *start, pieces, stop: *stop, lost: *lost, past: *past }
            }
            Event::Cancelled(request, why, past) => Fact::Cancelled { request, why: *why, past: *past },
            Event::Waited(request, causes) => Fact::Waited { request, causes },
            Event::Waiting(class, cause, jobs) => Fact::Waiting { class: *class, cause: *cause, jobs: *jobs },
            Event::PromiseBroken(request, promised, breach) => {
                Fact::PromiseBroken { request, promised: *promised, breach: *breach }
            }
            Event::Capacity(change) => Fact::Capacity { change },
            Event::Ended(request, start, end, pieces, past) => {
                Fact::Ended { request, start: *start, end: *end, pieces, past: *past }
            }
            Event::StillWaiting(request, past) => Fact::StillWaiting { request, past: *past },
            Event::StillRunning(request, start, pieces, past) => {
                Fact::StillRunning { request, start: *start, pieces, past: *past }
            }
        }
    }
}

impl Observer for Tape {
    fn observe(&mut self, record: &Record<'_>) {
        let event = match record.fact {
            Fact::Submitted { request } => Event::Submitted(*request),
            Fact::Rejected { request, why } => Event::Rejected(*request, why),
            Fact::Started { request, pieces, past } => Event::Started(*request, pieces.to_vec(), past),
            Fact::Stopped { request, start, pieces, stop, lost, past } => {
                Event::Stopped(*request, start, pieces.to_vec(), stop, lost, past)
            }
            Fact::Cancelled { request, why, past } => Event::Cancelled(*request, why, past),
            Fact::Waited { request, causes } => Event::Waited(*request, *causes),
            Fact::Waiting { class, cause, jobs } => Event::Waiting(class, cause, jobs),
            Fact::PromiseBroken { request, promised, breach } => {
                Event::PromiseBroken(*request, promised, breach)
            }
            Fact::Capacity { change } => Event::Capacity(change.clone()),
            Fact::Ended { request, start, end, pieces, past } => {
                Event::Ended(*request, start, end, pieces.to_vec(), past)
            }
            Fact::StillWaiting { request, past } => Event::StillWaiting(*request, past),
            Fact::StillRunning { request, start, pieces, past } => {
                Event::StillRunning(*request, start, pieces.to_vec(), past)
            }
        };
        self.entries.push(Entry { at: record.at, center: record.center, event });
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}
