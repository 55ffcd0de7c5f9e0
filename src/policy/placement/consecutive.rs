//! Consecutive: as few stretches of neighbouring nodes as possible, as Slurm chooses where it knows of no topology.
//! Backfills that plan split a job over its pools first; the rule then holds within each.

use super::Placement;
use crate::cluster::Visit;

pub(super) const ENTRY: Placement = Placement {
    name: "consecutive",
    help: "The shortest stretch of consecutive nodes that holds the job, or the longest ones, as Slurm chooses nodes.",
    visit: Visit::ShortestStretch,
};
