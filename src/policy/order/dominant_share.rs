//! Dominant resource fairness (DRF) of Ghodsi et al. (NSDI 2011): the tenant whose dominant share is least stands first.
//!
//! A tenant's dominant share is the largest of its parts of the machine's cores, accelerators and memory that it holds now, here
//! per share that it has (weighted DRF). It rises with every job that starts, also within one pass, and knows no past.

use super::places::Places;
use super::{Order, Rule};
use crate::model::{Center, Resources, TenantId};
use crate::policy::queue::{Lane, LaneKey};
use serde::{Deserialize, Serialize};

pub(super) const ENTRY: Order = Order {
    name: "dominant-share",
    help: "The tenant with the least dominant share first (DRF, NSDI 2011): its largest part of cores, accelerators or memory \
           now held, per share; its jobs by submission.",
    parameter: None,
    rule: |_| Ok(Rule::DominantShare),
};

/// What tenants hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct DominantShare {
    capacity: Resources,
    /// By tenant; who is not listed has one.
    shares: Vec<u32>,
    places: Places,
    holders: Vec<Holder>,
    /// By lane: its tenant's place among the holders.
    lanes: Vec<u32>,
    /// What was started in this pass, by place, which counts at once though nobody has been told of it yet.
    taken: Vec<(u32, Resources)>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Holder {
    shares: f64,
    held: Held,
    /// Its dominant share, per share that it has, by what it holds.
    dominant: f64,
}

/// Wide enough for every sum that a machine can hold.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
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
        DominantShare {
            capacity: center.capacity(),
            shares: center.tenant_shares.clone(),
            places: Places::default(),
            holders: Vec::new(),
            lanes: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Measures what everybody holds against another machine.
    pub(in crate::policy) fn resized(&mut self, center: &Center) {
        self.capacity = center.capacity();
        for place in 0..self.holders.len() {
            let Holder { shares, held, .. } = self.holders[place];
            self.holders[place].dominant = self.dominant(held) / shares;
        }
    }

    fn place_of(&mut self, tenant: TenantId) -> u32 {
        let next = self.holders.len() as u32;
        let place = self.places.get_or(tenant, next);
        if place == next {
            let shares = f64::from(self.shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1));
            self.holders.push(Holder { shares, held: Held::default(), dominant: 0.0 });
        }
        place
    }

    /// Makes ready for a pass over these lanes.
    pub(in crate::policy) fn begin(&mut self, lanes: &[(LaneKey, Lane)]) {
        self.taken.clear();
        for (LaneKey { tenant, .. }, _) in &lanes[self.lanes.len()..] {
            let place = self.place_of(*tenant);
            self.lanes.push(place);
        }
    }

    /// Learns that a job of this lane and size has just been started in this pass.
    pub(in crate::policy) fn take(&mut self, lane: u32, size: Resources) {
        self.taken.push((self.lanes[lane as usize], size));
    }

    /// Learns that a job holds its part from now on.
    pub(in crate::policy) fn started(&mut self, tenant: TenantId, size: Resources) {
        self.change(tenant, |held| held.add(size));
    }

    /// Learns that it has given it back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, size: Resources) {
        self.change(tenant, |held| held.subtract(size));
    }

    fn change(&mut self, tenant: TenantId, change: impl FnOnce(&mut Held)) {
        let place = self.place_of(tenant) as usize;
        let mut holder = self.holders[place];
        change(&mut holder.held);
        holder.dominant = self.dominant(holder.held) / holder.shares;
        self.holders[place] = holder;
    }

    /// The largest part of anything that this is.
    fn dominant(&self, held: Held) -> f64 {
        let part = |held: u64, all: u64| if all == 0 { 0.0 } else { held as f64 / all as f64 };
        let cores = part(held.cores, u64::from(self.capacity.cores));
        let accelerators = part(held.accelerators, u64::from(self.capacity.accelerators));
        let memory = part(held.memory_mib, self.capacity.memory_mib);
        cores.max(accelerators).max(memory)
    }

    /// Whether a lane was there when jobs were last ranked.
    pub(in crate::policy) fn knows(&self, lane: u32) -> bool {
        (lane as usize) < self.lanes.len()
    }

    /// The dominant share of a lane's tenant per share that it has.
    pub(in crate::policy) fn of_lane(&self, lane: u32) -> f64 {
        let place = self.lanes[lane as usize];
        let holder = &self.holders[place as usize];
        if self.taken.iter().all(|(owner, _)| *owner != place) {
            return holder.dominant;
        }
        let mut held = holder.held;
        for (_, size) in self.taken.iter().filter(|(owner, _)| *owner == place) {
            held.add(*size);
        }
        self.dominant(held) / holder.shares
    }
}
