//! Choosing nodes for the tasks of a job: all are chosen before any is touched.

use super::Visit;
use super::named::NamedPool;
use crate::model::{Layout, Shape};

/// Chooses nodes for `tasks` tasks, of which the caller knows that they fit; calls `choose(node, tasks)` for each node.
pub(super) fn select(
    pool: &NamedPool,
    shape: Shape,
    tasks: u32,
    visit: Visit,
    choose: &mut dyn FnMut(u32, u32),
) {
    let left = match (shape.layout, visit) {
        (Layout::OnePerNode, _) => fill(pool, shape, tasks, visit, choose),
        (Layout::Anywhere, Visit::LowestFirst | Visit::ShortestStretch) => {
            fill(pool, shape, tasks, visit, choose)
        }
        (Layout::Anywhere, Visit::FullestFirst) => pack(pool, shape, tasks, choose),
        (Layout::Anywhere, Visit::EmptiestFirst) => deal(pool, shape, tasks, choose),
    };
    assert!(left == 0, "{left} of {tasks} tasks found no node although they were counted to fit");
}

/// Each node in turn takes all it can. Returns the tasks that found no place.
fn fill(pool: &NamedPool, shape: Shape, tasks: u32, visit: Visit, choose: &mut dyn FnMut(u32, u32)) -> u32 {
    let sure = pool.units_decide(shape) && shape.layout == Layout::OnePerNode;
    let mut left = tasks;
    let mut walk = pool.walk(pool.units(shape.per_task), visit);
    while 0 < left
        && let Some(node) = walk.next(pool)
    {
        let here = if sure { 1 } else { shape.slots_on(pool.free[node as usize]).min(left) };
        if 0 < here {
            choose(node, here);
            left -= here;
        }
    }
    left
}

/// As few nodes as possible: the emptiest ones while the job fills them, and the fullest node that holds the rest.
fn pack(pool: &NamedPool, shape: Shape, tasks: u32, choose: &mut dyn FnMut(u32, u32)) -> u32 {
    let mut left = tasks;
    let mut walk = pool.walk(pool.units(shape.per_task), Visit::EmptiestFirst);
    while 0 < left {
        let Some(node) = walk.next(pool) else { break };
        let slots = shape.slots_on(pool.free[node as usize]);
        if left < slots {
            choose(fullest_that_holds(pool, shape, left, node), left);
            return 0;
        }
        if 0 < slots {
            choose(node, slots);
            left -= slots;
        }
    }
    left
}

/// The fullest node that holds so many tasks, or `last` where no fuller one does. Nodes chosen before `last` were all at
/// least as empty as it is, so none of them can be met here.
fn fullest_that_holds(pool: &NamedPool, shape: Shape, tasks: u32, last: u32) -> u32 {
    let bound = pool.units(pool.free[last as usize]);
    let mut walk = pool.walk(pool.units(shape.per_task).saturating_mul(tasks), Visit::FullestFirst);
    while let Some(node) = walk.next(pool) {
        let free = pool.free[node as usize];
        if bound <= pool.units(free) {
            break;
        }
        if tasks <= shape.slots_on(free) {
            return node;
        }
    }
    last
}

/// One task to each node in rounds, the emptiest node first.
fn deal(pool: &NamedPool, shape: Shape, tasks: u32, choose: &mut dyn FnMut(u32, u32)) -> u32 {
    let mut places: Vec<(u32, u32, u32)> = Vec::new();
    let mut walk = pool.walk(pool.units(shape.per_task), Visit::EmptiestFirst);
    while places.len() < tasks as usize
        && let Some(node) = walk.next(pool)
    {
        let slots = shape.slots_on(pool.free[node as usize]);
        if 0 < slots {
            places.push((node, slots, 0));
        }
    }
    let mut left = tasks;
    while 0 < left {
        let before = left;
        for (_, slots, here) in &mut places {
            if 0 < left && *here < *slots {
                *here += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    for (node, _, here) in places {
        choose(node, here);
    }
    left
}
