//! Which nodes of a centre have which numbers.

use super::{Center, Nodes, Pool, PoolId};
use std::ops::Range;

impl Center {
    /// By pool, the numbers of its nodes in the centre, those that stand by behind its own; processors that are only counted have one
    /// number together.
    #[must_use]
    pub fn node_numbers(&self) -> Vec<Range<u32>> {
        let mut first = 0;
        let numbers = |(place, pool): (usize, &Pool)| {
            let count = match pool.nodes {
                Nodes::Named { count } => count + self.spares_of(PoolId(place as u16)),
                Nodes::Counted { .. } => 1,
            };
            first += count;
            first - count..first
        };
        self.pools.iter().enumerate().map(numbers).collect()
    }
}
