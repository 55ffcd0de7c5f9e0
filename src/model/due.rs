//! When a job should have done its work.

use super::Span;
use serde::{Deserialize, Serialize};

/// How long after its submission a job should have done its work, in whole seconds; most jobs are due at no time.
///
/// Four bytes, which fit into a gap of [`super::Request`]: jobs without a deadline pay nothing for those that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due(u32);

impl Default for Due {
    fn default() -> Due {
        Due::NEVER
    }
}

impl Due {
    /// At no time.
    pub const NEVER: Due = Due(u32::MAX);

    /// So long after the submission; a part of a second counts as a whole one.
    ///
    /// # Panics
    /// When that is more than 136 years.
    #[must_use]
    pub fn after(span: Span) -> Due {
        let secs = span.as_micros().div_ceil(Span::SECOND.as_micros());
        let secs = u32::try_from(secs).ok().filter(|secs| *secs != u32::MAX);
        Due(secs.unwrap_or_else(|| panic!("{span} is no deadline of a job")))
    }

    /// How long after the submission, where there is a deadline.
    #[must_use]
    pub fn span(self) -> Option<Span> {
        (self != Due::NEVER).then(|| Span::from_secs(u64::from(self.0)))
    }
}
