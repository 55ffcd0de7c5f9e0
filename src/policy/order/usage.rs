//! What tenants used of late, which is how fair share judges them.
//!
//! Usage is the integral of the units that a tenant holds, and is forgotten with a half-life of seven days (the default of
//! Slurm's multifactor priority, Q1): `du/dt = units - u ln 2 / half-life`. It is known at every instant in closed form.

use crate::model::{Center, Span, TenantId, Time};
use std::collections::BTreeMap;

const HALF_LIFE: Span = Span::from_secs(7 * 86_400);

/// The accounts of all tenants of a centre.
#[derive(Debug)]
pub(in crate::policy) struct Usage {
    /// Shares by tenant; who is not listed has one.
    shares: Vec<u32>,
    /// By tenant; a log's user numbers may be far apart.
    accounts: BTreeMap<TenantId, Account>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Account {
    /// Unit-seconds used, as remembered at `at`.
    usage: f64,
    units: u32,
    at: Time,
}

impl Account {
    fn usage_at(&self, now: Time, half_life: Span) -> f64 {
        let half_lives = now.since(self.at).as_secs_f64() / half_life.as_secs_f64();
        let kept = libm::exp2(-half_lives);
        let secs_remembered = half_life.as_secs_f64() / std::f64::consts::LN_2 * (1.0 - kept);
        self.usage * kept + f64::from(self.units) * secs_remembered
    }
}

impl Usage {
    /// Empty accounts.
    pub(in crate::policy) fn new(center: &Center) -> Usage {
        Usage { shares: center.tenant_shares.clone(), accounts: BTreeMap::new() }
    }

    /// What a tenant used of late, per share, in unit-seconds.
    pub(in crate::policy) fn per_share(&self, tenant: TenantId, now: Time) -> f64 {
        let usage = self.accounts.get(&tenant).map_or(0.0, |account| account.usage_at(now, HALF_LIFE));
        let shares = self.shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1);
        usage / f64::from(shares)
    }

    /// Learns that a job of the tenant holds so many units from now on.
    pub(in crate::policy) fn started(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.account(tenant, now).units += units;
    }

    /// Learns that it has given them back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.account(tenant, now).units -= units;
    }

    fn account(&mut self, tenant: TenantId, now: Time) -> &mut Account {
        let account = self.accounts.entry(tenant).or_default();
        account.usage = account.usage_at(now, HALF_LIFE);
        account.at = now;
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_halves_in_a_half_life_and_grows_by_the_closed_form() {
        let half_life = Span::from_secs(100);
        let idle = Account { usage: 80.0, units: 0, at: Time::ZERO };
        assert!((idle.usage_at(Time::from_secs(200), half_life) - 20.0).abs() < 1e-12);
        // Ten units held for one half-life: 10 * 100 / ln 2 * (1 - 1/2) = 721.35 unit-seconds.
        let busy = Account { usage: 0.0, units: 10, at: Time::ZERO };
        assert!((busy.usage_at(Time::from_secs(100), half_life) - 721.347_520_444).abs() < 1e-8);
    }
}
