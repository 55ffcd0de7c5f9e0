//! A policy as a scenario or the command line names it.

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
        Ok(PolicySpec {
            name: name.into(),
            order: order.into(),
            backfill: backfill.into(),
            placement: placement.into(),
        })
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
