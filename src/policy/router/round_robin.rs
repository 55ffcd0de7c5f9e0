//! One place after the other, whatever happens there.

use super::row::{Survey, no_number};
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "round-robin",
    help: "The jobs of each class go to its places in turn, its home first.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Nothing,
    choose: next,
};

fn next(survey: &mut Survey<'_>) -> Option<usize> {
    let turn = (survey.turn() % survey.places as u64) as usize;
    // Where that one has refused, the next takes it.
    let later = survey.open.iter().position(|candidate| turn <= candidate.number);
    Some(later.unwrap_or(0))
}
