//! The least lost first.

use super::rule::Victims;

pub(super) const ENTRY: Victims = Victims {
    name: "least-lost",
    help: "Those that lose the least work: units times the time since their start or their last checkpoint.",
    place: |candidate| (candidate.lost, 0),
};
