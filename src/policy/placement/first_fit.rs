//! First fit: the lowest-numbered node that has room, as simple batch systems do.

use super::Placement;
use crate::cluster::Visit;

pub(super) const ENTRY: Placement = Placement {
    name: "first-fit",
    help: "The lowest-numbered node that has room, as simple batch systems do.",
    visit: Visit::LowestFirst,
};
