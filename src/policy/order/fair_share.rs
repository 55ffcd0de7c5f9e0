//! Fair share: the tenant who used least of late, measured against its shares, stands first.

use super::usage::{Forgetting, Reading, Usage};
use super::{Order, Rule};
use crate::model::{Center, TenantId, Time};
use crate::policy::queue::{Lane, LaneKey};
use serde::{Deserialize, Serialize};

pub(super) const ENTRY: Order = Order {
    name: "fair-share",
    help: "The tenant who used least of late first (usage per share, half-life 7 days); its jobs by submission.",
    parameter: None,
    rule: |_| Ok(Rule::FairShare),
};

/// What tenants used of late, against their shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct FairShare {
    usage: Usage,
    /// By tenant; who is not listed has one.
    shares: Vec<u32>,
    /// By lane: the ledger of its tenant, and the tenant's shares.
    lanes: Vec<(u32, f64)>,
    reading: Option<Reading>,
}

impl FairShare {
    /// Nobody has used anything.
    pub(in crate::policy) fn new(center: &Center) -> FairShare {
        FairShare {
            usage: Usage::new(Forgetting::WEEKLY, 0),
            shares: center.tenant_shares.clone(),
            lanes: Vec::new(),
            reading: None,
        }
    }

    fn shares(&self, tenant: TenantId) -> f64 {
        f64::from(self.shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1))
    }

    /// Makes ready for a pass over these lanes.
    pub(in crate::policy) fn begin(&mut self, lanes: &[(LaneKey, Lane)], now: Time) {
        let known = self.lanes.len();
        for (LaneKey { tenant, .. }, _) in &lanes[known..] {
            let place = self.usage.place_of(*tenant);
            self.lanes.push((place, self.shares(*tenant)));
        }
        self.usage.advance(now);
        self.reading = Some(self.usage.reading());
    }

    /// Whether a lane was there when jobs were last ranked.
    pub(in crate::policy) fn knows(&self, lane: u32) -> bool {
        (lane as usize) < self.lanes.len()
    }

    /// What the tenant of a lane used of late, per share, to be compared with others of the same pass.
    pub(in crate::policy) fn of_lane(&self, lane: u32) -> f64 {
        let (place, shares) = self.lanes[lane as usize];
        self.reading.map_or(0.0, |reading| self.usage.relative(place, reading) / shares)
    }

    /// What a tenant used of late, per share, in unit-seconds.
    pub(in crate::policy) fn of_tenant(&self, tenant: TenantId) -> f64 {
        self.reading.map_or(0.0, |reading| self.usage.of_tenant(tenant, reading) / self.shares(tenant))
    }

    /// Learns that a job of the tenant holds so many units from now on.
    pub(in crate::policy) fn started(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.usage.advance(now);
        let place = self.usage.place_of(tenant);
        let reading = self.usage.reading();
        self.usage.started(place, units, reading);
    }

    /// Learns that it has given them back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.usage.advance(now);
        let place = self.usage.place_of(tenant);
        let reading = self.usage.reading();
        self.usage.ended(place, units, reading);
    }
}
