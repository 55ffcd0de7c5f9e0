//! The built-in scheduler: an order and a backfill over the nodes that a placement offers.

use super::backfill::{Planning, Rule};
use super::desk::{Desk, Leaver, Moment, Scheduler, Waiting};
use super::overtake::Overtake;
use super::periodic::Periodic;
use super::plan::Plan;
use super::promise::{Aim, Promises};
use super::standing::{Order, Standing};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Center, Request, TenantId, Time};
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};

/// An order and a backfill at work. Pools that no job could use together are scheduled apart, each only when something
/// happened there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Composite {
    standing: Standing,
    districts: Vec<District>,
    newcomers: Vec<Waiting>,
}

/// Pools that are linked by jobs that may use several of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct District {
    scope: PoolSet,
    pass: Pass,
}

/// What happened in a district since its scheduler was last asked.
#[derive(Debug)]
pub(super) struct News<'a> {
    /// Its pools.
    pub(super) scope: PoolSet,
    /// Whether anything was given back.
    pub(super) freed: bool,
    /// What has become of the order of those who waited already.
    pub(super) order: Order,
    /// Who joined the queue, in order of their keys.
    pub(super) newcomers: &'a [Waiting],
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Pass {
    Overtake(Overtake),
    Plan(Plan),
    Periodic(Box<Periodic>),
    Promise(Promises),
}

impl Composite {
    pub(super) fn new(standing: Standing, rule: Rule, center: &Center) -> Composite {
        let districts = scopes(center).into_iter().map(|scope| District { scope, pass: Pass::new(rule) });
        Composite { standing, districts: districts.collect(), newcomers: Vec::new() }
    }
}

impl Pass {
    fn new(rule: Rule) -> Pass {
        match rule {
            Rule::Overtake(overtaking) => Pass::Overtake(Overtake::new(overtaking)),
            Rule::Plan(Planning::Depth(depth)) => Pass::Plan(Plan::new(depth)),
            Rule::Plan(Planning::Replanned) => Pass::Plan(Plan::new(u32::MAX)),
            Rule::Plan(Planning::Periodic(every)) => Pass::Periodic(Box::new(Periodic::new(every))),
            Rule::Plan(Planning::Promised) => Pass::Promise(Promises::new(Aim::Earliest)),
            Rule::Plan(Planning::Slack(factor)) => Pass::Promise(Promises::new(Aim::Latest(factor))),
            Rule::Poll(_) => unreachable!("who polls is scheduled under rules"),
        }
    }
}

/// The pools of a centre in groups, so that no access list has pools of two groups.
fn scopes(center: &Center) -> Vec<PoolSet> {
    let mut scopes: Vec<PoolSet> = Vec::new();
    for list in &center.access_lists {
        let mut scope = PoolSet::of(list);
        scopes.retain(|other| {
            let apart = !other.meets(scope);
            if !apart {
                scope = scope.with(*other);
            }
            apart
        });
        scopes.push(scope);
    }
    scopes
}

impl Scheduler for Composite {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.standing.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.standing.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        self.districts.iter().any(|district| match &district.pass {
            // A job gets its promise the moment it is submitted.
            Pass::Promise(_) => true,
            // The simulators whose results these instants are for did so, and estimates corrected since may let somebody start.
            Pass::Overtake(overtake) => overtake.is_shortest_first(),
            Pass::Plan(_) | Pass::Periodic(_) => false,
        })
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        for District { scope, pass } in &mut self.districts {
            let freed = desk.freed.meets(*scope);
            let here = |waiting: &&Waiting| {
                let access = desk.lanes()[waiting.lane as usize].0.access;
                desk.cluster.pools_of(access).meets(*scope)
            };
            self.newcomers.clear();
            self.newcomers.extend(desk.newcomers.iter().filter(here));
            if !freed && self.newcomers.is_empty() && desk.moment != Moment::Close {
                continue;
            }
            if let Pass::Overtake(overtake) = pass
                && desk.moment != Moment::Close
                && self.standing.is_worked_out_by_pass()
                && overtake.may_rest(desk, *scope, &self.newcomers)
            {
                self.standing.join(desk);
                continue;
            }
            let order = self.standing.begin(desk, *scope);
            self.newcomers.sort_unstable_by_key(|waiting| waiting.key);
            let news = News { scope: *scope, freed, order, newcomers: &self.newcomers };
            match pass {
                Pass::Overtake(_) | Pass::Plan(_) if desk.moment == Moment::Close => {}
                Pass::Overtake(overtake) => overtake.schedule(&mut self.standing, desk, &news),
                Pass::Plan(plan) => plan.schedule(&mut self.standing, desk, &news),
                Pass::Promise(promises) => promises.schedule(&mut self.standing, desk, &news),
                Pass::Periodic(periodic) => periodic.schedule(&mut self.standing, desk, &news),
            }
        }
    }

    fn line(&self, desk: &Desk<'_>, pools: PoolSet) -> Vec<u32> {
        self.standing.line(desk, pools, |_| 0)
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.standing.started(request, units, now);
    }

    fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.standing.ended(leaver.request, leaver.units, now);
        for District { scope, pass } in &mut self.districts {
            match pass {
                Pass::Promise(promises) if leaver.pieces.iter().any(|piece| scope.contains(piece.pool)) => {
                    promises.ended(cluster, leaver, now);
                }
                Pass::Promise(_) | Pass::Plan(_) | Pass::Periodic(_) | Pass::Overtake(_) => {}
            }
        }
    }

    fn replan(&mut self) {
        for District { pass, .. } in &mut self.districts {
            match pass {
                Pass::Promise(promises) => promises.replan(),
                Pass::Plan(plan) => plan.replan(),
                Pass::Periodic(periodic) => periodic.replan(),
                Pass::Overtake(overtake) => overtake.replan(),
            }
        }
    }

    fn save(&self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }

    fn succeed(&mut self, other: &[u8]) -> Result<bool, StateError> {
        let other: Composite = from_bytes(other)?;
        let knows = other.standing.is_like(&self.standing);
        if knows {
            self.standing = other.standing;
        }
        Ok(knows)
    }
}
