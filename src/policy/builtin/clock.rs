//! Plans by the clock: one clock for all pools, as the loop of a batch system has.

use super::BuiltIn;
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Finds out whether the time has come to plan, or this pass serves the head of the queue only.
    pub(super) fn choose_loop(&mut self, desk: &Desk<'_>) {
        self.pass.blocked = None;
        let Some(every) = self.rule.every else { return };
        if self.clock.due <= desk.now {
            // Nothing is kept from one plan to the next, and what one loop found the other does not know.
            self.forget_memories();
            self.clock.due = desk.now + every;
        } else {
            self.pass.blocked = Some(Blocked::Closes);
        }
    }

    /// Whether this pass plans by the clock, which is for all that wait, wherever anything happened.
    pub(super) const fn plans_by_the_clock(&self) -> bool {
        self.rule.every.is_some() && self.pass.blocked.is_none()
    }

    /// Asks to be asked again when the next plan may be made, where that may let a job overtake.
    pub(super) fn wake_for_next_plan(&mut self, desk: &mut Desk<'_>) {
        // What happened since the last plan may let a job overtake at the next; where nothing does, none is made.
        if self.rule.every.is_some()
            && self.pass.blocked.is_some()
            && !desk.queue.is_empty()
            && self.clock.asked < self.clock.due
        {
            self.clock.asked = self.clock.due;
            desk.wake_at(self.clock.due);
        }
    }
}
