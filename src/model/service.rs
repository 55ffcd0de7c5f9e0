//! Whether nodes can be used.

use serde::{Deserialize, Serialize};

/// Whether a node can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NodeState {
    /// Jobs may start on it.
    InService,
    /// Jobs that hold a part of it go on, and nothing else starts there.
    Draining,
    /// The same until it can be worked on, and then it comes back.
    Emptying,
    /// It has failed or is worked on, and nobody holds anything of it.
    Down,
    /// It stands by: it takes the place of a node that fails.
    Spare,
    /// It is not there.
    Out,
}
