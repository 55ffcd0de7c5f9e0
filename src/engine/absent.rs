//! What stands in a centre that was read back until its scheduler has been made.

use crate::policy::{Desk, Scheduler};

/// Stands where a scheduler will be once it has been made.
#[derive(Debug, Clone)]
struct Absent;

/// A place for a scheduler.
pub(super) fn absent() -> Box<dyn Scheduler> {
    Box::new(Absent)
}

impl Scheduler for Absent {
    fn schedule(&mut self, _desk: &mut Desk<'_>) {
        unreachable!("a simulation is given schedulers before it goes on")
    }
}
