//! Room that passes work in, and what they found, as far as it spares a second look.

use super::bounds::Bounds;
use super::memory::Refused;
use super::need::Parts;
use crate::model::{AccessId, Piece, Time};
use crate::policy::desk::Waiting;
use crate::policy::queue::{Entry, Key};
use crate::policy::standing::Cursor;
use serde::{Deserialize, Serialize};

/// What passes work with, kept so that no pass allocates; and what they found, as far as it spares a second look.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Room {
    /// What was found not to fit since anything was last given back.
    pub(super) unfit: Refused,
    /// What fits but was found to delay another job, since anything was last given back or taken.
    pub(super) harmful: Refused,
    pub(super) bounds: Bounds,
    pub(super) hope: Option<Hope>,
    /// By lane: up to where no job was found that could start now.
    pub(super) searched: Vec<Key>,
    /// From when on the job that was planned last takes something.
    pub(super) taken_from: Time,
    pub(super) cursors: Vec<Cursor>,
    pub(super) late: Vec<Cursor>,
    pub(super) newcomers: Vec<Waiting>,
    pub(super) candidates: Vec<Waiting>,
    pub(super) parts: Parts,
    pub(super) pieces: Vec<Piece>,
}

/// A job for whose sake the plan is made on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Hope {
    pub(super) tenant_rank: u64,
    pub(super) access: AccessId,
    pub(super) entry: Entry,
    /// Until when it would run if it started now.
    pub(super) until: Time,
}
