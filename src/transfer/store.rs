//! The room of a centre for copies of datasets that lie elsewhere for good: what is in use stays, and the rest makes way by a rule.

use crate::model::{DatasetId, Discard, Storeroom};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The copies of one centre.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Store {
    room: Storeroom,
    copies: BTreeMap<DatasetId, Copy>,
    /// Bytes of all copies, and of those that must stay: in use, or on their way.
    held: u64,
    kept: u64,
    /// Copies that may make way, in the order in which they do.
    spare: BTreeSet<(u64, u64, DatasetId)>,
    /// How often anything was used so far.
    turn: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Copy {
    bytes: u64,
    /// How many jobs and transfers need it.
    pins: u32,
    is_whole: bool,
    came: u64,
    used: u64,
}

impl Store {
    /// An empty one.
    #[must_use]
    pub fn new(room: Storeroom) -> Store {
        Store { room, ..Store::default() }
    }

    /// Whether a whole copy is there.
    #[must_use]
    pub fn has(&self, dataset: DatasetId) -> bool {
        self.copies.get(&dataset).is_some_and(|copy| copy.is_whole)
    }

    /// Whether a copy is there or on its way.
    #[must_use]
    pub fn knows(&self, dataset: DatasetId) -> bool {
        self.copies.contains_key(&dataset)
    }

    /// Whether it could ever hold so many bytes at once.
    #[must_use]
    pub fn could_hold(&self, bytes: u64) -> bool {
        self.room.bytes.is_none_or(|all| bytes <= all)
    }

    /// Makes room for so many bytes beside these copies. Gives the copies that made way, or nothing where what must stay leaves too
    /// little room; then nothing has changed.
    pub fn make_room(&mut self, bytes: u64, beside: &[DatasetId]) -> Option<Vec<DatasetId>> {
        let Some(all) = self.room.bytes else { return Some(Vec::new()) };
        let is_spare = |copy: &&Copy| copy.pins == 0 && copy.is_whole;
        let stays = beside.iter().filter_map(|dataset| self.copies.get(dataset)).filter(is_spare);
        let stays: u64 = stays.map(|copy| copy.bytes).sum();
        if all < bytes.saturating_add(self.kept + stays) {
            return None;
        }
        let mut gone = Vec::new();
        while all < self.held + bytes {
            let first = self.spare.iter().find(|(_, _, dataset)| !beside.contains(dataset)).copied();
            let first = first.expect("what may make way is enough");
            self.spare.remove(&first);
            let dataset = first.2;
            let copy = self.copies.remove(&dataset).expect("what may make way is there");
            self.held -= copy.bytes;
            gone.push(dataset);
        }
        Some(gone)
    }

    /// Keeps room for a copy that is on its way, for one that needs it. Panics when there is one already.
    pub fn expect(&mut self, dataset: DatasetId, bytes: u64) {
        self.turn += 1;
        let copy = Copy { bytes, pins: 1, is_whole: false, came: self.turn, used: self.turn };
        let before = self.copies.insert(dataset, copy);
        assert!(before.is_none(), "a second copy of dataset {} would come", dataset.0);
        self.held += bytes;
        self.kept += bytes;
    }

    /// The copy is there. Panics when none was on its way.
    pub fn arrive(&mut self, dataset: DatasetId) {
        let copy = self.copies.get_mut(&dataset).expect("a copy that comes was expected");
        copy.is_whole = true;
        if copy.pins == 0 {
            self.let_go(dataset);
        }
    }

    /// One more needs the copy. Panics when there is none.
    pub fn pin(&mut self, dataset: DatasetId) {
        let turn = self.next_turn();
        let discard = self.room.discard;
        let copy = self.copies.get_mut(&dataset).expect("only a copy that is there is needed");
        if copy.pins == 0 && copy.is_whole {
            let place = place(discard, dataset, copy);
            self.spare.remove(&place);
            self.kept += copy.bytes;
        }
        copy.pins += 1;
        copy.used = turn;
    }

    /// One less needs the copy. Panics when nobody did.
    pub fn unpin(&mut self, dataset: DatasetId) {
        let turn = self.next_turn();
        let copy = self.copies.get_mut(&dataset).expect("a copy that is needed is there");
        assert!(0 < copy.pins, "dataset {} was needed by nobody", dataset.0);
        copy.pins -= 1;
        copy.used = turn;
        if copy.pins == 0 && copy.is_whole {
            self.let_go(dataset);
        }
    }

    fn next_turn(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// A copy may make way from now on.
    fn let_go(&mut self, dataset: DatasetId) {
        let copy = &self.copies[&dataset];
        self.kept -= copy.bytes;
        self.spare.insert(place(self.room.discard, dataset, copy));
    }
}

/// The place of a copy in the order in which they make way.
const fn place(discard: Discard, dataset: DatasetId, copy: &Copy) -> (u64, u64, DatasetId) {
    match discard {
        Discard::LeastRecent => (copy.used, 0, dataset),
        Discard::Oldest => (copy.came, 0, dataset),
        Discard::Largest => (u64::MAX - copy.bytes, copy.used, dataset),
    }
}
