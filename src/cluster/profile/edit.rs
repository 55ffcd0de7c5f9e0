//! Changing a profile: a span at a time, in one walk.

use super::{BLOCK, Block, Opening, Place, Profile};
use crate::model::{Span, Time};

impl Profile {
    /// Takes units for a span.
    ///
    /// # Panics
    /// When they are not free.
    pub fn take(&mut self, from: Time, span: Span, units: u64) {
        let units = u32::try_from(units).expect("only what is free is taken");
        self.change(from, span, |free| free.checked_sub(units).expect("only what is free is taken"));
    }

    /// Takes units for a span where room for them was found, without another search.
    ///
    /// # Panics
    /// When they are not free.
    pub fn take_opening(&mut self, opening: Opening, span: Span, units: u64) {
        match (self.blocks.as_mut_slice(), opening.steps) {
            // Two steps more must not fill the block.
            ([only], Some((first, next))) if only.free.len() + 2 < BLOCK && span != Span::ZERO => {
                let units = u32::try_from(units).expect("only what is free is taken");
                only.take((first as usize, next as usize), (opening.at, opening.at + span), units);
            }
            _ => self.take(opening.at, span, units),
        }
    }

    /// Gives units back for a span.
    ///
    /// # Panics
    /// When that makes more than four thousand million.
    pub fn give(&mut self, from: Time, span: Span, units: u64) {
        let units = u32::try_from(units).expect("a pool has fewer than four thousand million units");
        self.change(from, span, |free| free + units);
    }

    /// Changes what is free throughout a span, in one walk from its first step to its last.
    fn change(&mut self, from: Time, span: Span, change: impl Fn(u32) -> u32) {
        let until = from + span;
        if span == Span::ZERO {
            return;
        }
        let several = 1 < self.blocks.len();
        let first = self.begin_step(from);
        let Place { block: mut number, step: mut within } = first;
        let mut before = 0;
        while let Some(block) = self.blocks.get_mut(number) {
            let rest = &block.from[within..];
            let touched = match rest.last() {
                Some(last) if *last < until => rest.len(),
                Some(_) | None => rest.partition_point(|at| *at < until),
            };
            for free in &mut block.free[within..within + touched] {
                before = *free;
                *free = change(*free);
            }
            if several && 0 < touched {
                block.measure();
            }
            within += touched;
            if within < block.free.len() {
                break;
            }
            (number, within) = (number + 1, 0);
        }
        let superfluous = self.before(first).is_some_and(|place| self.free(place) == self.free(first));
        self.end_step(Place { block: number, step: within }, until, before);
        if superfluous {
            // The end may have split the block of the first step.
            self.join(self.place_of(from));
        }
    }

    /// Makes a step begin at this time, and gives its place.
    fn begin_step(&mut self, at: Time) -> Place {
        let place = self.place_of(at);
        if self.from(place) == at {
            return place;
        }
        self.insert(Place { step: place.step + 1, ..place }, at, self.free(place))
    }

    /// After a change: lets what was free before begin again at `until`, unless a step begins there anyway, which then may
    /// have become superfluous.
    fn end_step(&mut self, place: Place, until: Time, before: u32) {
        if self.blocks.get(place.block).is_some_and(|block| block.from[place.step] == until) {
            self.join(place);
        } else if until < Time::NEVER {
            // At the end of a block the new step belongs behind its last one.
            let place = match place.step {
                0 if 0 < place.block => {
                    Place { block: place.block - 1, step: self.blocks[place.block - 1].free.len() }
                }
                _ => place,
            };
            self.insert(place, until, before);
        }
    }

    /// Inserts a step, and gives the place where it came to lie.
    fn insert(&mut self, place: Place, from: Time, free: u32) -> Place {
        let block = &mut self.blocks[place.block];
        block.from.insert(place.step, from);
        block.free.insert(place.step, free);
        block.begin = block.from[0];
        block.least = block.least.min(free);
        block.most = block.most.max(free);
        if block.free.len() < BLOCK {
            return place;
        }
        let mut later = Block::empty();
        later.from.extend(block.from.drain(BLOCK / 2..));
        later.free.extend(block.free.drain(BLOCK / 2..));
        block.measure();
        later.measure();
        self.blocks.insert(place.block + 1, later);
        match place.step.checked_sub(BLOCK / 2) {
            None => place,
            Some(step) => Place { block: place.block + 1, step },
        }
    }

    /// Removes the step at a place if it changes nothing.
    fn join(&mut self, place: Place) {
        let Some(before) = self.before(place) else { return };
        if self.free(before) != self.free(place) {
            return;
        }
        let several = 1 < self.blocks.len();
        let block = &mut self.blocks[place.block];
        block.from.remove(place.step);
        block.free.remove(place.step);
        if block.free.is_empty() {
            self.blocks.remove(place.block);
        } else if several {
            block.measure();
        }
        // A block that is left of several must be true for itself.
        if several && self.blocks.len() == 1 {
            self.blocks[0].measure();
        }
    }
}

impl Block {
    pub(super) fn empty() -> Block {
        let (from, free) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        Block { begin: Time::NEVER, least: u32::MAX, most: 0, from, free }
    }

    pub(super) fn clear(&mut self, begin: Time) {
        (self.begin, self.least, self.most) = (begin, u32::MAX, 0);
        self.from.clear();
        self.free.clear();
    }

    pub(super) fn push(&mut self, from: Time, free: u32) {
        self.from.push(from);
        self.free.push(free);
        self.least = self.least.min(free);
        self.most = self.most.max(free);
    }

    /// Adds the steps of the block behind this one.
    pub(super) fn append(&mut self, behind: &Block) {
        self.from.extend(&behind.from);
        self.free.extend(&behind.free);
        self.measure();
    }

    pub(super) fn measure(&mut self) {
        self.begin = self.from[0];
        self.least = self.free.iter().fold(u32::MAX, |least, free| least.min(*free));
        self.most = self.free.iter().fold(0, |most, free| most.max(*free));
    }

    /// Takes units from the step that holds the beginning up to the first one that does not begin before the end. The
    /// block is the only one, whose summary nobody reads.
    fn take(&mut self, (first, next): (usize, usize), (at, until): (Time, Time), units: u32) {
        let taken = |free: u32| free.checked_sub(units).expect("only what is free is taken");
        let before = self.free[next - 1];
        for free in &mut self.free[first..next] {
            *free = taken(*free);
        }
        let after = self.free[next - 1];
        if self.from.get(next) == Some(&until) {
            if self.free[next] == after {
                self.from.remove(next);
                self.free.remove(next);
            }
        } else if until < Time::NEVER {
            self.from.insert(next, until);
            self.free.insert(next, before);
        }
        if self.from[first] < at {
            // The part of the first step before the beginning keeps what it had.
            self.from.insert(first + 1, at);
            self.free.insert(first + 1, self.free[first]);
            self.free[first] += units;
        } else if 0 < first && self.free[first - 1] == self.free[first] {
            self.from.remove(first);
            self.free.remove(first);
        }
    }
}
