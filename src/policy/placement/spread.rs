//! Spread: the emptiest node (worst fit), so that jobs disturb each other least.

use super::Placement;
use crate::cluster::Visit;

pub(super) const ENTRY: Placement = Placement {
    name: "spread",
    help: "The emptiest node, so that jobs share memory, network and heat with as few others as possible.",
    visit: Visit::EmptiestFirst,
};
