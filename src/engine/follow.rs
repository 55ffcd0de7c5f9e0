//! The job that is followed, and how things stood for it.

use crate::model::{Cause, Counted, JobId};
use crate::record::Scene;
use serde::{Deserialize, Serialize};

/// A job that is followed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Followed {
    pub(super) job: JobId,
    pub(super) slot: Option<u32>,
    /// What it waited for when it was last looked at, if it waited then.
    pub(super) last: Option<(Cause, Option<Counted>)>,
    pub(super) scenes: Vec<Scene>,
}
