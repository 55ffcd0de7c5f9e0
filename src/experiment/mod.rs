//! Many runs: one cell, comparisons, and the statistics over them. The only module that knows threads.

mod comparison;

pub use comparison::Comparison;
