//! The tenants of one group that submit a workload, each by its activity.

use super::super::Workload;
use crate::model::{Chance, GroupId, Tenant, TenantId, Time, uniform};

/// The tenants who submit a workload.
#[derive(Debug, Clone)]
pub(in super::super) struct Submitters {
    ids: Vec<TenantId>,
    /// Sums of activity up to each.
    upto: Vec<f64>,
    /// When each comes, in order; empty where all are there from the start.
    joins: Vec<Time>,
}

impl Submitters {
    /// Those of the workload's group who are at home at its centre; the whole group where nobody is.
    pub(in super::super) fn new(tenants: &[Tenant], workload: &Workload) -> Submitters {
        let home_here = |tenant: &Tenant| tenant.home.is_none_or(|home| home == workload.center);
        let (ids, upto) = summed(tenants, workload.group, home_here);
        // A workload at a centre where nobody of the group is at home belongs to the whole group.
        let (ids, upto) =
            if ids.is_empty() { summed(tenants, workload.group, |_| true) } else { (ids, upto) };
        assert!(
            !ids.is_empty(),
            "nobody submits workload `{}`: its group has no active tenant",
            workload.name
        );
        let mut joins: Vec<Time> = ids.iter().map(|id| tenants[id.0 as usize].joins).collect();
        if joins.iter().all(|joins| *joins == Time::ZERO) {
            joins.clear();
        }
        assert!(joins.is_sorted(), "tenants come in their order");
        Submitters { ids, upto, joins }
    }

    /// Draws one of those that are there at an instant.
    pub(super) fn draw(&self, at: Time, chance: &mut Chance) -> TenantId {
        let there = match self.joins.is_empty() {
            true => self.ids.len(),
            false => self.joins.partition_point(|joins| *joins <= at).max(1),
        };
        let last = there - 1;
        let aim = uniform(chance) * self.upto[last];
        self.ids[self.upto.partition_point(|upto| *upto <= aim).min(last)]
    }

    /// From when on which share of all activity is that of those who are there; nothing where all are from the start.
    pub(super) fn joined(&self) -> Vec<(Time, f64)> {
        let all = self.upto[self.upto.len() - 1];
        self.joins.iter().zip(&self.upto).map(|(at, upto)| (*at, upto / all)).collect()
    }

    /// All of them.
    pub(in super::super) fn ids(&self) -> &[TenantId] {
        &self.ids
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.ids.len()
    }

    /// Each with its share of all that is submitted.
    pub(super) fn shares(&self) -> impl Iterator<Item = (TenantId, f64)> {
        let all = self.upto[self.upto.len() - 1];
        let mut before = 0.0;
        self.ids.iter().zip(&self.upto).map(move |(id, upto)| {
            let share = (upto - before) / all;
            before = *upto;
            (*id, share)
        })
    }
}

fn summed(tenants: &[Tenant], group: GroupId, wanted: impl Fn(&Tenant) -> bool) -> (Vec<TenantId>, Vec<f64>) {
    let (mut ids, mut upto, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for (place, tenant) in tenants.iter().enumerate() {
        if tenant.group == group && 0.0 < tenant.activity && wanted(tenant) {
            sum += tenant.activity;
            ids.push(TenantId(u32::try_from(place).expect("a scenario has fewer than 2^32 tenants")));
            upto.push(sum);
        }
    }
    (ids, upto)
}
