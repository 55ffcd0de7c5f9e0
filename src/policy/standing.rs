//! Who stands before whom, at work: the rank of jobs, the rank of tenants, and a walk over all lanes in that order.

use super::desk::Desk;
use super::order::{Order, Ranking, TenantRanking};
use super::queue::{Entry, Filter, Key, Place};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Center, Request, TenantId, Time};

/// An order at work.
#[derive(Debug)]
pub(super) struct Standing {
    ranking: Ranking,
    tenants: Option<Box<dyn TenantRanking>>,
}

/// Where a walk stands in one lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor {
    pub(super) lane: u32,
    pub(super) access: AccessId,
    pub(super) tenant_rank: u64,
    pub(super) place: Place,
    pub(super) entry: Entry,
}

impl Standing {
    pub(super) fn new(order: &Order, center: &Center) -> Standing {
        Standing { ranking: order.ranking, tenants: order.tenants.map(|make| make(center)) }
    }

    /// Whether jobs never change places while they wait.
    pub(super) const fn is_fixed(&self) -> bool {
        self.tenants.is_none()
    }

    pub(super) fn rank(&self, request: &Request, units: u32) -> u64 {
        (self.ranking)(request, units)
    }

    pub(super) fn lane_of(&self, tenant: TenantId) -> TenantId {
        if self.is_fixed() { TenantId(0) } else { tenant }
    }

    pub(super) fn started(&mut self, tenant: TenantId, units: u32, now: Time) {
        if let Some(tenants) = &mut self.tenants {
            tenants.started(tenant, units, now);
        }
    }

    pub(super) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        if let Some(tenants) = &mut self.tenants {
            tenants.ended(tenant, units, now);
        }
    }

    /// Places a cursor at the first job of each lane of these pools.
    pub(super) fn place_cursors(&self, desk: &Desk<'_>, scope: PoolSet, cursors: &mut Vec<Cursor>) {
        cursors.clear();
        for (number, (key, lane)) in desk.lanes().iter().enumerate() {
            if let Some(&entry) = lane.first()
                && desk.cluster.pools_of(key.access).meets(scope)
            {
                let tenant_rank = self.tenants.as_ref().map_or(0, |ranks| ranks.rank(key.tenant, desk.now));
                let place = Place::default();
                cursors.push(Cursor { lane: number as u32, access: key.access, tenant_rank, place, entry });
            }
        }
    }
}

impl Cursor {
    /// Goes on to the first job at or behind the key. Returns false when there is none.
    pub(super) fn skip_to(&mut self, desk: &Desk<'_>, key: Key) -> bool {
        let next = desk.next_in(self.lane, desk.queue.lane(self.lane).seek(key), &Filter::ALL);
        if let Some((place, entry)) = next {
            (self.place, self.entry) = (place, entry);
        }
        next.is_some()
    }
}

/// The cursor at the job that stands before all others.
pub(super) fn first(cursors: &[Cursor]) -> Option<usize> {
    let key = |number: &usize| (cursors[*number].tenant_rank, cursors[*number].entry.key);
    (0..cursors.len()).min_by_key(key)
}
