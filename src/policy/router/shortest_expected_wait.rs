//! Each centre is asked when the job would start there.

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "shortest-expected-wait",
    help: "Each centre is asked when the job would start there, by the ends that it expects, what waits, and when its data would be there; the earliest is taken.",
    parameter: None,
    number: no_number,
    refresh: Span::ZERO,
    asks: Asks::Starts,
    choose: |survey| survey.least(|candidate| candidate.answer),
};
