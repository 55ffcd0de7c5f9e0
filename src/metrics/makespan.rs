//! From the first submission to the last end.

use crate::model::{Span, Time};
use crate::record::{Fact, JobFact, Observer, Record};
use serde::{Deserialize, Serialize};

/// When the first job was submitted and when the last one ended, of those that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Makespan {
    bounds: Option<(Time, Time)>,
}

impl Makespan {
    /// The two; nothing where no job ran.
    #[must_use]
    pub const fn bounds(&self) -> Option<(Time, Time)> {
        self.bounds
    }

    /// The span between the two; nothing where no job ran.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.bounds.map(|(first, last)| last.since(first))
    }
}

impl Observer for Makespan {
    #[inline]
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if let JobFact::Ended { .. } | JobFact::StillRunning { .. } = fact {
            let (first, last) = self.bounds.unwrap_or((request.submit, record.at));
            self.bounds = Some((first.min(request.submit), last.max(record.at)));
        }
    }
}
