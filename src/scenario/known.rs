//! The names that a scenario may use and that the tables of other modules define.

use crate::policy::{BACKFILLS, ORDERS, PLACEMENTS};
use crate::workload::APPLICATIONS;

/// The orders of the queue.
pub(super) fn orders() -> Vec<&'static str> {
    ORDERS.iter().map(|row| row.name).collect()
}

/// The backfills.
pub(super) fn backfills() -> Vec<&'static str> {
    BACKFILLS.iter().map(|row| row.name).collect()
}

/// The orders behind which an expression stands in brackets.
pub(super) fn orders_with_brackets() -> Vec<&'static str> {
    ORDERS.iter().filter(|row| row.parameter.is_some()).map(|row| row.name).collect()
}

/// The backfills behind which a number may stand in brackets.
pub(super) fn backfills_with_brackets() -> Vec<&'static str> {
    BACKFILLS.iter().filter(|row| row.parameter.is_some()).map(|row| row.name).collect()
}

/// The placements.
pub(super) fn placements() -> Vec<&'static str> {
    PLACEMENTS.iter().map(|row| row.name).collect()
}

/// The applications.
pub(super) fn applications() -> Vec<&'static str> {
    APPLICATIONS.iter().map(|row| row.name).collect()
}
