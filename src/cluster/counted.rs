//! A pool of which only the number of free processors is known.

use crate::model::{Resources, Shape};
use serde::{Deserialize, Serialize};

/// Free processors of a counted pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CountedPool {
    pub(super) free: u32,
}

impl CountedPool {
    pub(super) fn slots(&self, shape: Shape) -> u64 {
        u64::from(shape.slots_on(Resources::cores(self.free)))
    }
}
