//! What a job of a given size holds on a kind of node.

use super::Unit;
use crate::model::{Layout, NodeType, Resources, Shape};

/// What a job of so many accelerators, cores or nodes holds on nodes of this kind: a part of one node with its share of
/// cores and memory, or else whole nodes, rounded up.
///
/// On Ascend nodes a job takes 1, 2, 4 or 8 cards, or whole nodes (H3); nothing else can talk to its own cards.
///
/// # Panics
/// When the node has none of what the size counts.
#[must_use]
pub fn shape_on(unit: Unit, node: &NodeType, size: u32) -> Shape {
    // Work for cores leaves the accelerators to others.
    let whole = match unit {
        Unit::Accelerators | Unit::Nodes => node.capacity,
        Unit::Cores => Resources { accelerators: 0, ..node.capacity },
    };
    let whole_size = match unit {
        Unit::Accelerators => whole.accelerators,
        Unit::Cores => whole.cores,
        Unit::Nodes => 1,
    };
    assert!(0 < whole_size, "a node of type {} has no {}", node.name, unit.word());
    if size < whole_size {
        let share = |amount: u64| amount * u64::from(size) / u64::from(whole_size);
        // Both quotients are at most what the node has, so they fit their type.
        let cores = share(u64::from(whole.cores)) as u32;
        let accelerators = share(u64::from(whole.accelerators)) as u32;
        let per_task = Resources { cores, accelerators, memory_mib: share(whole.memory_mib) };
        return Shape { tasks: 1, per_task, layout: Layout::OnePerNode };
    }
    Shape { tasks: size.div_ceil(whole_size), per_task: whole, layout: Layout::OnePerNode }
}

/// How much of the unit a job of this shape holds.
pub(crate) const fn held(unit: Unit, shape: Shape) -> u32 {
    match unit {
        Unit::Accelerators => shape.total().accelerators,
        Unit::Cores => shape.total().cores,
        // Where nodes are counted, each task gets a node of its own; on a counted machine a task is a processor.
        Unit::Nodes => shape.tasks,
    }
}
