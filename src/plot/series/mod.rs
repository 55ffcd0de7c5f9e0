//! The numbers behind a figure, for those who want to draw it in their own way.

mod courses;
mod estimates;
mod tenants;

pub(super) use courses::{
    causes_series, nodes_series, queue_series, transfers_series, utilization_series, waits_series,
};
pub(super) use estimates::{estimates_series, locks_series};
pub use table::Series;
pub(super) use tenants::dominance_series;

mod table;
