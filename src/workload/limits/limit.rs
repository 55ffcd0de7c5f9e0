//! The limit that a user requests, beside what the job would really run.

use serde::{Deserialize, Serialize};

/// The limit that a user requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Limit {
    /// The job ends within so many seconds.
    Enough(u64),
    /// The job would run longer than so many seconds.
    TooShort(u64),
    /// Nobody may request more than so many seconds; the job may or may not end within them.
    Maximum(u64),
}
