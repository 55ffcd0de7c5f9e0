//! Sets of pools.

use crate::model::{Piece, PoolId};
use serde::{Deserialize, Serialize};

/// Pools as bits: at most 64 of them in a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct PoolSet(u64);

impl PoolSet {
    /// No pools.
    pub const NONE: PoolSet = PoolSet(0);

    /// The pools of a list.
    #[must_use]
    pub fn of(pools: &[PoolId]) -> PoolSet {
        pools.iter().copied().collect()
    }

    /// The pools in which a job holds nodes.
    #[must_use]
    pub fn of_pieces(pieces: &[Piece]) -> PoolSet {
        pieces.iter().map(|piece| piece.pool).collect()
    }

    /// Whether the pool is one of them.
    #[must_use]
    pub const fn contains(self, pool: PoolId) -> bool {
        self.0 >> pool.0 & 1 == 1
    }

    /// Whether all of these are in `other`.
    #[must_use]
    pub const fn is_within(self, other: PoolSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// These and those.
    #[must_use]
    pub const fn with(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 | other.0)
    }

    /// These, but not those.
    #[must_use]
    pub const fn without(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 & !other.0)
    }

    /// Whether any of these is in `other`.
    #[must_use]
    pub const fn meets(self, other: PoolSet) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<PoolId> for PoolSet {
    fn from_iter<I: IntoIterator<Item = PoolId>>(pools: I) -> PoolSet {
        PoolSet(pools.into_iter().fold(0, |bits, pool| bits | 1 << pool.0))
    }
}
