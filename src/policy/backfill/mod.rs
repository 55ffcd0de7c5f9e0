//! Backfills: what becomes of the jobs behind one that cannot start yet.
//!
//! A backfill is one file with its `ENTRY` and one row of [`BACKFILLS`]: it combines the parts of a `Rule`, and the
//! scheduler does the rest.

mod any;
mod conservative;
mod depth;
mod easy;
mod easy_shortest_first;
mod easy_smallest_area_first;
mod none;
mod periodic;
mod replanned;
mod row;
mod slack;
mod stepped;
mod tiered;

use super::brackets::split_brackets;
pub use row::Backfill;
pub(super) use row::{Blocked, Rule};

/// Every backfill.
pub const BACKFILLS: &[Backfill] = &[
    none::ENTRY,
    any::ENTRY,
    easy::ENTRY,
    easy_shortest_first::ENTRY,
    easy_smallest_area_first::ENTRY,
    depth::ENTRY,
    conservative::ENTRY,
    replanned::ENTRY,
    periodic::ENTRY,
    slack::ENTRY,
    stepped::ENTRY,
    tiered::ENTRY,
];

/// The rule that a text such as `easy` or `depth(4)` names.
pub(super) fn rule(text: &str) -> Option<Rule> {
    let (name, parameter) = split_brackets(text)?;
    let row = BACKFILLS.iter().find(|row| row.name == name)?;
    match (row.parameter, parameter) {
        (Some(_), Some(number)) => (row.rule)(Some(number.trim().parse().ok()?)),
        (Some(_), None) | (None, None) => (row.rule)(None),
        (None, Some(_)) => None,
    }
}
