//! The least carbon dioxide.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "greenest",
    help: "Where the power it draws beyond idle nodes brings the least carbon dioxide, if it started now and ran for as long as it is expected to.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Carbon,
    choose: |survey| survey.least(|candidate| candidate.answer),
};
