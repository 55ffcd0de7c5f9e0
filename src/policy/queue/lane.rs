//! One lane: entries sorted by key, in blocks of blocks.

#[cfg(test)]
mod tests;

use super::entry::{Entry, Key};
use super::filter::Filter;
use super::summary::Summary;
use crate::policy::resort::resort;
use serde::{Deserialize, Serialize};

/// Leaves are small, because their entries are moved and looked at singly.
const LEAF: usize = 64;
const BLOCK: usize = 128;

/// Waiting jobs in order of their keys. A lane that has run empty keeps one leaf, which is then the only one without entries: under
/// a moderate load most jobs join an empty queue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lane {
    blocks: Vec<Block>,
    summary: Summary,
}

/// Up to `BLOCK` leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Block {
    leaves: Vec<Leaf>,
    summary: Summary,
}

/// Up to `LEAF` entries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Leaf {
    entries: Vec<Entry>,
    summary: Summary,
}

/// A place in a lane. It stays good while nothing is inserted and only this place is removed.
///
/// The numbers of block, leaf and entry lie in one word: a place is made and read at every step of every walk, and a
/// word that was written in three parts would have to be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place(u64);

impl Place {
    const fn new(block: usize, leaf: usize, entry: usize) -> Place {
        Place((block as u64) << 32 | (leaf as u64) << 16 | entry as u64)
    }

    const fn block(self) -> usize {
        (self.0 >> 32) as usize
    }

    const fn leaf(self) -> usize {
        (self.0 >> 16 & 0xffff) as usize
    }

    const fn entry(self) -> usize {
        (self.0 & 0xffff) as usize
    }
}

impl Lane {
    /// Whether nobody waits here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    /// The first waiting job.
    #[must_use]
    pub fn first(&self) -> Option<&Entry> {
        self.blocks.first().and_then(|block| block.leaves[0].entries.first())
    }

    /// All waiting jobs in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.blocks.iter().flat_map(|block| block.leaves.iter().flat_map(|leaf| leaf.entries.iter()))
    }

    /// The first job at or after a place, and where it stands.
    #[inline]
    pub(in crate::policy) fn at_or_behind(&self, place: Place) -> Option<(Place, &Entry)> {
        let block = self.blocks.get(place.block())?;
        if let Some(leaf) = block.leaves.get(place.leaf()) {
            if let Some(entry) = leaf.entries.get(place.entry()) {
                return Some((place, entry));
            }
            if place.leaf() + 1 < block.leaves.len() {
                return self.at_or_behind(Place::new(place.block(), place.leaf() + 1, 0));
            }
        }
        self.at_or_behind(Place::new(place.block() + 1, 0, 0))
    }

    /// The first job at or after the place that passes the filter.
    #[must_use]
    #[inline]
    pub fn next(&self, from: Place, filter: &Filter) -> Option<(Place, Entry)> {
        match self.only_leaf() {
            Some(leaf) => leaf.next(from, filter),
            None => self.next_of_many(from, filter),
        }
    }

    /// The only leaf; nothing where there are several, or none.
    fn only_leaf(&self) -> Option<&Leaf> {
        match self.blocks.as_slice() {
            [block] if block.leaves.len() == 1 => block.leaves.first(),
            _ => None,
        }
    }

    #[inline(never)]
    fn next_of_many(&self, from: Place, filter: &Filter) -> Option<(Place, Entry)> {
        let mut place = from;
        if let Some(entry) = self.at(place) {
            if filter.passes(entry) {
                return Some((place, *entry));
            }
            place = Lane::after(place);
        }
        while let Some(block) = self.blocks.get(place.block()) {
            // The only leaf of a block says the same.
            if block.leaves.len() == 1 || block.summary.may_pass(filter) {
                while let Some(leaf) = block.leaves.get(place.leaf()) {
                    if leaf.summary.may_pass(filter) {
                        let rest = leaf.entries.iter().enumerate().skip(place.entry());
                        for (number, entry) in rest {
                            if filter.passes(entry) {
                                return Some((Place::new(place.block(), place.leaf(), number), *entry));
                            }
                        }
                    }
                    place = Place::new(place.block(), place.leaf() + 1, 0);
                }
            }
            place = Place::new(place.block() + 1, 0, 0);
        }
        None
    }

    /// The place right after another.
    #[must_use]
    pub const fn after(place: Place) -> Place {
        Place(place.0 + 1)
    }

    /// The place of the job with this key, if it waits here.
    #[must_use]
    pub fn find(&self, key: Key) -> Option<Place> {
        self.named(key).map(|(place, _)| place)
    }

    /// The job with this key and its place, if it waits here.
    #[must_use]
    pub fn named(&self, key: Key) -> Option<(Place, Entry)> {
        let place = self.seek(key);
        self.at(place).filter(|entry| entry.key == key).map(|entry| (place, *entry))
    }

    fn at(&self, place: Place) -> Option<&Entry> {
        self.blocks.get(place.block())?.leaves.get(place.leaf())?.entries.get(place.entry())
    }

    /// Where a job with this key stands or would stand.
    #[must_use]
    pub fn seek(&self, key: Key) -> Place {
        // Most jobs join at the end, and most searches are for the job that just did.
        if let Some(block) = self.blocks.last()
            && let Some(leaf) = block.leaves.last()
            && let Some(last) = leaf.entries.last()
            && last.key <= key
        {
            let entry = leaf.entries.len() - usize::from(last.key == key);
            let (block, leaf) = (self.blocks.len() - 1, block.leaves.len() - 1);
            return Place::new(block, leaf, entry);
        }
        if self.is_empty() {
            return Place::default();
        }
        let block =
            self.blocks.partition_point(|block| block.leaves[0].entries[0].key <= key).saturating_sub(1);
        let leaves = &self.blocks[block].leaves;
        let leaf = leaves.partition_point(|leaf| leaf.entries[0].key <= key).saturating_sub(1);
        let entry = leaves[leaf].entries.partition_point(|known| known.key < key);
        Place::new(block, leaf, entry)
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        if self.blocks.is_empty() {
            self.blocks.push(Block { leaves: vec![Leaf::default()], summary: Summary::default() });
        }
        self.summary.add(&entry);
        let place = self.seek(entry.key);
        let block = &mut self.blocks[place.block()];
        block.summary.add(&entry);
        let leaf = &mut block.leaves[place.leaf()];
        leaf.summary.add(&entry);
        leaf.entries.insert(place.entry(), entry);
        if leaf.entries.len() == LEAF {
            // A lane that grows at its end stays full; one that grows in the middle is halved.
            let at_end = place.entry() + 1 == LEAF;
            let later = leaf.split(if at_end { LEAF - 1 } else { LEAF / 2 });
            block.leaves.insert(place.leaf() + 1, later);
            if block.leaves.len() == BLOCK {
                let later = block.split(if at_end { BLOCK - 1 } else { BLOCK / 2 });
                self.blocks.insert(place.block() + 1, later);
            }
        }
    }

    /// Gives every job a new rank and sorts the lane by it; `room` is where it sorts. Costs a look at each of its jobs, and what
    /// [`resort`] costs where any two have changed places.
    pub(super) fn rerank(&mut self, room: &mut Vec<Entry>, mut rank: impl FnMut(&Entry) -> u64) {
        let (mut last, mut sorted) = (Key::default(), true);
        for leaf in self.blocks.iter_mut().flat_map(|block| &mut block.leaves) {
            for entry in &mut leaf.entries {
                entry.key.rank = rank(entry);
                sorted &= last <= entry.key;
                last = entry.key;
            }
        }
        if sorted {
            return;
        }
        room.clear();
        room.extend(self.iter());
        resort(room, |_| {}, |one, other| one.key.cmp(&other.key));
        let mut sorted = room.as_slice();
        // Blocks keep their lengths, so that nothing is allocated.
        for block in &mut self.blocks {
            let mut changed = false;
            for leaf in &mut block.leaves {
                let (here, behind) = sorted.split_at(leaf.entries.len());
                if leaf.entries != here {
                    leaf.entries.copy_from_slice(here);
                    leaf.refresh();
                    changed = true;
                }
                sorted = behind;
            }
            if changed {
                block.refresh();
            }
        }
    }

    /// What the lane has to offer.
    pub(super) const fn summary(&self) -> &Summary {
        &self.summary
    }

    pub(super) fn remove(&mut self, place: Place) -> (Entry, Place) {
        if let [block] = self.blocks.as_mut_slice()
            && let [leaf] = block.leaves.as_mut_slice()
        {
            let entry = leaf.entries.remove(place.entry());
            if leaf.forget(&entry) {
                // The only leaf says what its block and the lane say.
                let class = Summary::class_of(&entry);
                let shortest = leaf.summary.shortest(class);
                block.summary.set(class, shortest);
                self.summary.set(class, shortest);
            }
            return (entry, place);
        }
        let (entry, next) = self.take(place);
        let blocks = self.blocks.iter();
        self.summary.forget(&entry, |class| blocks.map(|block| block.summary.shortest(class)).min());
        (entry, next)
    }

    /// Takes a job out of one of several leaves.
    fn take(&mut self, place: Place) -> (Entry, Place) {
        let blocks = &mut self.blocks;
        let block = &mut blocks[place.block()];
        let leaf = &mut block.leaves[place.leaf()];
        let entry = leaf.entries.remove(place.entry());
        if leaf.entries.is_empty() {
            block.leaves.remove(place.leaf());
            if block.leaves.is_empty() {
                blocks.remove(place.block());
                return (entry, Place::new(place.block(), 0, 0));
            }
            block.forget(&entry);
            return (entry, Place::new(place.block(), place.leaf(), 0));
        }
        if leaf.forget(&entry) {
            block.forget(&entry);
        }
        (entry, place)
    }
}

impl Leaf {
    /// The first job at or after the place that passes the filter, where there is no other leaf.
    fn next(&self, from: Place, filter: &Filter) -> Option<(Place, Entry)> {
        let first = if from.0 < LEAF as u64 { from.entry() } else { LEAF };
        let rest = self.entries.get(first..)?;
        if let Some(entry) = rest.first().filter(|entry| filter.passes(entry)) {
            return Some((from, *entry));
        }
        if !self.summary.may_pass(filter) {
            return None;
        }
        let behind = rest.iter().position(|entry| filter.passes(entry))?;
        Some((Place(from.0 + behind as u64), rest[behind]))
    }

    fn split(&mut self, at: usize) -> Leaf {
        let mut entries = Vec::with_capacity(LEAF);
        entries.extend(self.entries.drain(at..));
        let mut later = Leaf { entries, summary: Summary::default() };
        later.refresh();
        self.refresh();
        later
    }

    fn refresh(&mut self) {
        self.summary = Summary::default();
        for entry in &self.entries {
            self.summary.add(entry);
        }
    }

    /// Keeps the summary true after a removal. Returns whether it changed.
    fn forget(&mut self, gone: &Entry) -> bool {
        let entries = self.entries.iter();
        self.summary
            .forget(gone, |class| entries.filter(|entry| class.has(entry)).map(|entry| entry.wall_secs).min())
    }
}

impl Block {
    fn split(&mut self, at: usize) -> Block {
        let mut leaves = Vec::with_capacity(BLOCK);
        leaves.extend(self.leaves.drain(at..));
        let mut later = Block { leaves, summary: Summary::default() };
        later.refresh();
        self.refresh();
        later
    }

    fn refresh(&mut self) {
        self.summary = Summary::default();
        for leaf in &self.leaves {
            self.summary.merge(&leaf.summary);
        }
    }

    fn forget(&mut self, gone: &Entry) {
        let leaves = self.leaves.iter();
        self.summary.forget(gone, |class| leaves.map(|leaf| leaf.summary.shortest(class)).min());
    }
}
