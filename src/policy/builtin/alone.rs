//! A shortcut for quiet times: where at most one job waits, there is no line to walk along.

use super::BuiltIn;
use super::shortcuts::Shortcut;
use crate::cluster::PoolSet;
use crate::policy::backfill::Blocked;
use crate::policy::desk::{Desk, Moment, Waiting};

impl BuiltIn {
    /// Deals with a queue in which nobody waits, or only one job, which fits. Returns false, and changes nothing, where there is more
    /// to be thought of.
    pub(super) fn serves_alone(&mut self, desk: &mut Desk<'_>) -> bool {
        if 1 < desk.queue.len() || !self.may_serve_alone(desk) {
            return false;
        }
        if let [new] = *desk.newcomers {
            return self.starts_alone(desk, new);
        }
        if !desk.queue.is_empty() {
            return false;
        }
        self.forget_all_jobs(desk);
        true
    }

    /// Whether nothing matters but free nodes, and nothing is kept from pass to pass but what was found of waiting jobs.
    fn may_serve_alone(&self, desk: &Desk<'_>) -> bool {
        let by_nodes = match self.rule.blocked {
            Blocked::Closes | Blocked::LetsPass | Blocked::IsProtected | Blocked::IsPlanned(_) => true,
            Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) | Blocked::IsPromised(_) => false,
        };
        by_nodes
            && self.shortcuts.has(Shortcut::AloneInTheQueue)
            && self.rule.every.is_none()
            && self.gates.facts.are_none()
            && self.standing.is_fixed()
            && desk.moment != Moment::Close
    }

    fn starts_alone(&mut self, desk: &mut Desk<'_>, Waiting { job, lane, key }: Waiting) -> bool {
        let access = desk.lanes()[lane as usize].0.access;
        let shape = desk.requests[job as usize].shape;
        if !desk.cluster.find(access, PoolSet::NONE, shape, &mut self.room.pieces) {
            return false;
        }
        self.forget_all_jobs(desk);
        let place = desk.queue.lane(lane).find(key).expect("a newcomer waits");
        desk.start(lane, place, &self.room.pieces);
        true
    }

    /// Nobody waits any more of whom anything was found.
    fn forget_all_jobs(&mut self, desk: &Desk<'_>) {
        if self.plans() {
            self.note_shapes(desk);
        }
        self.forget_memories();
        self.room.unfit.clear();
        self.room.harmful.clear();
    }
}
