//! Each centre is asked when the job would start there, and how long it takes there counts as well.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "earliest-end",
    help: "As `shortest-expected-wait`, but the time that is requested there counts, too: where the job would be over first.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Starts,
    choose: |survey| {
        survey.least(|candidate| candidate.answer + u128::from(candidate.request.estimate.as_micros()))
    },
};
