//! How much of what is counted one job takes: of limits, licences and quotas.

use super::{Amount, Center, Counted, Lack, Limit, Quota, Request, Resources};

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

    /// The first limit, licence or quota of which a job alone takes more than it ever allows; nothing where none is too small.
    #[must_use]
    pub fn excess_alone(&self, request: &Request) -> Option<Lack> {
        let rules = &self.rules;
        let excess =
            |what: Counted, most: u64, need: u64| (most < need).then_some(Lack { what, most, held: 0, need });
        let of_limit = |(place, limit): (usize, &Limit)| {
            let counts = limit.amount != Amount::WaitingJobs && limit.concerns(rules, request);
            let excess = || excess(Counted::Limit(place), limit.most, limit.share_of(self, request));
            if counts { excess() } else { None }
        };
        let of_licence = |&(licence, tokens): &(u16, u32)| {
            let most = rules.licences[usize::from(licence)].count;
            excess(Counted::Licence(licence), u64::from(most), u64::from(tokens))
        };
        let units = self.quota_units(request);
        let of_quota = |(place, quota): (usize, &Quota)| {
            let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
            let most = most.filter(|_| quota.groups.contains(&request.group))?;
            excess(Counted::QuotaMost(place), u64::from(most), u64::from(units))
        };
        let limits = || rules.limits.iter().enumerate().find_map(of_limit);
        let licences = || rules.class(request.class).licences.iter().find_map(of_licence);
        let quotas = || rules.quotas.iter().enumerate().find_map(of_quota);
        limits().or_else(licences).or_else(quotas)
    }
}
