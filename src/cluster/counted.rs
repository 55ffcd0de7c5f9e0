//! A pool of which only the number of free processors is known.

use crate::model::{Resources, Shape};
use serde::{Deserialize, Serialize};

/// Processors of a counted pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CountedPool {
    pub(super) free: u32,
    /// All that are there, those included that are to leave.
    pub(super) present: u32,
    /// So many of those that are held leave as soon as they are given back. While there are any, none are free.
    pub(super) owed: u32,
    /// So many have left since that was asked for.
    pub(super) gone: u32,
}

impl CountedPool {
    pub(super) const fn new(processors: u32) -> CountedPool {
        CountedPool { free: processors, present: processors, owed: 0, gone: 0 }
    }

    pub(super) fn slots(&self, shape: Shape) -> u64 {
        u64::from(shape.slots_on(Resources::cores(self.free)))
    }

    /// Lets go of what is free and owed. Gives how many processors that were.
    pub(super) fn pay(&mut self) -> u32 {
        let paid = self.free.min(self.owed);
        self.free -= paid;
        self.owed -= paid;
        self.present -= paid;
        self.gone += paid;
        paid
    }
}
