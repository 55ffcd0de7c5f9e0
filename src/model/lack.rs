//! What a waiting job lacks of what is counted.

use serde::{Deserialize, Serialize};

/// The thing that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Counted {
    /// A limit, by its place among the rules.
    Limit(usize),
    /// The tokens of a licence, by its place among the rules.
    Licence(u16),
    /// The running jobs of its array.
    Array(u64),
    /// What its quota allows at most, by its place among the rules.
    QuotaMost(usize),
    /// What all quotas leave to borrow.
    Borrowing,
}

/// So much of it a job needs, and so much is held of the most that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// The thing that is counted.
    pub what: Counted,
    /// The most.
    pub most: u64,
    /// How much is held, used up, or set aside.
    pub held: u64,
    /// How much the job needs.
    pub need: u64,
}
