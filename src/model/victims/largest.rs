//! The largest first, so that few jobs are disturbed.

use super::rule::Victims;

pub(super) const ENTRY: Victims = Victims {
    name: "largest",
    help: "Those that hold the most units, so that few jobs are disturbed.",
    place: |candidate| (u128::MAX - u128::from(candidate.units), 0),
};
