//! Searches in a profile of one block, which is what most profiles are: plain loops over times beside units.

use super::{Block, Opening};
use crate::model::{Span, Time};

impl Block {
    /// What [`super::Profile::opening`] finds, where all steps lie in this block.
    pub(super) fn opening(&self, first: usize, from: Time, units: u32, span: Span) -> Option<Opening> {
        let steps = self.free.len();
        let (at, free) = (&self.from[..steps], &self.free[..steps]);
        let mut room = first;
        loop {
            while *free.get(room)? < units {
                room += 1;
            }
            let candidate = at[room].max(from);
            let until = candidate + span;
            let mut next = room + 1;
            while next < steps && at[next] < until && units <= free[next] {
                next += 1;
            }
            if next == steps || until <= at[next] {
                return Some(Opening { at: candidate, steps: Some((room as u32, next as u32)) });
            }
            room = next + 1;
        }
    }

    /// What [`super::Profile::earlier`] finds, where all steps lie in this block.
    pub(super) fn earlier(
        &self,
        first: usize,
        from: Time,
        (span, units): (Span, u32),
        (until, held): (Time, Time),
    ) -> Option<Time> {
        let steps = self.free.len();
        let (at, free) = (&self.from[..steps], &self.free[..steps]);
        let mut room = first;
        loop {
            while *free.get(room)? < units {
                room += 1;
            }
            let candidate = at[room].max(from);
            if until <= candidate {
                return None;
            }
            // From `held` on, the span overlaps itself: what it holds there it can keep.
            let end = held.min(candidate + span);
            let mut next = room + 1;
            while next < steps && at[next] < end && units <= free[next] {
                next += 1;
            }
            if next == steps || end <= at[next] {
                return Some(candidate);
            }
            room = next + 1;
        }
    }
}
