//! What a block of waiting jobs has to offer, by size.

use super::entry::Entry;
use super::filter::Filter;
use serde::{Deserialize, Serialize};

const CLASSES: usize = 33;

/// Jobs of about one size: its number, the smallest of its sizes, and how far above it the largest lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Class {
    number: usize,
    least: u32,
    span: u32,
}

impl Class {
    fn of(units: u32) -> Class {
        let number = class_of(units);
        let least = number.checked_sub(1).map_or(0, |power| 1 << power);
        Class { number, least, span: u32::saturating_sub(least, 1) }
    }

    pub(super) const fn has(self, entry: &Entry) -> bool {
        // One comparison for both bounds: sizes below the least wrap round to large numbers.
        entry.units.wrapping_sub(self.least) <= self.span
    }
}

/// The shortest walltime among jobs of each size class; `u32::MAX` where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub(super) struct Summary {
    shortest: [u32; CLASSES],
}

impl TryFrom<Vec<u32>> for Summary {
    type Error = String;

    fn try_from(shortest: Vec<u32>) -> Result<Summary, String> {
        let wrong = |found: Vec<u32>| format!("expected {CLASSES} size classes, found {}", found.len());
        shortest.try_into().map(|shortest| Summary { shortest }).map_err(wrong)
    }
}

impl From<Summary> for Vec<u32> {
    fn from(summary: Summary) -> Vec<u32> {
        summary.shortest.to_vec()
    }
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

    /// Jobs of the size of this one.
    pub(super) fn class_of(entry: &Entry) -> Class {
        Class::of(entry.units)
    }

    /// Sets the shortest walltime of a class. Returns whether that changes anything.
    pub(super) fn set(&mut self, class: Class, shortest: u32) -> bool {
        let changed = self.shortest[class.number] != shortest;
        self.shortest[class.number] = shortest;
        changed
    }

    /// The shortest walltime of a class, `u32::MAX` where nobody is.
    pub(super) fn shortest(&self, class: Class) -> u32 {
        self.shortest[class.number]
    }

    /// Stays true after an entry has gone; asks for the shortest walltime left in its class only if it was the shortest.
    /// Returns whether anything changed.
    pub(super) fn forget(&mut self, gone: &Entry, shortest_left: impl FnOnce(Class) -> Option<u32>) -> bool {
        let class = Class::of(gone.units);
        if self.shortest[class.number] < gone.wall_secs {
            return false;
        }
        let left = shortest_left(class).unwrap_or(u32::MAX);
        let changed = self.shortest[class.number] != left;
        self.shortest[class.number] = left;
        changed
    }

    pub(super) fn merge(&mut self, other: &Summary) {
        for (mine, theirs) in self.shortest.iter_mut().zip(&other.shortest) {
            *mine = (*mine).min(*theirs);
        }
    }

    /// Whether some job of the block may pass the filter. Never wrong when it says no.
    pub(super) fn may_pass(&self, filter: &Filter) -> bool {
        // The classes that may hold a job of at most so many units. Walltimes are rounded to below `u32::MAX`, which therefore
        // says that nobody is there.
        let (long, all) = (class_of(filter.units.min(filter.units_long)), class_of(filter.units));
        self.shortest[..=long].iter().any(|&wall| wall != u32::MAX)
            || self.shortest[long..=all].iter().any(|&wall| wall <= filter.wall_secs.min(u32::MAX - 1))
    }
}

/// Class 0 needs no units at all; class `c` needs `2^(c-1) <= units < 2^c`.
pub(in crate::policy) fn class_of(units: u32) -> usize {
    units.checked_ilog2().map_or(0, |power| power as usize + 1)
}
