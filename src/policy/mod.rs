//! Policies: an order, a backfill and a placement compose into a scheduler; each part is one file and one row.

mod acts;
pub mod backfill;
mod brackets;
mod builtin;
pub mod cause;
mod desk;
mod line;
pub mod order;
pub mod placement;
mod queue;
mod resized;
mod resort;
pub mod router;
mod spec;
mod standing;

pub use acts::{Acts, Evicted, Started};
pub use backfill::BACKFILLS;
pub use builtin::{Shortcut, Shortcuts};
pub use desk::{CloneBox, Desk, Hindrances, Leaver, Moment, Scheduler, Waiting};
pub use order::ORDERS;
pub use placement::PLACEMENTS;
pub use queue::{Entry, Filter, Key, Lane, LaneKey, Place, Queue};
pub use router::{Asks, Candidate, Known, Memory, ROUTERS, Router, Routing, Survey};
pub use spec::{Part, PolicySpec, WrongPart};
