//! How many tasks find room on the nodes of a pool, as the time of their start moves on.

use super::timeline::Timeline;
use crate::model::{Shape, Span, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Room on all nodes for a start at one time. A node is counted again only when its own room changes.
#[derive(Debug)]
pub(super) struct Sweep<'a> {
    nodes: &'a [Timeline],
    shape: Shape,
    span: Span,
    slots: Vec<u32>,
    sum: u64,
    /// When which node must be counted again.
    changes: BinaryHeap<Reverse<(Time, u32)>>,
}

impl<'a> Sweep<'a> {
    pub(super) fn new(nodes: &'a [Timeline], shape: Shape, span: Span, at: Time) -> Sweep<'a> {
        let mut slots = Vec::with_capacity(nodes.len());
        let mut changes = Vec::with_capacity(nodes.len());
        let mut sum = 0;
        for (node, timeline) in nodes.iter().enumerate() {
            let room = timeline.room(shape, at, span);
            slots.push(room.slots);
            sum += u64::from(room.slots);
            if room.next < Time::NEVER {
                changes.push(Reverse((room.next, node as u32)));
            }
        }
        Sweep { nodes, shape, span, slots, sum, changes: changes.into() }
    }

    /// How many tasks find room from `at` on, which is not before any time that was asked about.
    pub(super) fn slots(&mut self, at: Time) -> u64 {
        while let Some(mut change) = self.changes.peek_mut() {
            let Reverse((next, node)) = *change;
            if at < next {
                break;
            }
            let room = self.nodes[node as usize].room(self.shape, at, self.span);
            let known = &mut self.slots[node as usize];
            self.sum = self.sum - u64::from(*known) + u64::from(room.slots);
            *known = room.slots;
            // Where nothing changes any more, the node stays behind all that do.
            *change = Reverse((room.next, node));
        }
        self.sum
    }

    /// When that changes.
    pub(super) fn next(&self) -> Option<Time> {
        self.changes.peek().map(|Reverse((next, _))| *next).filter(|next| *next < Time::NEVER)
    }
}
