//! Choosing among nodes that have room for a span, in the order of the placement.

use crate::cluster::Visit;
use crate::cluster::stretches;
use crate::model::{Layout, NodeId, Piece, PoolId, Shape, Time};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A node with room for tasks throughout a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NodeRoom {
    pub(super) node: NodeId,
    pub(super) slots: u32,
    /// Units that are free throughout.
    pub(super) units: u32,
    /// Since when it has had room: of nodes that are alike, the one that idles least before is chosen.
    pub(super) since: Time,
}

/// Chooses nodes for so many tasks of a shape, of which the caller knows that they fit. The rooms are in order of nodes.
pub(super) fn choose(
    rooms: &mut [NodeRoom],
    (pool, shape, visit): (PoolId, Shape, Visit),
    tasks: u32,
    pieces: &mut Vec<Piece>,
) {
    let mut put = |room: &NodeRoom, tasks| pieces.push(Piece { pool, node: room.node, tasks });
    let left = match (visit, shape.layout) {
        (Visit::ShortestStretch, _) => {
            let all: Vec<Piece> =
                rooms.iter().map(|room| Piece { pool, node: room.node, tasks: room.slots }).collect();
            stretches::choose(&all, tasks, pieces)
        }
        (Visit::LowestFirst, _) => fill(rooms, tasks, &mut put),
        (Visit::FullestFirst, Layout::OnePerNode) => {
            rooms.sort_unstable_by_key(|room| (room.units, Reverse(room.since), room.node));
            fill(rooms, tasks, &mut put)
        }
        (Visit::EmptiestFirst, Layout::OnePerNode) => {
            sort_emptiest_first(rooms);
            fill(rooms, tasks, &mut put)
        }
        (Visit::FullestFirst, Layout::Anywhere) => {
            sort_emptiest_first(rooms);
            pack(rooms, tasks, &mut put)
        }
        (Visit::EmptiestFirst, Layout::Anywhere) => {
            sort_emptiest_first(rooms);
            deal(rooms, tasks, &mut put)
        }
    };
    assert!(left == 0, "{left} of {tasks} tasks were planned where no node has room");
}

fn sort_emptiest_first(rooms: &mut [NodeRoom]) {
    rooms.sort_unstable_by_key(|room| (Reverse(room.units), Reverse(room.since), room.node));
}

/// Each node in turn takes all it can. Returns the tasks that found no place.
fn fill(rooms: &[NodeRoom], tasks: u32, put: &mut dyn FnMut(&NodeRoom, u32)) -> u32 {
    let mut left = tasks;
    for room in rooms {
        let here = room.slots.min(left);
        if 0 < here {
            put(room, here);
            left -= here;
        }
    }
    left
}

/// As few nodes as possible: the emptiest ones while the job fills them, and the fullest node that holds the rest.
fn pack(rooms: &[NodeRoom], tasks: u32, put: &mut dyn FnMut(&NodeRoom, u32)) -> u32 {
    let mut left = tasks;
    for (place, room) in rooms.iter().enumerate() {
        if left == 0 {
            break;
        }
        if left < room.slots {
            let holding = rooms[place..].iter().filter(|room| left <= room.slots);
            let fullest = holding.min_by_key(|room| (room.units, Reverse(room.since), room.node));
            put(fullest.unwrap_or(room), left);
            return 0;
        }
        put(room, room.slots);
        left -= room.slots;
    }
    left
}

/// One task to each node in rounds, the emptiest node first.
fn deal(rooms: &[NodeRoom], tasks: u32, put: &mut dyn FnMut(&NodeRoom, u32)) -> u32 {
    let rooms = &rooms[..rooms.len().min(tasks as usize)];
    let mut given = vec![0; rooms.len()];
    let mut left = tasks;
    while 0 < left {
        let before = left;
        for (room, here) in rooms.iter().zip(&mut given) {
            if 0 < left && *here < room.slots {
                *here += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    for (room, here) in rooms.iter().zip(given) {
        put(room, here);
    }
    left
}
