//! Work on nodes that waits for their jobs to end.

use super::{PartitionId, Span, Time};
use serde::{Deserialize, Serialize};

/// When the work on nodes begins that are taken out of use at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Muster {
    /// On each as soon as it is free; then the next is taken.
    #[default]
    Each,
    /// On all of them as soon as all are free; then the next are taken.
    All,
}

/// Work on nodes of a partition that waits for their jobs to end: from its beginning on no job starts on those that are next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The name.
    pub name: String,
    /// Whose nodes.
    pub partition: PartitionId,
    /// How many of them, the first of those that are there.
    pub nodes: u32,
    /// How many are out at the same time.
    pub at_a_time: u32,
    /// For how long each.
    pub lasts: Span,
    /// When it begins, in order; one that has not ended when the next begins goes on, and the next is left out.
    pub begins: Vec<Time>,
    /// Whether nodes wait for each other.
    pub muster: Muster,
}
