//! Jobs that end of themselves before their work is done: they fail, for good or to be begun again, or their users stop them.

use super::Simulation;
use super::jobs::{Jobs, Truth};
use super::remains::Why;
use crate::model::{BreakKind, BreakOff, CenterId, Job, Outcome, Request, Source, Span};
use crate::record::{End, Observer};

impl Jobs {
    /// How a job ends whose run is over; nothing where it is begun again.
    pub(super) fn end_of(&self, slot: u32, is_cut: bool) -> Option<(End, Outcome)> {
        if is_cut {
            return Some((End::Killed, Outcome::Killed));
        }
        match self.breaks_off(slot).map(|break_off| break_off.kind) {
            None => Some((End::Finished, Outcome::Finished)),
            Some(BreakKind::Failed) => Some((End::Failed, Outcome::Failed)),
            Some(BreakKind::Cancelled) => Some((End::Cancelled, Outcome::Cancelled)),
            Some(BreakKind::Retried) => None,
        }
    }
}

impl Simulation {
    /// Lets the attempts at a job that has just come end as they do.
    pub(super) fn doom(&mut self, slot: u32, breaks: &[BreakOff]) {
        if !breaks.is_empty() {
            self.jobs.doom(slot, breaks);
            self.expect_anew(slot);
        }
    }

    /// Begins the next attempt at a job that has failed by itself and has kept so much of its work.
    pub(super) fn try_again(&mut self, slot: u32, kept: Span) {
        self.jobs.try_again(slot, kept);
        self.expect_anew(slot);
    }

    /// An oracle knows of each attempt how long it lasts.
    fn expect_anew(&mut self, slot: u32) {
        let (request, Truth { work, units, .. }) = (*self.jobs.request(slot), self.jobs.truth(slot));
        let estimate = self.predictor.estimate(&Job { request, work });
        self.jobs.requests[slot as usize].estimate = estimate;
        // It is counted among those that wait, by what is expected of it.
        if let Some(routes) = &mut self.routes {
            routes.loads.wait(&request, units, false);
            routes.loads.wait(&Request { estimate, ..request }, units, true);
        }
    }

    /// Takes a job off its nodes because a node has failed under it.
    pub(super) fn fail_run(
        &mut self,
        center: CenterId,
        run: u32,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        self.take_off_ended((center, run), Why::NodeFailed, source, observer);
    }

    /// Takes a job off its nodes as one that has ended, whatever becomes of it.
    pub(super) fn take_off_ended(
        &mut self,
        run: (CenterId, u32),
        why: Why,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        self.take_off(
            run,
            |scheduler, cluster, leaver, now| {
                scheduler.ended(cluster, leaver, now);
                why
            },
            source,
            observer,
        );
    }
}
