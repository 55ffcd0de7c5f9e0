//! Conservative backfilling: a promise at submission that is only ever moved to an earlier time (Mualem and Feitelson, IEEE TPDS 2001).

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "conservative",
    help: "Every job is promised a start at submission; the promise is only ever moved to an earlier time.",
    parameter: None,
    rule: |_| Some(Rule::of(Blocked::IsPromised(None))),
};
