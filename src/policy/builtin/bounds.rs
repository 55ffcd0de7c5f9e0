//! Earliest times that are known of easier jobs, so that a harder one is looked for behind them.

use crate::model::{AccessId, Span, Time};
use crate::policy::queue::class_of;
use serde::{Deserialize, Serialize};

/// What is known of earliest times while a plan only grows: a job that needs as much as another for as long starts no
/// earlier than that one did. One job is remembered for each power of two of units.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Bounds {
    /// By class of units.
    known: Vec<Bound>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Bound {
    access: AccessId,
    units: u32,
    span: Span,
    at: Time,
}

/// Nothing is known: no job is as hard as this.
const UNKNOWN: Bound =
    Bound { access: AccessId(0), units: u32::MAX, span: Span::from_micros(u64::MAX), at: Time::ZERO };

impl Bounds {
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// A time before which such a job cannot start.
    pub(super) fn before(&self, access: AccessId, units: u32, span: Span) -> Time {
        let classes = self.known.len().min(class_of(units) + 1);
        let mut before = Time::ZERO;
        for known in &self.known[..classes] {
            if known.access == access && known.units <= units && known.span <= span {
                before = before.max(known.at);
            }
        }
        before
    }

    /// Remembers when such a job could start at the earliest.
    pub(super) fn add(&mut self, access: AccessId, units: u32, span: Span, at: Time) {
        let class = class_of(units);
        if self.known.len() <= class {
            self.known.resize(class + 1, UNKNOWN);
        }
        // A later time tells more.
        if self.known[class].at <= at {
            self.known[class] = Bound { access, units, span, at };
        }
    }
}
