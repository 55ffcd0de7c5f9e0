//! Who stands before whom, at work: the rank of jobs, the rank of tenants, and a walk over all lanes in that order.

use super::desk::Desk;
use super::order::{Candidate, Rule, Usage, rank_of};
use super::queue::{Entry, Filter, Key, Place};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Center, Request, TenantId, Time};

/// An order at work.
#[derive(Debug)]
pub(super) struct Standing {
    rule: Rule,
    /// What tenants used, where the rule asks for it.
    usage: Option<Usage>,
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
    pub(super) fn new(rule: Rule, center: &Center) -> Standing {
        let asks_for_usage = match &rule {
            Rule::Fixed(_) | Rule::Waiting(_) => false,
            Rule::Tenants => true,
            Rule::Formula(formula) => formula.asks_for_usage(),
        };
        Standing { rule, usage: asks_for_usage.then(|| Usage::new(center)) }
    }

    /// Whether jobs never change places while they wait.
    pub(super) const fn is_fixed(&self) -> bool {
        match self.rule {
            Rule::Fixed(_) => true,
            Rule::Tenants | Rule::Waiting(_) | Rule::Formula(_) => false,
        }
    }

    /// The rank of a job at its submission; what goes by the wait is ranked before every pass instead.
    pub(super) fn rank(&self, request: &Request, units: u32) -> u64 {
        match self.rule {
            Rule::Fixed(rank) => rank(request, units),
            Rule::Tenants | Rule::Waiting(_) | Rule::Formula(_) => 0,
        }
    }

    /// Ranks all jobs of these pools anew, where the order goes by what changes while they wait. That costs `n log n` for `n`
    /// waiting jobs at every pass, which is what such an order means: any two of them may have changed places.
    pub(super) fn rerank(&self, desk: &mut Desk<'_>, scope: PoolSet) {
        match &self.rule {
            Rule::Fixed(_) | Rule::Tenants => {}
            Rule::Waiting(score) => self.rerank_by(desk, scope, score),
            Rule::Formula(formula) => self.rerank_by(desk, scope, |job| formula.value(job)),
        }
    }

    fn rerank_by(&self, desk: &mut Desk<'_>, scope: PoolSet, score: impl Fn(&Candidate<'_>) -> f64) {
        for number in 0..desk.lanes().len() {
            let access = desk.lanes()[number].0.access;
            if !desk.cluster.pools_of(access).meets(scope) {
                continue;
            }
            let (requests, center, now) = (desk.requests, desk.center, desk.now);
            desk.queue.rerank(number as u32, |entry| {
                let request = &requests[entry.job as usize];
                let tenant_usage =
                    self.usage.as_ref().map_or(0.0, |usage| usage.per_share(request.tenant, now));
                let units = entry.units;
                rank_of(score(&Candidate { request, units, now, center, access, tenant_usage }))
            });
        }
    }

    pub(super) fn lane_of(&self, tenant: TenantId) -> TenantId {
        match self.rule {
            Rule::Fixed(_) | Rule::Waiting(_) | Rule::Formula(_) => TenantId(0),
            Rule::Tenants => tenant,
        }
    }

    pub(super) fn started(&mut self, tenant: TenantId, units: u32, now: Time) {
        if let Some(usage) = &mut self.usage {
            usage.started(tenant, units, now);
        }
    }

    pub(super) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        if let Some(usage) = &mut self.usage {
            usage.ended(tenant, units, now);
        }
    }

    fn tenant_rank(&self, tenant: TenantId, now: Time) -> u64 {
        match (&self.rule, &self.usage) {
            (Rule::Tenants, Some(usage)) => rank_of(usage.per_share(tenant, now)),
            (Rule::Tenants | Rule::Fixed(_) | Rule::Waiting(_) | Rule::Formula(_), _) => 0,
        }
    }

    /// Places a cursor at the first job of each lane of these pools.
    pub(super) fn place_cursors(&self, desk: &Desk<'_>, scope: PoolSet, cursors: &mut Vec<Cursor>) {
        cursors.clear();
        for (number, (key, lane)) in desk.lanes().iter().enumerate() {
            if let Some(&entry) = lane.first()
                && desk.cluster.pools_of(key.access).meets(scope)
            {
                let tenant_rank = self.tenant_rank(key.tenant, desk.now);
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
