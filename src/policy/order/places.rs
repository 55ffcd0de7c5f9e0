//! A number for each tenant, in the order in which they are first seen.

use crate::model::TenantId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where what is kept of a tenant lies.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Places {
    /// By tenant, for numbers as most logs and all scenarios have them.
    near: Vec<u32>,
    /// All others: a log's user numbers may be far apart.
    far: BTreeMap<TenantId, u32>,
}

/// Stands for a tenant who has not been seen.
const NOWHERE: u32 = u32::MAX;

/// Tenants with smaller numbers than this are found without a search; a table for all of them is as small as a page or two of
/// a log.
const NEAR: u32 = 1 << 14;

impl Places {
    /// The place of a tenant, if it has one.
    pub(super) fn get(&self, tenant: TenantId) -> Option<u32> {
        if NEAR <= tenant.0 {
            return self.far.get(&tenant).copied();
        }
        self.near.get(tenant.0 as usize).copied().filter(|place| *place != NOWHERE)
    }

    /// The place of a tenant; this one if it had none.
    pub(super) fn get_or(&mut self, tenant: TenantId, next: u32) -> u32 {
        if NEAR <= tenant.0 {
            return *self.far.entry(tenant).or_insert(next);
        }
        let tenant = tenant.0 as usize;
        if self.near.len() <= tenant {
            self.near.resize(tenant + 1, NOWHERE);
        }
        let place = &mut self.near[tenant];
        if *place == NOWHERE {
            *place = next;
        }
        *place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far_tenants_keep_their_places() {
        let mut places = Places::default();
        let tenants = [7, u32::MAX, 0, NEAR, NEAR - 1].map(TenantId);
        assert!(tenants.iter().all(|tenant| places.get(*tenant).is_none()));
        for _ in 0..2 {
            for (place, tenant) in tenants.into_iter().enumerate() {
                assert_eq!(places.get_or(tenant, place as u32), place as u32);
            }
        }
        for (place, tenant) in tenants.into_iter().enumerate() {
            assert_eq!(places.get_or(tenant, 99), place as u32);
            assert_eq!(places.get(tenant), Some(place as u32));
        }
        assert_eq!(places.get(TenantId(5)), None);
    }
}
