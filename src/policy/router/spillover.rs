//! At home until the wait there is too long.

use super::row::Survey;
use super::{Asks, Candidate, Router};
use crate::model::{CenterId, Span};

pub(super) const ENTRY: Router = Router {
    name: "spillover",
    help: "At home, unless it would wait there for longer than so many seconds; then where that centre sends what it cannot start soon (`spills_to`), and so on, or where it starts first. `spillover(7200)`, or 3,600 where nothing is said.",
    parameter: Some("the longest wait at home in seconds, 0 to 31,536,000"),
    number: |given| Some(given.unwrap_or(3_600.0)).filter(|secs| (0.0..=31_536_000.0).contains(secs)),
    refresh: Span::ZERO,
    asks: Asks::Starts,
    choose: spill,
};

fn spill(survey: &mut Survey<'_>) -> Option<usize> {
    let most = u128::from(Span::from_secs_f64(survey.number).as_micros());
    let next_of = |center: CenterId| survey.network.spills.get(usize::from(center.0)).copied().flatten();
    let is_soon = |place: &usize| survey.open[*place].answer <= most;
    let earliest = || survey.least(|candidate| candidate.answer);
    let mut at = survey.home.center;
    if next_of(at).is_none() {
        return survey.home().filter(is_soon).or_else(earliest);
    }
    // No centre spills back to itself by way of others, so that this ends.
    loop {
        let here = survey.open.iter().position(|candidate: &Candidate| candidate.place.center == at);
        if here.as_ref().is_some_and(is_soon) {
            return here;
        }
        match next_of(at) {
            Some(next) => at = next,
            // None of them starts it soon: then where it starts first.
            None => return earliest(),
        }
    }
}
