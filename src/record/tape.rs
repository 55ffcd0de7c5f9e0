//! A tape in memory: every record of a run, owned, to be looked at or played back later.

use super::{End, Fact, Observer, Piece, Record, Rejection};
use crate::model::{CenterId, Request, Time};

/// One record, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: Time,
    /// In which centre.
    pub center: CenterId,
    /// What happened.
    pub event: Event,
}

/// A fact that owns what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// See [`Fact::Submitted`].
    Submitted(Request),
    /// See [`Fact::Rejected`].
    Rejected(Request, Rejection),
    /// See [`Fact::Started`].
    Started(Request, Vec<Piece>),
    /// See [`Fact::Ended`].
    Ended(Request, Time, End, Vec<Piece>),
    /// See [`Fact::StillWaiting`].
    StillWaiting(Request),
    /// See [`Fact::StillRunning`].
    StillRunning(Request, Time, Vec<Piece>),
}

/// Every record of a run, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tape {
    /// The records.
    pub entries: Vec<Entry>,
}

impl Tape {
    /// Tells everything again to somebody else, as if it happened now.
    pub fn play(&self, observer: &mut dyn Observer) {
        for entry in &self.entries {
            let fact = match &entry.event {
                Event::Submitted(request) => Fact::Submitted { request },
                Event::Rejected(request, why) => Fact::Rejected { request, why: *why },
                Event::Started(request, pieces) => Fact::Started { request, pieces },
                Event::Ended(request, start, end, pieces) => {
                    Fact::Ended { request, start: *start, end: *end, pieces }
                }
                Event::StillWaiting(request) => Fact::StillWaiting { request },
                Event::StillRunning(request, start, pieces) => {
                    Fact::StillRunning { request, start: *start, pieces }
                }
            };
            observer.observe(&Record { at: entry.at, center: entry.center, fact });
        }
    }
}

impl Observer for Tape {
    fn observe(&mut self, record: &Record<'_>) {
        let event = match record.fact {
            Fact::Submitted { request } => Event::Submitted(*request),
            Fact::Rejected { request, why } => Event::Rejected(*request, why),
            Fact::Started { request, pieces } => Event::Started(*request, pieces.to_vec()),
            Fact::Ended { request, start, end, pieces } => {
                Event::Ended(*request, start, end, pieces.to_vec())
            }
            Fact::StillWaiting { request } => Event::StillWaiting(*request),
            Fact::StillRunning { request, start, pieces } => {
                Event::StillRunning(*request, start, pieces.to_vec())
            }
        };
        self.entries.push(Entry { at: record.at, center: record.center, event });
    }
}
