//! A tape in memory: every record of a run, owned, to be looked at or played back later.

use super::{DataFact, Fact, JobFact, NodeFact, Observer, Piece, Record};
use crate::model::{Cause, CenterId, ClassId, Request, Time};
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
    /// See [`Fact::Job`].
    Job {
        /// The job.
        request: Request,
        /// What it holds or held.
        pieces: Vec<Piece>,
        /// What happened.
        fact: JobFact,
    },
    /// See [`Fact::Waiting`].
    Waiting {
        /// The class.
        class: ClassId,
        /// The cause.
        cause: Cause,
        /// How many.
        jobs: u32,
    },
    /// See [`Fact::Nodes`].
    Nodes(NodeFact),
    /// See [`Fact::Data`].
    Data(DataFact),
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
    /// What happened to a job, if it happened to one.
    #[must_use]
    pub const fn job(&self) -> Option<(&Request, &JobFact)> {
        match self {
            Event::Job { request, fact, .. } => Some((request, fact)),
            Event::Waiting { .. } | Event::Nodes(_) | Event::Data(_) => None,
        }
    }

    /// The fact, lent out.
    #[must_use]
    pub fn fact(&self) -> Fact<'_> {
        match self {
            Event::Job { request, pieces, fact } => Fact::Job { request, pieces, fact: *fact },
            Event::Waiting { class, cause, jobs } => {
                Fact::Waiting { class: *class, cause: *cause, jobs: *jobs }
            }
            Event::Nodes(fact) => Fact::Nodes(fact),
            Event::Data(fact) => Fact::Data(fact),
        }
    }
}

impl From<Fact<'_>> for Event {
    fn from(fact: Fact<'_>) -> Event {
        match fact {
            Fact::Job { request, pieces, fact } => {
                Event::Job { request: *request, pieces: pieces.to_vec(), fact }
            }
            Fact::Waiting { class, cause, jobs } => Event::Waiting { class, cause, jobs },
            Fact::Nodes(fact) => Event::Nodes(fact.clone()),
            Fact::Data(fact) => Event::Data(fact.clone()),
        }
    }
}

impl Observer for Tape {
    fn observe(&mut self, record: &Record<'_>) {
        self.entries.push(Entry { at: record.at, center: record.center, event: record.fact.into() });
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}
