//! The lowest price.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "cheapest",
    help: "Where it costs least at list prices, if it started now and ran for as long as it is expected to.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Prices,
    choose: |survey| survey.least(|candidate| candidate.answer),
};
