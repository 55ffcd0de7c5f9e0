//! A job that needs data, a copy on its way, and a transfer with what it carries.

use crate::model::{CenterId, DatasetId, Request, Time, TransferId};
use crate::record::Haul;
use serde::{Deserialize, Serialize};

/// What a job needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Need {
    pub(super) center: CenterId,
    pub(super) request: Request,
    pub(super) inputs: Vec<DatasetId>,
    /// How many of them are not there yet.
    pub(super) missing: u32,
    /// Whether copies are kept for it, here or on their way.
    pub(super) is_placed: bool,
}

/// A copy on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Coming {
    pub(super) transfer: TransferId,
    pub(super) waiting: Vec<u32>,
}

/// A transfer under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) haul: Haul,
    pub(super) to: CenterId,
    pub(super) begun: Time,
    /// Whether the copy that is read must stay until then.
    pub(super) pins_source: bool,
}
