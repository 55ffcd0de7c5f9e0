//! The order of the queue at work: the rank of jobs, the rank of tenants, and where a walk over all lanes in that order begins.

mod classes;
mod cursor;
mod leads;
mod order;
mod scores;

use super::desk::Desk;
use super::order::{
    Candidate, DominantShare, FairShare, Formula, Multifactor, Named, RankOf, Ranks, Rule, ScoreOf, rank_of,
};
use super::queue::{Filter, Front, Key, Place};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Center, Request, TenantId, Time};
use classes::Classes;
pub(super) use cursor::{Cursor, first};
use leads::Leads;
pub(super) use leads::MANY;
pub(super) use order::Order;
pub(super) use scores::candidate;
use scores::{ByFactors, ByNumber};
use serde::{Deserialize, Serialize};

/// An order at work, with what it remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Standing {
    /// By a rank that a job keeps.
    Fixed(Named<RankOf>),
    /// By what its tenant used of late.
    FairShare(FairShare),
    /// By what its tenant holds.
    DominantShare(DominantShare),
    /// By a weighted sum of factors.
    Multifactor(Box<Multifactor>, Leads),
    /// By the priority of its class.
    ClassPriority(Classes),
    /// By a number that changes while a job waits.
    Waiting(Named<ScoreOf>, Leads),
    /// By an expression; with what tenants used, where it asks for that.
    Formula(Formula, Option<FairShare>, Leads),
}

impl Standing {
    pub(super) fn new(rule: Rule, center: &Center) -> Standing {
        match rule {
            Rule::Fixed(rank) => Standing::Fixed(rank),
            Rule::FairShare => Standing::FairShare(FairShare::new(center)),
            Rule::DominantShare => Standing::DominantShare(DominantShare::new(center)),
            Rule::Multifactor(settings) => {
                Standing::Multifactor(Box::new(Multifactor::new(settings, center)), Leads::default())
            }
            Rule::ClassPriority(settings) => Standing::ClassPriority(Classes::new(settings, center)),
            Rule::Waiting(score) => Standing::Waiting(score, Leads::default()),
            Rule::Formula(formula) => {
                let fair_share = formula.asks_for_usage().then(|| FairShare::new(center));
                Standing::Formula(formula, fair_share, Leads::default())
            }
        }
    }

    /// Whether this is the same order, so that it may remember what the other does.
    pub(super) fn is_like(&self, other: &Standing) -> bool {
        if let (Standing::Multifactor(one, _), Standing::Multifactor(two, _)) = (self, other) {
            return one.is_like(two);
        }
        if let (Standing::Formula(one, ..), Standing::Formula(two, ..)) = (self, other) {
            return one.is_like(two);
        }
        // What the others remember are ranks of jobs, which are given anew.
        matches!(
            (self, other),
            (Standing::FairShare(_), Standing::FairShare(_))
                | (Standing::DominantShare(_), Standing::DominantShare(_))
        )
    }

    /// The rank of a job at its submission; what goes by the wait is ranked before every pass instead.
    pub(super) fn rank(&self, request: &Request, units: u32) -> u64 {
        match self {
            Standing::Fixed(rank) => (rank.of)(request, units),
            Standing::Multifactor(multifactor, _) => multifactor.rank_at_submission(request, units),
            Standing::ClassPriority(classes) => classes.rank(request),
            Standing::FairShare(_)
            | Standing::DominantShare(_)
            | Standing::Waiting(..)
            | Standing::Formula(..) => 0,
        }
    }

    /// Learns who has joined the queue, where there is no pass.
    pub(super) fn join(&mut self, desk: &Desk<'_>) {
        match self {
            Standing::Multifactor(multifactor, _) => multifactor.join(newcomers(desk)),
            Standing::Fixed(_)
            | Standing::FairShare(_)
            | Standing::DominantShare(_)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(..) => {}
        }
    }

    /// Whether every job keeps the rank of its submission, and nothing else is remembered.
    pub(super) const fn is_fixed(&self) -> bool {
        matches!(self, Standing::Fixed(_))
    }

    /// Whether jobs stand in the order of their keys, whatever their tenants.
    pub(super) const fn goes_by_keys(&self) -> bool {
        match self {
            Standing::Fixed(_)
            | Standing::Multifactor(..)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(..) => true,
            Standing::FairShare(_) | Standing::DominantShare(_) => false,
        }
    }

    /// Whether the order is worked out for a pass, so that a pass in which nobody could start is worth leaving out.
    pub(super) fn is_worked_out_by_pass(&self) -> bool {
        match self {
            Standing::FairShare(_)
            | Standing::DominantShare(_)
            | Standing::Multifactor(..)
            | Standing::Waiting(..)
            | Standing::Formula(..) => true,
            // The first has nothing to work out, and the second must learn of everybody in time.
            Standing::Fixed(_) | Standing::ClassPriority(_) => false,
        }
    }

    /// Makes ready for a pass over these pools: ranks all jobs anew, where the order goes by what changes while they wait. That
    /// costs a look at every waiting job at every pass, and a sort of those that have changed places; with `multifactor`, at the
    /// first pass of a period. Where only the first of each lane matters, it is put there, and the others are left alone.
    pub(super) fn begin(&mut self, desk: &mut Desk<'_>, scope: PoolSet, only_first: bool) -> Order {
        let only_first = only_first && MANY < desk.queue.len();
        match self {
            Standing::Fixed(_) => Order::Kept,
            Standing::FairShare(fair_share) => {
                fair_share.begin(desk.queue.lanes(), desk.now);
                Order::OfTenants
            }
            Standing::DominantShare(dominant) => {
                dominant.begin(desk.queue.lanes());
                Order::OfTenants
            }
            Standing::Multifactor(multifactor, leads) => {
                if !only_first && leads.end() {
                    multifactor.forget_ranks();
                }
                multifactor.join(newcomers(desk));
                let ranks = multifactor.begin(scope, desk.queue.len(), desk.now);
                match ranks {
                    Ranks::Good | Ranks::Old if only_first => self.put_first(desk, &lanes_in(desk, scope)),
                    Ranks::Good => return Order::Kept,
                    Ranks::Old => {
                        for lane in lanes_in(desk, scope) {
                            let mut rank = multifactor.ranks();
                            desk.queue.rerank(lane, |entry| rank(entry.job));
                        }
                    }
                }
                Order::New
            }
            Standing::ClassPriority(classes) => classes.begin(desk, scope),
            Standing::Waiting(..) | Standing::Formula(_, None, _) if only_first => {
                self.put_first(desk, &lanes_in(desk, scope));
                Order::New
            }
            Standing::Waiting(score, leads) => {
                leads.end();
                rerank(desk, scope, |job| rank_of((score.of)(job)));
                Order::New
            }
            Standing::Formula(formula, None, leads) => {
                leads.end();
                rerank(desk, scope, |job| rank_of(formula.value(job)));
                Order::New
            }
            Standing::Formula(formula, Some(fair_share), _) => {
                fair_share.begin(desk.queue.lanes(), desk.now);
                rerank(desk, scope, |job| {
                    let tenant_usage = fair_share.of_tenant(job.request.tenant);
                    rank_of(formula.value(&Candidate { tenant_usage, ..*job }))
                });
                Order::New
            }
        }
    }

    pub(super) fn lane_of(&self, tenant: TenantId) -> TenantId {
        match self {
            Standing::Fixed(_)
            | Standing::Multifactor(..)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(..) => TenantId(0),
            Standing::FairShare(_) | Standing::DominantShare(_) => tenant,
        }
    }

    pub(super) fn started(&mut self, request: &Request, units: u32, now: Time) {
        match self {
            Standing::FairShare(fair_share) | Standing::Formula(_, Some(fair_share), _) => {
                fair_share.started(request.tenant, units, now);
            }
            Standing::DominantShare(dominant) => dominant.started(request.tenant, request.shape.total()),
            Standing::Multifactor(multifactor, _) => multifactor.started(request.tenant, units, now),
            Standing::Fixed(_)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(_, None, _) => {}
        }
    }

    pub(super) fn ended(&mut self, request: &Request, units: u32, now: Time) {
        match self {
            Standing::FairShare(fair_share) | Standing::Formula(_, Some(fair_share), _) => {
                fair_share.ended(request.tenant, units, now);
            }
            Standing::DominantShare(dominant) => dominant.ended(request.tenant, request.shape.total()),
            Standing::Multifactor(multifactor, _) => multifactor.ended(request.tenant, units, now),
            Standing::Fixed(_)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(_, None, _) => {}
        }
    }

    pub(super) fn tenant_rank(&self, lane: u32) -> u64 {
        match self {
            Standing::FairShare(fair_share) => rank_of(fair_share.of_lane(lane)),
            Standing::DominantShare(dominant) => rank_of(dominant.of_lane(lane)),
            Standing::Fixed(_)
            | Standing::Multifactor(..)
            | Standing::ClassPriority(_)
            | Standing::Waiting(..)
            | Standing::Formula(..) => 0,
        }
    }

    /// Learns that a job of this lane has just been started, where that changes who is next within one pass.
    pub(super) fn take(&mut self, desk: &mut Desk<'_>, lane: u32, cursors: &mut [Cursor]) {
        match self {
            Standing::DominantShare(dominant) => {
                let Some(started) = desk.acts.started.last() else { return };
                let tenant_of = |lane: u32| desk.lanes()[lane as usize].0.tenant;
                dominant.take(lane, desk.requests[started.job as usize].shape.total());
                for cursor in cursors.iter_mut().filter(|cursor| tenant_of(cursor.lane) == tenant_of(lane)) {
                    cursor.tenant_rank = rank_of(dominant.of_lane(cursor.lane));
                }
            }
            Standing::Waiting(_, leads)
            | Standing::Formula(_, _, leads)
            | Standing::Multifactor(_, leads) => {
                let cursor = cursors.iter_mut().find(|cursor| cursor.lane == lane);
                if let (true, Some(cursor)) = (leads.are_followed, cursor) {
                    self.put_first(desk, &[lane]);
                    cursor.place = Place::default();
                    cursor.entry = *desk.queue.lane(lane).first().expect("the cursor stands at somebody");
                }
            }
            Standing::Fixed(_) | Standing::FairShare(_) | Standing::ClassPriority(_) => {}
        }
    }

    /// Puts the first job of each of these lanes where a walk finds it.
    fn put_first(&mut self, desk: &mut Desk<'_>, lanes: &[u32]) {
        let (now, requests, center) = (desk.now, desk.requests, desk.center);
        let queue = &mut *desk.queue;
        match self {
            Standing::Multifactor(multifactor, leads) => {
                leads.begin(queue, lanes, now, &mut ByFactors(multifactor));
            }
            Standing::Waiting(score, leads) => {
                let number = |job: &Candidate<'_>| (score.of)(job);
                let bound = |job: &Candidate<'_>, until| (score.of)(&Candidate { now: until, ..*job });
                leads.begin(queue, lanes, now, &mut ByNumber { now, requests, center, number, bound });
            }
            Standing::Formula(formula, _, leads) => {
                let number = |job: &Candidate<'_>| formula.value(job);
                let bound = |job: &Candidate<'_>, until| formula.least_until(job, until);
                leads.begin(queue, lanes, now, &mut ByNumber { now, requests, center, number, bound });
            }
            Standing::Fixed(_)
            | Standing::FairShare(_)
            | Standing::DominantShare(_)
            | Standing::ClassPriority(_) => {}
        }
    }

    pub(super) fn fronts_of<'d>(desk: &'d Desk<'_>, scope: PoolSet) -> impl Iterator<Item = &'d Front> {
        desk.queue.fronts().iter().filter(move |front| desk.cluster.pools_of(front.key.access).meets(scope))
    }

    /// The first job of all in these pools.
    pub(super) fn first(&self, desk: &Desk<'_>, scope: PoolSet) -> Option<Key> {
        let ranked =
            Standing::fronts_of(desk, scope).map(|front| (self.tenant_rank(front.lane), front.entry.key));
        ranked.min().map(|(_, key)| key)
    }

    /// Places a cursor at the first job of each lane of these pools.
    pub(super) fn place_cursors(&self, desk: &Desk<'_>, scope: PoolSet, cursors: &mut Vec<Cursor>) {
        cursors.clear();
        cursors.extend(Standing::fronts_of(desk, scope).map(|&Front { lane, key, entry }| {
            let (access, tenant_rank) = (key.access, self.tenant_rank(lane));
            Cursor { lane, access, tenant_rank, place: Place::default(), entry }
        }));
    }

    /// Places a cursor at the first job that passes the filter of its access list, in each lane that has one. `loosest` lets pass
    /// whatever any of the filters does.
    pub(super) fn place_cursors_at(
        &self,
        desk: &Desk<'_>,
        loosest: &Filter,
        filter: impl Fn(AccessId) -> Option<Filter>,
        cursors: &mut Vec<Cursor>,
    ) {
        cursors.clear();
        let mut lane = 0;
        while let Some(number) = desk.queue.lane_for(lane, loosest) {
            let access = desk.lanes()[number as usize].0.access;
            let found = filter(access).and_then(|filter| desk.next_in(number, Place::default(), &filter));
            cursors.extend(found.map(|(place, entry)| Cursor {
                lane: number,
                access,
                tenant_rank: self.tenant_rank(number),
                place,
                entry,
            }));
            lane = number + 1;
        }
    }
}

/// The jobs that joined the queue, by slot.
fn newcomers<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = (u32, Candidate<'d>)> {
    desk.newcomers.iter().map(|new| {
        let access = desk.access_of(new);
        let request = &desk.requests[new.job as usize];
        let units = desk.cluster.units(access, request.shape.total());
        (new.job, Candidate { request, units, now: desk.now, center: desk.center, access, tenant_usage: 0.0 })
    })
}

/// The lanes of these pools.
fn lanes_in(desk: &Desk<'_>, scope: PoolSet) -> Vec<u32> {
    let lanes = desk.lanes().iter().enumerate();
    let here = lanes.filter(|(_, (key, _))| desk.cluster.pools_of(key.access).meets(scope));
    here.map(|(number, _)| number as u32).collect()
}

/// Ranks all jobs of these pools anew.
fn rerank(desk: &mut Desk<'_>, scope: PoolSet, rank: impl Fn(&Candidate<'_>) -> u64) {
    for number in lanes_in(desk, scope) {
        let access = desk.lanes()[number as usize].0.access;
        let (requests, center, now) = (desk.requests, desk.center, desk.now);
        desk.queue.rerank(number, |entry| rank(&candidate(requests, center, (access, entry), now)));
    }
}
