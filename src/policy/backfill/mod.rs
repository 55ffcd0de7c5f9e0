//! Backfills: who may overtake a job that cannot start yet.

mod easy;
mod none;

use super::spec::row;

/// What the jobs behind a blocked job may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overtaking {
    /// Nothing: they wait, as long as they need the pools that the blocked job waits for.
    Forbidden,
    /// They may start if that does not delay the first blocked job.
    BesideTheFirst,
}

/// One backfill: a row of [`BACKFILLS`].
#[derive(Debug, Clone, Copy)]
pub struct Backfill {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What jobs behind a blocked one may do.
    pub(super) overtaking: Overtaking,
}

/// Every backfill.
pub const BACKFILLS: &[Backfill] = &[none::ENTRY, easy::ENTRY];

pub(super) fn entry(name: &str) -> Option<&'static Backfill> {
    row(BACKFILLS, name, |entry| entry.name)
}
