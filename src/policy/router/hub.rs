//! A broker for all: it knows how things stood when it last looked, and sends everybody to where it seemed best then, so that all
//! run into the same centre (Mitzenmacher, "How useful is old information?", IEEE TPDS 2000).

use super::row::no_number;
use super::{Asks, Router};
use crate::model::Span;

pub(super) const ENTRY: Router = Router {
    name: "hub",
    help: "A broker that sees all centres every so often (`refresh`, 5 min where nothing is said) and sends each job to where the work that it saw would be done first.",
    parameter: None,
    number: no_number,
    refresh: Span::from_secs(300),
    asks: Asks::Loads,
    choose: |survey| survey.least(|candidate| candidate.known.wait(candidate.units, survey.now)),
};
