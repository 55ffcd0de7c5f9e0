//! Which node of a pool has which number in its centre.

use crate::model::NodeId;
use serde::{Deserialize, Serialize};

/// Stands where tasks are planned in a pool, and on no node in particular.
pub const ANY_NODE: NodeId = NodeId(u32::MAX);

/// The numbers of the nodes of a pool. A node keeps its number for ever; those that come later get numbers behind all others of
/// the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Numbers {
    /// The number of the first node.
    pub(super) first: u32,
    /// How many nodes have the numbers from there on.
    count: u32,
    /// Of nodes that came later the place of the first, and its number.
    later: Vec<(u32, u32)>,
}

impl Numbers {
    /// So many nodes with the numbers from this one on.
    pub(super) const fn new(first: u32, count: u32) -> Numbers {
        Numbers { first, count, later: Vec::new() }
    }

    /// The number of the node at a place.
    #[inline]
    pub(super) fn of(&self, place: u32) -> NodeId {
        if place < self.count { NodeId(self.first + place) } else { self.of_later(place) }
    }

    /// The place of a node.
    #[inline]
    pub(super) fn place(&self, node: NodeId) -> u32 {
        let place = node.0.wrapping_sub(self.first);
        if place < self.count { place } else { self.place_of_later(node) }
    }

    /// Whether a number is that of one of the first nodes of the pool.
    pub(super) const fn know(&self, node: NodeId) -> bool {
        node.0.wrapping_sub(self.first) < self.count
    }

    /// Gives numbers to more nodes, from a place on; `used` numbers of the centre are given out.
    pub(super) fn add(&mut self, place: u32, count: u32, used: u32) {
        if self.first + self.count == used {
            self.count += count;
        } else {
            self.later.push((place, used));
        }
    }

    #[cold]
    fn of_later(&self, place: u32) -> NodeId {
        let after = self.later.partition_point(|(first, _)| *first <= place);
        let (first, number) = self.later[after.checked_sub(1).expect("a node of a pool has a number")];
        NodeId(number + (place - first))
    }

    #[cold]
    fn place_of_later(&self, node: NodeId) -> u32 {
        // Numbers are given out in order, so that later places have larger ones.
        let after = self.later.partition_point(|(_, number)| *number <= node.0);
        let (first, number) = self.later[after.checked_sub(1).expect("a number of a pool is that of a node")];
        first + (node.0 - number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_come_later_have_numbers_behind_all_others() {
        // Eight numbers are given out: four to this pool, four to the next.
        let mut numbers = Numbers::new(0, 4);
        numbers.add(4, 2, 8);
        numbers.add(6, 3, 15);
        let expected = [0, 1, 2, 3, 8, 9, 15, 16, 17];
        for (place, number) in expected.into_iter().enumerate() {
            assert_eq!(numbers.of(place as u32), NodeId(number));
            assert_eq!(numbers.place(NodeId(number)), place as u32);
        }
        // The last pool of a centre goes on where it ended.
        let mut last = Numbers::new(4, 4);
        last.add(4, 2, 8);
        assert_eq!(last, Numbers::new(4, 6));
    }
}
