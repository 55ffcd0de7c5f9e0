//! A tournament over what nodes have left: the lowest node with enough is found in steps that grow with the logarithm.

use serde::{Deserialize, Serialize};

/// The most that any node of each span of nodes has left, as an implicit binary tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tournament {
    /// Number of leaves, a power of two; leaf `n` is `best[leaves + n]`.
    leaves: usize,
    best: Vec<u32>,
}

impl Tournament {
    /// All nodes have `left`.
    pub(super) fn new(nodes: u32, left: u32) -> Tournament {
        let leaves = (nodes as usize).next_power_of_two();
        let mut best = vec![0; 2 * leaves];
        best[leaves..leaves + nodes as usize].fill(left);
        for place in (1..leaves).rev() {
            best[place] = best[2 * place].max(best[2 * place + 1]);
        }
        Tournament { leaves, best }
    }

    /// Node `node` now has `left`.
    pub(super) fn set(&mut self, node: u32, left: u32) {
        let mut place = self.leaves + node as usize;
        self.best[place] = left;
        while 1 < place {
            place /= 2;
            let best = self.best[2 * place].max(self.best[2 * place + 1]);
            if self.best[place] == best {
                break;
            }
            self.best[place] = best;
        }
    }

    /// The lowest node from `from` on that has at least `least`.
    pub(super) fn next(&self, from: u32, least: u32) -> Option<u32> {
        if self.leaves <= from as usize {
            return None;
        }
        // Climb until a right-hand neighbour (or the leaf itself) has enough, then go down to its lowest leaf.
        let mut place = self.leaves + from as usize;
        while self.best[place] < least {
            while place % 2 == 1 {
                place /= 2;
                if place <= 1 {
                    return None;
                }
            }
            if place == 0 {
                return None;
            }
            place += 1;
        }
        while place < self.leaves {
            place *= 2;
            if self.best[place] < least {
                place += 1;
            }
        }
        Some((place - self.leaves) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_node_with_enough_is_found_from_anywhere() {
        for nodes in 1..20_u32 {
            let mut tree = Tournament::new(nodes, 0);
            let left: Vec<u32> = (0..nodes).map(|node| node * 7 % 5).collect();
            for (node, &left) in left.iter().enumerate() {
                tree.set(node as u32, left);
            }
            for from in 0..=nodes {
                for least in 1..6 {
                    let plain = (from..nodes).find(|&node| least <= left[node as usize]);
                    assert_eq!(tree.next(from, least), plain, "{nodes} nodes from {from} at least {least}");
                }
            }
        }
    }
}
