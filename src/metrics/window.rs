//! The part of a run that is measured.

use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

/// The part of a run that is measured: all but the warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// When measuring begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
}

impl Window {
    /// How long is measured.
    #[must_use]
    pub const fn span(self) -> Span {
        self.start.until(self.end)
    }

    /// How much of the time from `start` to `end` is measured.
    #[must_use]
    pub fn overlap(self, start: Time, end: Time) -> Span {
        start.max(self.start).until(end.min(self.end))
    }
}
