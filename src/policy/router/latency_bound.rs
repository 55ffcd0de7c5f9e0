//! No further away than a service may be from those whom it answers.

use super::least_loaded::least_loaded;
use super::row::{Survey, no_number};
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "latency-bound",
    help: "The least loaded of the places that a message from home reaches and comes back from within `max_round_trip`.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Loads,
    choose: within_reach,
};

fn within_reach(survey: &mut Survey<'_>) -> Option<usize> {
    let most = survey.network.ties(survey.home.class).round_trip_most;
    let home = survey.home.center;
    least_loaded(survey, |candidate| {
        let way = survey.network.round_trip(home, candidate.place.center);
        // A way of which nothing is known may be any, which only a job bears that bears all.
        candidate.number == 0 || most.is_none_or(|most| way.is_some_and(|way| way <= most))
    })
}
