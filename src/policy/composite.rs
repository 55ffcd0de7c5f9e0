//! The built-in scheduler: an order and a backfill over the nodes that a placement offers.

use super::backfill::{Planning, Rule};
use super::desk::{Desk, Leaver, Scheduler};
use super::overtake::Overtake;
use super::plan::Plan;
use super::promise::Promises;
use super::standing::Standing;
use crate::cluster::Cluster;
use crate::model::{Request, TenantId, Time};

/// An order and a backfill at work.
#[derive(Debug)]
pub(super) struct Composite {
    standing: Standing,
    pass: Pass,
}

#[derive(Debug)]
enum Pass {
    Overtake(Overtake),
    Plan(Plan),
    Promise(Promises),
}

impl Composite {
    pub(super) fn new(standing: Standing, rule: Rule) -> Composite {
        let pass = match rule {
            Rule::Overtake(overtaking) => Pass::Overtake(Overtake::new(overtaking)),
            Rule::Plan(Planning::Depth(depth)) => Pass::Plan(Plan::new(depth)),
            Rule::Plan(Planning::Replanned) => Pass::Plan(Plan::new(u32::MAX)),
            Rule::Plan(Planning::Promised) => Pass::Promise(Promises::default()),
        };
        Composite { standing, pass }
    }
}

impl Scheduler for Composite {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.standing.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.standing.lane_of(tenant)
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        match &mut self.pass {
            Pass::Overtake(overtake) => overtake.schedule(&self.standing, desk),
            Pass::Plan(plan) => plan.schedule(&self.standing, desk),
            Pass::Promise(promises) => promises.schedule(&self.standing, desk),
        }
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.standing.started(request.tenant, units, now);
    }

    fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.standing.ended(leaver.request.tenant, leaver.units, now);
        if let Pass::Promise(promises) = &mut self.pass {
            promises.ended(cluster, leaver, now);
        }
    }
}
