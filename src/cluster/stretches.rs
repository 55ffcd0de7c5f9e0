//! Nodes as one line, of which a job gets as few stretches as possible: Slurm's own choice where it is told of no topology
//! (slurm.schedmd.com/topology.html: "Slurm's native mode of resource selection is to consider the nodes as a one-dimensional
//! array. Jobs are allocated resources on a best-fit basis. For larger jobs, this minimizes the number of sets of consecutive
//! nodes allocated to the job").
//!
//! The stretch that holds the job with the least to spare is taken, and of several the first. Where none does, the one that
//! holds most is taken whole, and the rest of the job is placed by the same rule.

use super::Visit;
use super::pool_set::PoolSet;
use super::yard::{Cluster, PoolNodes};
use crate::model::{Piece, PoolId, Shape};

impl Cluster {
    /// Chooses nodes for so many tasks, of which the caller knows that they fit, in these pools but the closed ones. Stretches
    /// go on from one pool to the next, but not from a lock to what is open to all: what was locked for a job is filled first.
    pub(super) fn choose_stretches(
        &self,
        pools: &[PoolId],
        closed: PoolSet,
        shape: Shape,
        tasks: u32,
        pieces: &mut Vec<Piece>,
    ) {
        let is_locked = |pool: &PoolId| self.pools[usize::from(pool.0)].is_locked;
        let mut left = tasks;
        for group in pools.chunk_by(|one, next| is_locked(one) == is_locked(next)) {
            let mut rooms = Vec::new();
            for pool in group.iter().filter(|pool| !closed.contains(**pool)) {
                self.rooms(*pool, shape, &mut rooms);
            }
            left = choose(&rooms, left, pieces);
        }
        assert!(left == 0, "{left} of {tasks} tasks found no node although they were counted to fit");
        // The pieces of a pool lie together.
        pieces.sort_unstable_by_key(|piece| (piece.pool, piece.node));
    }

    /// Adds the nodes of a pool that have room for tasks of this shape, in order of their numbers.
    fn rooms(&self, id: PoolId, shape: Shape, rooms: &mut Vec<Piece>) {
        let pool = &self.pools[usize::from(id.0)];
        let room = |node, tasks| Piece { pool: id, node: pool.numbers.of(node), tasks };
        match &pool.nodes {
            PoolNodes::Counted(_) => {
                let tasks = pool.slots(shape, u64::from(shape.tasks)).min(u64::from(shape.tasks));
                rooms.push(room(0, tasks as u32));
            }
            PoolNodes::Named(named) => {
                let mut walk = named.walk(named.units(shape.per_task), Visit::ShortestStretch);
                while let Some(node) = walk.next(named) {
                    let tasks = shape.slots_on(named.free[node as usize]);
                    if 0 < tasks {
                        rooms.push(room(node, tasks));
                    }
                }
            }
        }
    }
}

/// Chooses nodes for so many tasks among those that have room, given in order of their numbers, each with the tasks that it has
/// room for. Gives the tasks that found no place.
pub(super) fn choose(rooms: &[Piece], tasks: u32, pieces: &mut Vec<Piece>) -> u32 {
    let mut stretches: Vec<(u64, &[Piece])> = rooms
        .chunk_by(|one, next| one.node.0 + 1 == next.node.0)
        .map(|stretch| (stretch.iter().map(|room| u64::from(room.tasks)).sum(), stretch))
        .collect();
    let mut left = tasks;
    while 0 < left && !stretches.is_empty() {
        // With the least to spare; where all hold too little, with the most.
        let rank = |&(holds, _): &(u64, &[Piece])| match holds.checked_sub(u64::from(left)) {
            Some(spare) => (0, spare),
            None => (1, u64::MAX - holds),
        };
        let best = (0..stretches.len()).min_by_key(|place| rank(&stretches[*place])).expect("there is one");
        let (_, stretch) = stretches.remove(best);
        for room in stretch {
            let here = room.tasks.min(left);
            if 0 < here {
                pieces.push(Piece { tasks: here, ..*room });
            }
            left -= here;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;

    /// The nodes and their tasks, and what found no place.
    fn taken(free: &[(u32, u32)], tasks: u32) -> (Vec<(u32, u32)>, u32) {
        let room = |&(node, tasks): &(u32, u32)| Piece { pool: PoolId(0), node: NodeId(node), tasks };
        let mut pieces = Vec::new();
        let left = choose(&free.iter().map(room).collect::<Vec<_>>(), tasks, &mut pieces);
        (pieces.iter().map(|piece| (piece.node.0, piece.tasks)).collect(), left)
    }

    fn chosen(free: &[u32], tasks: u32) -> Vec<u32> {
        let (nodes, left) = taken(&free.iter().map(|node| (*node, 1)).collect::<Vec<_>>(), tasks);
        assert_eq!(left, 0);
        nodes.iter().map(|(node, _)| *node).collect()
    }

    #[test]
    fn the_shortest_stretch_that_is_long_enough_is_taken_and_of_two_the_first() {
        let free = [0, 1, 2, 5, 6, 9, 10, 12];
        assert_eq!(chosen(&free, 1), [12]);
        assert_eq!(chosen(&free, 2), [5, 6]);
        assert_eq!(chosen(&free, 3), [0, 1, 2]);
    }

    #[test]
    fn where_none_is_long_enough_the_longest_is_taken_whole_and_the_rest_is_fitted() {
        let free = [0, 1, 2, 5, 6, 9, 10, 12];
        // Three, and for the fourth the stretch of one.
        assert_eq!(chosen(&free, 4), [0, 1, 2, 12]);
        assert_eq!(chosen(&free, 6), [0, 1, 2, 5, 6, 12]);
        assert_eq!(chosen(&free, 8), [0, 1, 2, 5, 6, 9, 10, 12]);
    }

    #[test]
    fn nodes_take_what_they_can_and_what_finds_no_place_is_told() {
        let free = [(0, 2), (1, 4), (3, 5)];
        assert_eq!(taken(&free, 5), (vec![(3, 5)], 0));
        assert_eq!(taken(&free, 6), (vec![(0, 2), (1, 4)], 0));
        assert_eq!(taken(&free, 13), (vec![(0, 2), (1, 4), (3, 5)], 2));
    }
}
