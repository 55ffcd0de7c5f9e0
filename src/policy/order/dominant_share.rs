//! Dominant resource fairness (DRF) of Ghodsi et al. (NSDI 2011): the tenant whose dominant share is least stands first.
//!
//! A tenant's dominant share is the largest of his parts of the machine's cores, accelerators and memory that he holds now, here
//! per share of his (weighted DRF). It rises with every job that starts, also within one pass, and knows no past.

use super::{Order, Rule};
use crate::model::{Center, Resources, TenantId};
use std::collections::BTreeMap;

pub(super) const ENTRY: Order = Order {
    name: "dominant-share",
    help: "The tenant with the least dominant share first (DRF, NSDI 2011): his largest part of cores, accelerators or memory \
           now held, per share; his jobs by submission.",
    parameter: None,
    rule: |_| Ok(Rule::DominantShare),
};

/// What tenants hold.
#[derive(Debug)]
pub(in crate::policy) struct DominantShare {
    capacity: Resources,
    shares: Vec<u32>,
    held: BTreeMap<TenantId, Held>,
    /// What was started in this pass, which counts at once though nobody has been told of it yet.
    taken: Vec<(TenantId, Resources)>,
}

/// Wide enough for every sum that a machine can hold.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    cores: u64,
    accelerators: u64,
    memory_mib: u64,
}

impl Held {
    fn add(&mut self, part: Resources) {
        self.cores += u64::from(part.cores);
        self.accelerators += u64::from(part.accelerators);
        self.memory_mib += part.memory_mib;
    }

    fn subtract(&mut self, part: Resources) {
        self.cores -= u64::from(part.cores);
        self.accelerators -= u64::from(part.accelerators);
        self.memory_mib -= part.memory_mib;
    }
}

impl DominantShare {
    /// Nobody holds anything.
    pub(in crate::policy) fn new(center: &Center) -> DominantShare {
        let (capacity, shares) = (center.capacity(), center.tenant_shares.clone());
        DominantShare { capacity, shares, held: BTreeMap::new(), taken: Vec::new() }
    }

    /// Makes ready for a pass.
    pub(in crate::policy) fn begin(&mut self) {
        self.taken.clear();
    }

    /// Learns that a job of this size has just been started in this pass.
    pub(in crate::policy) fn take(&mut self, tenant: TenantId, size: Resources) {
        self.taken.push((tenant, size));
    }

    /// Learns that a job holds its part from now on.
    pub(in crate::policy) fn started(&mut self, tenant: TenantId, size: Resources) {
        self.held.entry(tenant).or_default().add(size);
    }

    /// Learns that it has given it back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, size: Resources) {
        self.held.entry(tenant).or_default().subtract(size);
    }

    /// The dominant share of a tenant per share of his.
    pub(in crate::policy) fn of_tenant(&self, tenant: TenantId) -> f64 {
        let mut held = self.held.get(&tenant).copied().unwrap_or_default();
        for (_, size) in self.taken.iter().filter(|(owner, _)| *owner == tenant) {
            held.add(*size);
        }
        let part = |held: u64, all: u64| if all == 0 { 0.0 } else { held as f64 / all as f64 };
        let cores = part(held.cores, u64::from(self.capacity.cores));
        let accelerators = part(held.accelerators, u64::from(self.capacity.accelerators));
        let memory = part(held.memory_mib, self.capacity.memory_mib);
        let shares = self.shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1);
        cores.max(accelerators).max(memory) / f64::from(shares)
    }
}
