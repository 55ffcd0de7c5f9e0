//! Everybody stays at home: what centres do that know nothing of each other.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "home",
    help: "Every job waits where it was submitted.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Nothing,
    choose: |survey| survey.home(),
};
