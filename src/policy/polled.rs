//! A scheduler that looks only so often, as the loops of a batch system do: what happens in between waits for the next look.

use super::desk::{Desk, Leaver, Scheduler, Waiting};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Eviction, Request, Span, TenantId, Time};
use crate::state::{Saved, StateError, from_bytes};

/// Another scheduler, asked only at whole multiples of a period.
#[derive(Debug, Clone)]
pub(super) struct Polled {
    every: Span,
    /// Who is asked.
    inner: Box<dyn Scheduler>,
    /// What happened since it was last asked.
    newcomers: Vec<Waiting>,
    freed: PoolSet,
    /// Until when it has asked to be asked again, so that it asks once for each look.
    asked: Time,
}

impl Polled {
    pub(super) fn new(every: Span, inner: Box<dyn Scheduler>) -> Polled {
        Polled { every, inner, newcomers: Vec::new(), freed: PoolSet::NONE, asked: Time::ZERO }
    }

    /// The first look that is not before an instant.
    fn next_look(&self, now: Time) -> Time {
        let every = self.every.as_micros();
        Time::from_micros(now.as_micros().div_ceil(every).saturating_mul(every))
    }
}

impl Scheduler for Polled {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.inner.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.inner.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        self.inner.wants_every_submission()
    }

    fn tells_causes(&self) -> bool {
        self.inner.tells_causes()
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
            acts: desk.acts,
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

    fn evicted(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) -> Eviction {
        self.inner.evicted(cluster, leaver, now)
    }

    fn cancelled(&mut self, job: u32) {
        self.newcomers.retain(|waiting| waiting.job != job);
        self.inner.cancelled(job);
    }

    fn replan(&mut self) {
        self.inner.replan();
    }

    fn save(&self) -> Saved {
        match self.inner.save() {
            Saved::State(inner) => Saved::of(&(&self.newcomers, self.freed, self.asked, inner)),
            cannot @ Saved::CannotBeSaved(_) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let inner: Vec<u8>;
        (self.newcomers, self.freed, self.asked, inner) = from_bytes(state)?;
        self.inner.restore(&inner)
    }
}
