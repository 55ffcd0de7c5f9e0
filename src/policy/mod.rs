//! Policies: an order, a backfill and a placement compose into a scheduler; each part is one file and one row.

pub mod backfill;
pub mod cause;
mod composite;
mod desk;
mod futures;
pub mod order;
mod overtake;
mod periodic;
pub mod placement;
mod plan;
mod polled;
mod promise;
mod queue;
mod resort;
mod ruled;
mod spec;
mod standing;

pub use backfill::BACKFILLS;
pub use desk::{Acts, CloneBox, Desk, Evicted, Hindrances, Leaver, Moment, Scheduler, Started, Waiting};
pub use order::ORDERS;
pub use placement::PLACEMENTS;
pub use queue::{Entry, Filter, Key, Lane, LaneKey, Place, Queue};
pub use spec::{Part, PolicySpec, WrongPart};
