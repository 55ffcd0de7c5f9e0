//! How much of what is counted one job takes: of limits, licences and quotas.

use super::{Amount, Center, Limit, Quota, Request, Resources};

impl Limit {
    /// How much of it a job takes: while it runs, or of a month when it starts.
    #[must_use]
    pub fn share_of(&self, center: &Center, request: &Request) -> u64 {
        let Resources { cores, accelerators, .. } = request.shape.total();
        let micros = request.walltime.as_micros();
        match self.amount {
            Amount::RunningJobs | Amount::WaitingJobs => 1,
            Amount::Cores => u64::from(cores),
            Amount::Accelerators => u64::from(accelerators),
            Amount::Nodes => u64::from(center.nodes_filled(request)),
            Amount::CoreTime => u64::from(cores).saturating_mul(micros),
            Amount::AcceleratorTime => u64::from(accelerators).saturating_mul(micros),
            Amount::NodeTime => u64::from(center.nodes_filled(request)).saturating_mul(micros),
            Amount::Power => center.rules.rates.drawn(center, request),
            Amount::Money => {
                let rates = &center.rules.rates;
                let hourly = rates.hourly(center, request);
                hourly.map_or(0, |hourly| rates.cost_at_most(hourly, request.walltime))
            }
        }
    }
}

impl Center {
    /// How many nodes' worth a job holds, rounded up.
    #[must_use]
    pub fn nodes_filled(&self, request: &Request) -> u32 {
        let pools = &self.partitions[usize::from(request.partition.0)].pools;
        let Some(first) = pools.first() else { return 0 };
        let node = self.pools[usize::from(first.0)].node_type.capacity;
        let tasks = request.shape.slots_on(node).max(1);
        request.shape.tasks.div_ceil(tasks)
    }

    /// How many units a job holds, as quotas count them.
    #[must_use]
    pub fn quota_units(&self, request: &Request) -> u32 {
        self.unit().of(request.shape.total())
    }

    /// How many units the centre has, as quotas count them.
    #[must_use]
    pub fn quota_capacity(&self) -> u32 {
        self.capacity().units()
    }

    /// Whether a job alone is more than a limit, a licence or its quota ever allows.
    #[must_use]
    pub fn alone_is_too_much(&self, request: &Request) -> bool {
        let rules = &self.rules;
        let over = |limit: &Limit| {
            limit.amount != Amount::WaitingJobs
                && limit.concerns(rules, request)
                && limit.most < limit.share_of(self, request)
        };
        let class = rules.class(request.class);
        let lacking = |&(licence, tokens): &(u16, u32)| rules.licences[usize::from(licence)].count < tokens;
        let units = self.quota_units(request);
        let beyond = |quota: &Quota| {
            let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
            quota.groups.contains(&request.group) && most.is_some_and(|most| most < units)
        };
        rules.limits.iter().any(over)
            || class.licences.iter().any(lacking)
            || 0 < units && rules.quotas.iter().any(beyond)
    }
}
