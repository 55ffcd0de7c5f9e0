//! Pack: the fullest node that still has room (best fit), so that whole nodes stay free for large jobs.

use super::Placement;
use crate::cluster::Visit;

pub(super) const ENTRY: Placement = Placement {
    name: "pack",
    help: "The fullest node that still has room, so that whole nodes stay free for large jobs.",
    visit: Visit::FullestFirst,
};
