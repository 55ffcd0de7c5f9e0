//! What a file says of demand that fills up, as it is typed.

use std::ops::Range;

use jiff::civil::DateTime;

use super::read::{At, Entry};

/// From a share of the demand to the whole.
#[derive(Debug)]
pub(super) struct RampSpec {
    pub(super) span: Range<usize>,
    /// In millionths of a percent.
    pub(super) first: Option<At<i64>>,
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) shape: Option<At<String>>,
}

impl From<Entry> for RampSpec {
    fn from(mut entry: Entry) -> RampSpec {
        RampSpec {
            first: entry.amount("first"),
            from: entry.date("from"),
            until: entry.date("until"),
            shape: entry.text("shape"),
            span: entry.span,
        }
    }
}
