//! The lowest priority first.

use super::rule::Victims;

pub(super) const ENTRY: Victims = Victims {
    name: "lowest-priority",
    help: "Those of the lowest tier, and in it of the lowest quality of service.",
    place: |candidate| (candidate.tier.into(), candidate.priority.into()),
};
