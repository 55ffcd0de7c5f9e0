//! Many runs: one cell, comparisons, and the statistics over them. The only module that knows threads.

mod comparison;
mod prefetch;
mod replay;

pub use comparison::Comparison;
pub use prefetch::Prefetched;
pub use replay::{Replay, Replayed, replay};
