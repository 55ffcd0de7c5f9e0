//! What a pass is about: which pools, and what happened there.

use crate::cluster::PoolSet;

/// What happened in some pools since their last pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct News {
    /// The pools.
    pub(super) scope: PoolSet,
    /// Whether anything was given back.
    pub(super) freed: bool,
    /// Whether the pass is about the pools that it is always about, so that what they remember is of use.
    pub(super) remembers: bool,
}
