//! The names that a scenario may use and that the tables of other modules define.

use crate::policy::{BACKFILLS, ORDERS, PLACEMENTS};
use crate::workload::application::{HOURS, WEEKDAYS};
use crate::workload::{APPLICATIONS, MODELS};

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

/// The models of whole machines' workloads.
pub(super) fn models() -> Vec<&'static str> {
    MODELS.iter().map(|row| row.name).collect()
}

/// The hours of the day that have a name.
pub(super) fn hours() -> Vec<&'static str> {
    HOURS.iter().map(|row| row.name).collect()
}

/// The weekdays that have a name.
pub(super) fn weekdays() -> Vec<&'static str> {
    WEEKDAYS.iter().map(|row| row.name).collect()
}

/// What the sizes of a model can count.
pub(super) fn units() -> Vec<&'static str> {
    vec!["nodes", "cores", "accelerators"]
}

/// How users can choose the time that they request.
pub(super) fn estimates() -> Vec<&'static str> {
    vec!["as-modelled", "modal", "exact"]
}

/// What of a log can come first.
pub(super) fn beginnings() -> Vec<&'static str> {
    vec!["first-job", "time-zero"]
}

/// What users can wait for.
pub(super) fn feedbacks() -> Vec<&'static str> {
    vec!["none", "sessions"]
}

/// What a workload can do on holidays.
pub(super) fn holidays() -> Vec<&'static str> {
    vec!["observed", "ignored"]
}
