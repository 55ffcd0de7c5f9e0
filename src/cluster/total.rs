//! Sums of what nodes have, wherever it lies.

use crate::model::{Resources, Unit};
use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, SubAssign};

/// So much of each resource on all nodes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Total {
    /// Processor cores.
    pub cores: u64,
    /// Accelerators.
    pub accelerators: u64,
    /// Main memory in MiB.
    pub memory_mib: u64,
}

impl Total {
    /// So many times some resources.
    #[must_use]
    pub fn of(part: Resources, times: u32) -> Total {
        let times = u64::from(times);
        Total {
            cores: u64::from(part.cores) * times,
            accelerators: u64::from(part.accelerators) * times,
            memory_mib: part.memory_mib.saturating_mul(times),
        }
    }

    /// How many of a unit these are.
    #[must_use]
    pub const fn units(self, unit: Unit) -> u64 {
        match unit {
            Unit::Accelerators => self.accelerators,
            Unit::Cores => self.cores,
        }
    }

    /// For how many times `part` this would be enough if it lay together; a part of nothing fits without end.
    #[must_use]
    pub fn times(self, part: Resources) -> u64 {
        let enough = |all: u64, one: u64| all.checked_div(one).unwrap_or(u64::MAX);
        enough(self.cores, u64::from(part.cores))
            .min(enough(self.accelerators, u64::from(part.accelerators)))
            .min(enough(self.memory_mib, part.memory_mib))
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Total) {
        self.cores += other.cores;
        self.accelerators += other.accelerators;
        self.memory_mib += other.memory_mib;
    }
}

impl SubAssign for Total {
    fn sub_assign(&mut self, other: Total) {
        self.cores -= other.cores;
        self.accelerators -= other.accelerators;
        self.memory_mib -= other.memory_mib;
    }
}
