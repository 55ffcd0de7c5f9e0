//! By chance: what every router must be better than.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "random",
    help: "Each job goes to one of its places by chance, to each as often.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Nothing,
    choose: |survey| Some(survey.any_of(survey.open.len())),
};
