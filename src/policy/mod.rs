//! Policies: an order, a backfill and a placement compose into a scheduler; each part is one file and one row.

mod spec;

pub use spec::{PolicySpec, UnknownPart};
