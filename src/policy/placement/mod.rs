//! Placements: which of the nodes that fit a job gets.

mod consecutive;
mod first_fit;
mod pack;
mod spread;

use crate::cluster::Visit;

/// One placement: a row of [`PLACEMENTS`].
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// In which order nodes are offered.
    pub visit: Visit,
}

/// Every placement.
pub const PLACEMENTS: &[Placement] = &[pack::ENTRY, spread::ENTRY, first_fit::ENTRY, consecutive::ENTRY];

pub(super) fn entry(name: &str) -> Option<&'static Placement> {
    PLACEMENTS.iter().find(|entry| entry.name == name)
}
