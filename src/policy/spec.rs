//! A policy as a scenario or the command line names it.

use super::backfill::rule as backfill_rule;
use super::composite::Composite;
use super::order::entry as order_row;
use super::placement::entry as placement_row;
use super::standing::Standing;
use super::{BACKFILLS, ORDERS, PLACEMENTS, Scheduler};
use crate::cluster::Visit;
use crate::model::Center;
use std::fmt;

/// Which order, backfill and placement make up a policy. The names are those of the rows; the constructor checks them.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySpec {
    /// What tables and plots call it.
    pub name: String,
    /// Row of `ORDERS`.
    pub order: String,
    /// Row of `BACKFILLS`.
    pub backfill: String,
    /// Row of `PLACEMENTS`.
    pub placement: String,
}

/// A name that no row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPart {
    /// Which table: `order`, `backfill` or `placement`.
    pub part: &'static str,
    /// What was asked for.
    pub found: String,
    /// The names that exist.
    pub known: Vec<&'static str>,
}

impl fmt::Display for UnknownPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {} `{}`; there are {}", self.part, self.found, self.known.join(", "))
    }
}

impl std::error::Error for UnknownPart {}

impl PolicySpec {
    /// A policy of these parts; tells every part that does not exist.
    ///
    /// # Errors
    /// When a name is in no row.
    pub fn new(
        name: &str,
        order: &str,
        backfill: &str,
        placement: &str,
    ) -> Result<PolicySpec, Vec<UnknownPart>> {
        let unknown = |part, found: &str, known| UnknownPart { part, found: found.into(), known };
        let mut problems = Vec::new();
        if order_row(order).is_none() {
            problems.push(unknown("order", order, ORDERS.iter().map(|row| row.name).collect()));
        }
        if backfill_rule(backfill).is_none() {
            problems.push(unknown("backfill", backfill, BACKFILLS.iter().map(|row| row.name).collect()));
        }
        if placement_row(placement).is_none() {
            problems.push(unknown("placement", placement, PLACEMENTS.iter().map(|row| row.name).collect()));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(PolicySpec {
            name: name.into(),
            order: order.into(),
            backfill: backfill.into(),
            placement: placement.into(),
        })
    }

    /// A scheduler of these parts for a centre. Panics when a part is in no row.
    #[must_use]
    pub fn scheduler(&self, center: &Center) -> Box<dyn Scheduler> {
        let order = order_row(&self.order).expect("a policy's order was checked when it was made");
        let rule = backfill_rule(&self.backfill).expect("a policy's backfill was checked when it was made");
        Box::new(Composite::new(Standing::new(order, center), rule, center))
    }

    /// In which order nodes are offered. Panics when the placement is in no row.
    #[must_use]
    pub fn visit(&self) -> Visit {
        placement_row(&self.placement).expect("a policy's placement was checked when it was made").visit
    }

    /// A policy from the command line: `order+backfill` or `order+backfill+placement`.
    ///
    /// # Errors
    /// When a name is in no row.
    pub fn parse(text: &str) -> Result<PolicySpec, Vec<UnknownPart>> {
        let mut parts = text.split('+');
        let order = parts.next().unwrap_or_default();
        let backfill = parts.next().unwrap_or("none");
        let placement = parts.next().unwrap_or("pack");
        PolicySpec::new(text, order, backfill, placement)
    }
}

/// The row of a table that has this name.
pub(super) fn row<R>(rows: &'static [R], name: &str, name_of: fn(&R) -> &'static str) -> Option<&'static R> {
    rows.iter().find(|row| name_of(row) == name)
}
