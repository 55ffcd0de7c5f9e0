//! No backfilling: nobody overtakes.

use super::{Backfill, Overtaking};

pub(super) const ENTRY: Backfill = Backfill {
    name: "none",
    help: "Nobody overtakes: the first job that cannot start blocks all that need the same nodes.",
    overtaking: Overtaking::Forbidden,
};
