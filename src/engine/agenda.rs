//! What will happen when: heaps of events that are taken out once their time has come.

use crate::model::{CenterId, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A job that will end: when, and which. Those of one instant end in the order in which they started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ends {
    pub(super) at: Time,
    pub(super) number: u64,
    pub(super) center: CenterId,
    pub(super) run: u32,
}

/// A heap of what will happen.
pub(super) trait Agenda {
    /// Takes what is next, if it is at this time (or should have been before).
    fn pop_if_at(&mut self, now: Time) -> Option<Ends>;
}

impl Agenda for BinaryHeap<Reverse<Ends>> {
    fn pop_if_at(&mut self, now: Time) -> Option<Ends> {
        if now < self.peek()?.0.at {
            return None;
        }
        self.pop().map(|Reverse(next)| next)
    }
}
