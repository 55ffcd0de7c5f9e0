//! The function of an order, with the name of its row.

use super::candidate::Candidate;
use crate::model::Request;

/// Ranks a job by its request and its size in units.
pub(in crate::policy) type RankOf = fn(&Request, u32) -> u64;

/// Gives a waiting job a number, of which the smallest is the earliest.
pub(in crate::policy) type ScoreOf = fn(&Candidate<'_>) -> f64;

/// The function of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Named<F> {
    /// The name of the row.
    pub(super) name: &'static str,
    pub(in crate::policy) of: F,
}
