//! What a job asked for beside its size, and what it got, as far as its log knows.

use super::number::Number;
use super::row::{Row, SizeUnit};
use crate::model::{Layout, Resources, Shape};

/// What a job asked for in all; `None` is what its log does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// On how many nodes it was, or was to be.
    pub nodes: Option<u32>,
    /// Cores.
    pub cores: Option<u32>,
    /// Accelerators.
    pub accelerators: Option<u32>,
    /// Main memory in MiB, known only where its nodes are: of other logs nobody knows what their memory is of.
    pub memory_mib: Option<u64>,
    /// How much it got of what sizes count, where that is more than it asked for.
    pub got: Option<u32>,
}

impl Asked {
    /// What a row says of a job of this size, which counts this.
    pub(super) fn of(row: &Row, (size, unit): (u32, SizeUnit)) -> Asked {
        let narrow = |number: Number| u32::try_from(number.whole_up()).ok();
        let positive = |number: Option<Number>| number.filter(|number| !number.is_zero()).and_then(narrow);
        let requested = positive(row.processors_requested);
        let allocated = positive(row.processors_allocated);
        let nodes = positive(row.nodes);
        let got = match unit {
            SizeUnit::Processors => allocated.filter(|got| size < *got),
            SizeUnit::Nodes | SizeUnit::Accelerators | SizeUnit::Slots => None,
        };
        Asked {
            nodes,
            cores: requested.or(allocated),
            accelerators: positive(row.accelerators),
            memory_mib: nodes.and(positive(row.memory_mib)).map(u64::from),
            got,
        }
    }

    /// The same of a job whose size has been changed from one to another. On how many nodes it would be then, nobody knows.
    #[must_use]
    pub(super) fn resized(self, from: u32, to: u32) -> Asked {
        if from == to {
            return self;
        }
        let of = |amount: u64| (u128::from(amount) * u128::from(to)).div_ceil(u128::from(from.max(1)));
        let narrow =
            |amount: Option<u32>| amount.map(|amount| u32::try_from(of(amount.into())).unwrap_or(u32::MAX));
        let memory_mib = self.memory_mib.map(|amount| u64::try_from(of(amount)).unwrap_or(u64::MAX));
        Asked {
            nodes: None,
            cores: narrow(self.cores),
            accelerators: narrow(self.accelerators),
            memory_mib,
            got: narrow(self.got),
        }
    }

    /// So much of what sizes count, on as many nodes as it was on where these are here: all of it on one node, whole nodes, or
    /// equal parts of accelerators; and anywhere else.
    pub(super) fn on_nodes(self, size: u32, unit: SizeUnit, (nodes, each): (u32, u32)) -> Shape {
        let anywhere = Shape::processors(size);
        let Some(was_on) = self.nodes.filter(|was_on| *was_on <= nodes) else { return anywhere };
        let part = size / was_on;
        let is_even = size.is_multiple_of(was_on) && part <= each;
        let has_parts = was_on == 1 || part == each || unit == SizeUnit::Accelerators;
        if !(is_even && has_parts) {
            return anywhere;
        }
        Shape { tasks: was_on, per_task: Resources::cores(part), layout: Layout::OnePerNode }
    }
}

/// How so much in all lies on nodes of which each has this: on as many as it was on, if it fits on these, else on the fewest that
/// hold it. There is one part for each node where it is on one node, takes whole nodes, or has equal parts of accelerators; all
/// else is spread wherever there is room, one accelerator (or else one core) at a time, as `sbatch --ntasks` has it.
#[must_use]
pub fn laid_on(total: Resources, was_on: Option<u32>, (count, node): (u32, Resources)) -> Shape {
    let fewest = nodes_needed(total, node);
    let nodes = was_on.filter(|nodes| fewest <= *nodes && *nodes <= count).unwrap_or(fewest);
    let parts = |parts: u32| Resources {
        cores: total.cores.div_ceil(parts),
        accelerators: total.accelerators.div_ceil(parts),
        memory_mib: total.memory_mib / u64::from(parts),
    };
    let is_even = total.cores.is_multiple_of(nodes) && total.accelerators.is_multiple_of(nodes);
    let has_parts = nodes == 1 || 0 < total.accelerators || parts(nodes).cores == node.cores;
    let pieces = if total.accelerators == 0 { total.cores } else { total.accelerators }.max(1);
    let fits_in_pieces = nodes_needed(parts(pieces), node) == 1;
    let countable = |tasks: u32| parts(tasks).cores.checked_mul(tasks).is_some();
    if !(is_even && has_parts) && fits_in_pieces && countable(pieces) {
        return Shape { tasks: pieces, per_task: parts(pieces), layout: Layout::Anywhere };
    }
    let nodes = if countable(nodes) { nodes } else { 1 };
    Shape { tasks: nodes, per_task: parts(nodes), layout: Layout::OnePerNode }
}

/// The fewest nodes that hold so much, at least one.
fn nodes_needed(total: Resources, node: Resources) -> u32 {
    let needed = |total: u64, each: u64| total.div_ceil(each.max(1));
    let most = needed(total.cores.into(), node.cores.into())
        .max(needed(total.accelerators.into(), node.accelerators.into()))
        .max(needed(total.memory_mib, node.memory_mib));
    u32::try_from(most).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_lie_on_nodes_as_they_did_where_they_fit() {
        let node = Resources { cores: 16, accelerators: 4, memory_mib: 1_000 };
        let laid = |cores, accelerators, memory_mib, was_on| {
            let shape = laid_on(Resources { cores, accelerators, memory_mib }, was_on, (4, node));
            let Resources { cores, accelerators, memory_mib } = shape.per_task;
            (shape.tasks, cores, accelerators, memory_mib, shape.layout)
        };
        let (apart, anywhere) = (Layout::OnePerNode, Layout::Anywhere);
        assert_eq!(laid(12, 0, 60, Some(1)), (1, 12, 0, 60, apart), "on one node");
        assert_eq!(laid(12, 0, 60, None), (1, 12, 0, 60, apart), "on the fewest");
        assert_eq!(laid(32, 0, 0, Some(2)), (2, 16, 0, 0, apart), "whole nodes");
        assert_eq!(laid(32, 0, 0, None), (2, 16, 0, 0, apart), "whole nodes");
        assert_eq!(laid(24, 0, 480, Some(2)), (24, 1, 0, 20, anywhere), "16 and 8 are as good as 12 and 12");
        assert_eq!(laid(24, 6, 0, Some(2)), (2, 12, 3, 0, apart), "equal parts of accelerators");
        assert_eq!(laid(24, 6, 0, Some(3)), (3, 8, 2, 0, apart), "spread as it was");
        assert_eq!(laid(24, 6, 0, Some(1)), (2, 12, 3, 0, apart), "too much for one node here");
        assert_eq!(laid(24, 6, 0, Some(6)), (2, 12, 3, 0, apart), "more nodes than there are");
        assert_eq!(laid(10, 5, 0, Some(2)), (5, 2, 1, 0, anywhere), "no equal parts");
        assert_eq!(laid(2, 0, 1_500, None), (2, 1, 0, 750, anywhere), "memory decides");
        assert_eq!(
            laid(80, 2, 0, Some(2)),
            (5, 16, 1, 0, apart),
            "more cores for one accelerator than a node has"
        );
        assert_eq!(laid(u32::MAX, 0, 0, None).1, 1);
    }
}
