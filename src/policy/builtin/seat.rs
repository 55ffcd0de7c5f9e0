//! Where a waiting job stands, and what a look at it found.

use crate::cluster::Found;
use crate::model::{AccessId, Cause};
use crate::policy::queue::{Entry, Place};
use crate::policy::standing::Cursor;
use serde::{Deserialize, Serialize};

/// Where a waiting job stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Seat {
    pub(super) lane: u32,
    pub(super) access: AccessId,
    pub(super) place: Place,
    pub(super) entry: Entry,
}

impl Seat {
    pub(super) const fn at(cursor: &Cursor) -> Seat {
        Seat { lane: cursor.lane, access: cursor.access, place: cursor.place, entry: cursor.entry }
    }

    /// A cursor at a job whose tenant has no rank.
    pub(super) const fn cursor(&self) -> Cursor {
        Cursor { lane: self.lane, access: self.access, tenant_rank: 0, place: self.place, entry: self.entry }
    }

    pub(super) const fn job(&self) -> u32 {
        self.entry.job
    }
}

/// What was found of a job that was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt {
    /// It may start, on the places that were found.
    Starts,
    /// It must wait.
    Waits(Wait),
}

/// Why a job must wait.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wait {
    /// What it lacks of what is counted, and whether all could lack it.
    pub(super) lack: Option<(Cause, bool)>,
    /// Whether it would fit, but would delay another.
    pub(super) fits: bool,
    /// When it can start by the plan, where there is one.
    pub(super) start: Option<Found>,
}
