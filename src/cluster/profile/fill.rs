//! Filling a profile anew, step by step.

use super::{BLOCK, Block, Profile};
use crate::model::Time;

impl Profile {
    /// Starts anew from steps that are pushed in order of time, of which there must be one.
    pub(in super::super) const fn fill(&mut self) -> Filling<'_> {
        Filling { blocks: &mut self.blocks, filled: 0 }
    }
}

/// A profile that starts anew; its blocks are used again.
#[derive(Debug)]
pub(in super::super) struct Filling<'a> {
    blocks: &'a mut Vec<Block>,
    filled: usize,
}

impl Filling<'_> {
    /// Adds a step.
    ///
    /// # Panics
    /// When more than four thousand million units are free.
    #[inline]
    pub(in super::super) fn push(&mut self, from: Time, free: u64) {
        let free = u32::try_from(free).expect("a pool has fewer than four thousand million units");
        let last = self.blocks[..self.filled].last_mut();
        match last.filter(|last| last.free.len() < BLOCK / 2) {
            Some(last) => last.push(from, free),
            None => self.begin_block(from, free),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.filled == 0
    }

    #[inline(never)]
    fn begin_block(&mut self, from: Time, free: u32) {
        if self.filled == self.blocks.len() {
            self.blocks.push(Block::empty());
        }
        let block = &mut self.blocks[self.filled];
        block.clear(from);
        block.push(from, free);
        self.filled += 1;
    }
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        self.blocks.truncate(self.filled);
    }
}
