//! Which jobs are worth a look, by what is free and for how long.

use super::entry::Entry;
use serde::{Deserialize, Serialize};

/// Which jobs are worth a closer look: those of at most `units` units that either last at most `wall_secs` or need at most
/// `units_long` units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// How much is free now.
    pub units: u32,
    /// What may be taken for long.
    pub units_long: u32,
    /// How short a job must be to take the rest.
    pub wall_secs: u32,
}

impl Filter {
    /// Everybody.
    pub const ALL: Filter = Filter { units: u32::MAX, units_long: u32::MAX, wall_secs: u32::MAX };

    /// Lets pass whatever one of two lets pass, and perhaps more.
    pub(in crate::policy) fn or(self, other: Filter) -> Filter {
        Filter {
            units: self.units.max(other.units),
            units_long: self.units_long.max(other.units_long),
            wall_secs: self.wall_secs.max(other.wall_secs),
        }
    }

    /// Whether a job passes.
    #[must_use]
    pub const fn passes(&self, entry: &Entry) -> bool {
        entry.units <= self.units && (entry.units <= self.units_long || entry.wall_secs <= self.wall_secs)
    }
}

/// A number of units or seconds as filters count them; what is too large stands for no bound.
pub(in crate::policy) fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
