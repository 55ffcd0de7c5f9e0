//! Routers: where a job goes that may run at several centres.
//!
//! A router is one file with its `ENTRY` and one row of [`ROUTERS`]. It is asked when a job is submitted, and names one of the
//! job's places; the centre there accepts the job or refuses it by its own rules, and where it refuses the router is asked again
//! about the others.

mod cheapest;
mod data_local;
mod earliest_end;
mod greenest;
mod home;
mod hub;
mod known;
mod latency_bound;
mod least_loaded;
mod power_of_two;
mod random;
mod round_robin;
mod row;
mod shortest_expected_wait;
mod spillover;

use super::brackets::split_brackets;
use crate::model::Span;
pub use known::Known;
pub use row::{Asks, Candidate, Memory, Router, Survey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Every router.
pub const ROUTERS: &[Router] = &[
    home::ENTRY,
    round_robin::ENTRY,
    random::ENTRY,
    least_loaded::ENTRY,
    power_of_two::ENTRY,
    shortest_expected_wait::ENTRY,
    earliest_end::ENTRY,
    data_local::ENTRY,
    cheapest::ENTRY,
    greenest::ENTRY,
    latency_bound::ENTRY,
    spillover::ENTRY,
    hub::ENTRY,
];

/// A router at work: its row, its number, and how old what it knows may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Routing {
    row: u8,
    number: f64,
    /// How old its view of the centres may be; nothing where it sees them as they are.
    pub refresh: Span,
}

impl Routing {
    /// The router that a text such as `hub` or `spillover(7200)` names; nothing where there is none, or its number makes no sense.
    #[must_use]
    pub fn parse(text: &str) -> Option<Routing> {
        let (name, parameter) = split_brackets(text)?;
        let row = ROUTERS.iter().position(|row| row.name == name)?;
        let given = match parameter {
            Some(number) => Some(number.trim().parse().ok()?),
            None => None,
        };
        let Router { number, refresh, .. } = ROUTERS[row];
        Some(Routing { row: row as u8, number: number(given)?, refresh })
    }

    /// The same, but what it sees of the centres may be so old; no time at all where it sees them as they are.
    #[must_use]
    pub const fn looking_every(self, refresh: Span) -> Routing {
        Routing { refresh, ..self }
    }

    /// The row.
    #[must_use]
    pub fn row(&self) -> &'static Router {
        &ROUTERS[usize::from(self.row)]
    }

    /// The number that it goes by.
    #[must_use]
    pub const fn number(&self) -> f64 {
        self.number
    }
}

impl fmt::Display for Routing {
    /// The name, with its number in brackets where it has one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Router { name, parameter, .. } = self.row();
        match parameter {
            Some(_) => write!(f, "{name}({})", self.number),
            None => f.write_str(name),
        }
    }
}

impl Default for Routing {
    /// Everybody stays at home.
    fn default() -> Routing {
        Routing { row: 0, number: 0.0, refresh: Span::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routers_are_read_with_their_numbers() {
        for row in ROUTERS {
            let routing = Routing::parse(row.name).unwrap_or_else(|| panic!("{}", row.name));
            assert_eq!(routing.row().name, row.name);
            assert_eq!(routing.refresh, row.refresh);
        }
        assert_eq!(Routing::parse("home"), Some(Routing::default()));
        assert_eq!(Routing::parse("spillover(60)").map(|routing| routing.number()), Some(60.0));
        for text in ["", "Home", "home(1)", "spillover(-1)", "spillover(x)", "spillover(nan)", "hub(300)"] {
            assert_eq!(Routing::parse(text), None, "{text}");
        }
    }
}
