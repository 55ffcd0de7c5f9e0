//! Which job holds what: nodes, indexes over what is free, and when running jobs are expected to give it back.

use serde::{Deserialize, Serialize};

mod availability;
mod bits;
mod counted;
mod failure;
mod foresight;
mod named;
mod node_mask;
mod numbers;
mod pool_set;
mod profile;
mod releases;
mod roster;
mod select;
mod service;
mod shadow;
mod stretches;
mod total;
mod tournament;
mod visits;
mod works;
mod yard;

pub use availability::{Availability, Found, Locks, Need, NoLocks};
pub use failure::Turned;
pub use node_mask::NodeMask;
pub use numbers::ANY_NODE;
pub use pool_set::PoolSet;
pub use profile::{Opening, Profile, Step};
pub use releases::{Release, Releases};
pub use service::Gone;
pub use shadow::Shadow;
pub use total::Total;
pub use yard::Cluster;

/// In which order the nodes of a pool are offered to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Visit {
    /// The node with the least left that is enough first, so that whole nodes stay free.
    FullestFirst,
    /// The node with the most left first, so that jobs disturb each other least.
    EmptiestFirst,
    /// The node with the lowest number first.
    LowestFirst,
    /// The shortest stretch of consecutive nodes that is long enough first; where none is, the longest.
    ShortestStretch,
}
