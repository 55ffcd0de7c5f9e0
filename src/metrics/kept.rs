//! When the idle nodes of a pool are kept by its lock, and for whom.

use super::Window;
use crate::model::{Lock, LockMode, Time};
use serde::{Deserialize, Serialize};

/// For whom idle nodes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum For {
    /// For the owners of the lock.
    Owners,
    /// For nobody: they are under maintenance.
    Nobody,
}

/// When the idle nodes of a pool are kept within some time, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) whom: For,
    /// In order, and none meets another.
    pub(super) spans: Vec<(Time, Time)>,
}

impl Kept {
    /// What a lock keeps: all of its idle nodes while it holds, where it lends them to nobody or for short jobs alone. Those that
    /// anybody might use are idle like others, and those of a phase are not there.
    pub(super) fn of(lock: &Lock, window: Window) -> Option<Kept> {
        let keeps = match lock.mode {
            LockMode::Strict | LockMode::LendShort { .. } => !lock.absent,
            LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => false,
        };
        let whom = if lock.owners.is_empty() { For::Nobody } else { For::Owners };
        let always = [(window.start, window.end)];
        let spans = if lock.windows.is_always() { &always[..] } else { lock.windows.spans() };
        let within = spans.iter().map(|(from, until)| (window.start.max(*from), window.end.min(*until)));
        keeps.then(|| Kept { whom, spans: within.filter(|(from, until)| from < until).collect() })
    }

    /// How much of the time from one instant to another they are kept, in microseconds.
    pub(super) fn overlap_micros(&self, start: Time, end: Time) -> u128 {
        let first = self.spans.partition_point(|(_, until)| *until <= start);
        let spans = self.spans[first..].iter().take_while(|(from, _)| *from < end);
        spans.map(|(from, until)| u128::from(start.max(*from).until(end.min(*until)).as_micros())).sum()
    }
}
