//! The better of two by chance: nearly as good as knowing all, and hardly dearer than knowing nothing (Mitzenmacher, IEEE TPDS 2001;
//! Vvedenskaya, Dobrushin and Karpelevich 1996).

use super::row::{Survey, no_number};
use super::{Asks, Router};
use crate::model::Span;
use std::cmp::Ordering;

pub(super) const ENTRY: Router = Router {
    name: "power-of-two",
    help: "Two of its places are drawn, and the job goes to the less loaded of them.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Loads,
    choose: better_of_two,
};

fn better_of_two(survey: &mut Survey<'_>) -> Option<usize> {
    let count = survey.open.len();
    if count == 1 {
        return Some(0);
    }
    let first = survey.any_of(count);
    let other = survey.any_of(count - 1);
    // Two different ones: whatever lies behind the first moves up by one.
    let second = other + usize::from(first <= other);
    let order = survey.open[second].known.by_jobs(&survey.open[first].known);
    Some(if order == Ordering::Less { second } else { first })
}
