//! The unit in which machines and jobs are counted where one number must do.

use super::{Center, Nodes, Pool, Resources};
use serde::{Deserialize, Serialize};

/// The things that are counted: accelerators where there are any, else cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Accelerators.
    Accelerators,
    /// Cores.
    Cores,
}

impl Unit {
    /// How many units are in these resources.
    #[must_use]
    pub const fn of(self, resources: Resources) -> u32 {
        match self {
            Unit::Accelerators => resources.accelerators,
            Unit::Cores => resources.cores,
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Accelerators => "accelerators",
            Unit::Cores => "cores",
        }
    }
}

impl Resources {
    /// In what these resources are counted.
    #[must_use]
    pub const fn unit(self) -> Unit {
        if 0 < self.accelerators { Unit::Accelerators } else { Unit::Cores }
    }

    /// How many of their unit they are.
    #[must_use]
    pub const fn units(self) -> u32 {
        self.unit().of(self)
    }
}

impl Pool {
    /// In what its nodes are counted.
    #[must_use]
    pub const fn unit(&self) -> Unit {
        match self.nodes {
            Nodes::Named { .. } => self.node_type.capacity.unit(),
            Nodes::Counted { .. } => Unit::Cores,
        }
    }
}

impl Center {
    /// In what quotas and limits on sizes count it.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.capacity().unit()
    }
}
