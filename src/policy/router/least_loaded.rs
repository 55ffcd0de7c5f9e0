//! Join the shortest queue (Winston, J. Appl. Prob. 1977; of two servers the exact times are in Flatto and McKean 1977 and Adan,
//! Wessels and Zijm 1990).

use super::row::{Survey, no_number};
use super::{Asks, Candidate, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "least-loaded",
    help: "Where the fewest jobs wait and run for each accelerator (or core); at home among equals.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Loads,
    choose: |survey| least_loaded(survey, |_| true),
};

/// The least loaded of the places of which something holds.
pub(super) fn least_loaded(survey: &Survey<'_>, is_meant: impl Fn(&Candidate) -> bool) -> Option<usize> {
    let meant = survey.open.iter().enumerate().filter(|(_, candidate)| is_meant(candidate));
    // Of equals the first is kept.
    meant.min_by(|(_, one), (_, other)| one.known.by_jobs(&other.known)).map(|(place, _)| place)
}
