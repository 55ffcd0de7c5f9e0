//! A walk over all lanes: where it stands in each, and which job is next.

use crate::model::AccessId;
use crate::policy::desk::Desk;
use crate::policy::queue::{Entry, Filter, Key, Place};
use serde::{Deserialize, Serialize};

/// Where a walk stands in one lane.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(in crate::policy) struct Cursor {
    pub(in crate::policy) lane: u32,
    pub(in crate::policy) access: AccessId,
    pub(in crate::policy) tenant_rank: u64,
    pub(in crate::policy) place: Place,
    pub(in crate::policy) entry: Entry,
}

impl Cursor {
    /// Goes on to the first job at or behind the key. Returns false when there is none.
    pub(in crate::policy) fn skip_to(&mut self, desk: &Desk<'_>, key: Key) -> bool {
        let next = desk.next_in(self.lane, desk.queue.lane(self.lane).seek(key), &Filter::ALL);
        if let Some((place, entry)) = next {
            (self.place, self.entry) = (place, entry);
        }
        next.is_some()
    }
}

/// The cursor at the job that stands before all others.
pub(in crate::policy) fn first(cursors: &[Cursor]) -> Option<usize> {
    let key = |number: &usize| (cursors[*number].tenant_rank, cursors[*number].entry.key);
    (0..cursors.len()).min_by_key(key)
}
