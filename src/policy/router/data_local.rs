//! Jobs go to their data.

use super::row::{Survey, no_number};
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "data-local",
    help: "Each job goes to the centre that holds its data (`inputs`, or `data_at`) or gets them soonest, and stays at home where that refuses it or nothing is said.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Nothing,
    choose: to_its_data,
};

fn to_its_data(survey: &mut Survey<'_>) -> Option<usize> {
    // Where its data are in some places and not in others, these decide.
    if survey.open.iter().any(|candidate| 0 < candidate.data_micros) {
        return survey.least(|candidate| candidate.data_micros);
    }
    let data = survey.network.ties(survey.home.class).data;
    let there = survey.open.iter().position(|candidate| Some(candidate.place.center) == data);
    there.or_else(|| survey.home())
}
