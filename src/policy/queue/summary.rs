//! What a block of waiting jobs has to offer, by size.

use super::lane::{Entry, Filter};

const CLASSES: usize = 32;

/// The shortest walltime among jobs of each size class `2^c <= units < 2^(c+1)`; `u32::MAX` where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Summary {
    shortest: [u32; CLASSES],
}

impl Default for Summary {
    fn default() -> Summary {
        Summary { shortest: [u32::MAX; CLASSES] }
    }
}

impl Summary {
    pub(super) fn add(&mut self, entry: &Entry) {
        let class = &mut self.shortest[class_of(entry.units)];
        *class = entry.wall_secs.min(*class);
    }

    pub(super) fn merge(&mut self, other: &Summary) {
        for (mine, theirs) in self.shortest.iter_mut().zip(&other.shortest) {
            *mine = (*mine).min(*theirs);
        }
    }

    /// Whether some job of the block may pass the filter. Never wrong when it says no.
    pub(super) fn may_pass(&self, filter: &Filter) -> bool {
        // Walltimes are rounded to below `u32::MAX`, which therefore says that nobody is there.
        let long = class_of(filter.units_long) + 1;
        let short = class_of(filter.units) + 1;
        self.shortest[..long].iter().any(|&wall| wall != u32::MAX)
            || self.shortest[..short].iter().any(|&wall| wall <= filter.wall_secs)
    }
}

fn class_of(units: u32) -> usize {
    units.max(1).ilog2() as usize
}
