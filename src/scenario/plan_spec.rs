//! What a file says of the question that `suanli plan` answers: as it is typed, and as it is believed.

use std::ops::Range;

use super::read::{At, Entry};

/// `[plan]` as it is typed.
#[derive(Debug)]
pub(super) struct PlanSpec {
    pub(super) span: Range<usize>,
    pub(super) least: Option<At<String>>,
    pub(super) most: Option<At<String>>,
    pub(super) promises: Option<At<Vec<At<String>>>>,
    pub(super) policy: Option<At<String>>,
    pub(super) replications_most: Option<At<u64>>,
}

impl From<Entry> for PlanSpec {
    fn from(mut entry: Entry) -> PlanSpec {
        PlanSpec {
            least: entry.text("least"),
            most: entry.text("most"),
            promises: entry.names("promises"),
            policy: entry.text("policy"),
            replications_most: entry.count("max_replications"),
            span: entry.span,
        }
    }
}

/// The question that `suanli plan` answers where its options say nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The value that is varied, as `KEY=LOW..HIGH` or `KEY=LOW..HIGH:STEP`.
    pub range: String,
    /// Whether the most is asked for, rather than the least.
    pub is_most: bool,
    /// The promises that are to be kept.
    pub promises: Vec<String>,
    /// Under which policy; the first where nothing is said.
    pub policy: Option<String>,
    /// How many runs of a value at most; four times the replications where nothing is said.
    pub replications_most: Option<u32>,
}
