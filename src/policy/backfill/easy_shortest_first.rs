//! EASY backfilling that tries the shortest jobs first (SJBF: Tsafrir, Etsion and Feitelson, IEEE TPDS 2007).

use super::{Backfill, Blocked, Rule};

pub(super) const ENTRY: Backfill = Backfill {
    name: "easy-shortest-first",
    help: "As easy, but the jobs that may overtake are tried in order of their requested times.",
    parameter: None,
    rule: |_| {
        Some(Rule {
            overtakers: Some(|request| request.estimate.as_micros()),
            ..Rule::of(Blocked::IsProtected)
        })
    },
};
