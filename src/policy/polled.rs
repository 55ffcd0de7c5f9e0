//! A scheduler that looks only so often, as the loops of a batch system do: what happens in between waits for the next look.

use super::desk::{Desk, Leaver, Scheduler, Waiting};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Request, Span, TenantId, Time};

/// Another scheduler, asked only at whole multiples of a period.
#[derive(Debug)]
pub(super) struct Polled<S> {
    every: Span,
    /// Who is asked.
    inner: S,
    /// What happened since it was last asked.
    newcomers: Vec<Waiting>,
    freed: PoolSet,
    /// Until when it has asked to be asked again, so that it asks once for each look.
    asked: Time,
}

impl<S: Scheduler> Polled<S> {
    pub(super) fn new(every: Span, inner: S) -> Polled<S> {
        Polled { every, inner, newcomers: Vec::new(), freed: PoolSet::NONE, asked: Time::ZERO }
    }

    /// The first look that is not before an instant.
    fn next_look(&self, now: Time) -> Time {
        let every = self.every.as_micros();
        Time::from_micros(now.as_micros().div_ceil(every).saturating_mul(every))
    }
}

impl<S: Scheduler> Scheduler for Polled<S> {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.inner.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.inner.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        self.inner.wants_every_submission()
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        self.newcomers.extend(desk.newcomers);
        self.freed = self.freed.with(desk.freed);
        let look = self.next_look(desk.now);
        if desk.now < look {
            if self.asked < look {
                self.asked = look;
                desk.wake_at(look);
            }
            return;
        }
        let mut seen = Desk {
            newcomers: &self.newcomers,
            freed: self.freed,
            cluster: desk.cluster,
            queue: desk.queue,
            started: desk.started,
            wakes: desk.wakes,
            ..*desk
        };
        self.inner.schedule(&mut seen);
        self.newcomers.clear();
        self.freed = PoolSet::NONE;
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.inner.started(request, units, now);
    }

    fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.inner.ended(cluster, leaver, now);
    }

    fn replan(&mut self) {
        self.inner.replan();
    }
}
