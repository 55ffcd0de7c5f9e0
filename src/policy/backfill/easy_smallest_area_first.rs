//! EASY backfilling that tries the smallest areas first: expected run time times size (SAF; Carastan-Santos, de Camargo, Trystram and
//! Zrigui, CCGRID 2019, found it the safest order for replacing that of submission).

use super::{Backfill, Blocked, Rule};
use crate::model::Request;

pub(super) const ENTRY: Backfill = Backfill {
    name: "easy-smallest-area-first",
    help: "As easy, but the jobs that may overtake are tried in order of their requested times multiplied by their sizes.",
    parameter: None,
    rule: |_| Some(Rule { overtakers: Some(area), ..Rule::of(Blocked::IsProtected) }),
};

/// Expected microseconds times accelerators, or times cores where it wants none.
fn area(request: &Request) -> u64 {
    let total = request.shape.total();
    let size = if total.accelerators == 0 { total.cores } else { total.accelerators };
    request.estimate.as_micros().saturating_mul(u64::from(size))
}
