//! A scheduler that acts at random: whatever it does, the desk must not let it break a law.

use rand::RngExt;
use suanli::model::{Chance, Request, Streams, TenantId, Use};
use suanli::policy::{Desk, Scheduler};

/// Starts some of the waiting jobs, in no order, and often none.
#[derive(Debug, Clone)]
pub(super) struct Haphazard {
    chance: Chance,
}

impl Haphazard {
    pub(super) fn new(seed: u64, center: &str) -> Haphazard {
        Haphazard { chance: Streams::new(seed, 0).stream(Use::Schedules, center) }
    }
}

impl Scheduler for Haphazard {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        // Any number will do, as long as a job keeps it.
        request.id.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 7 + u64::from(units % 3)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        TenantId(tenant.0 % 2)
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        let mut waiting = desk.waiting();
        while !waiting.is_empty() && self.chance.random_range(0..10) != 0 {
            let chosen = waiting.swap_remove(self.chance.random_range(0..waiting.len()));
            let promised = desk.earliest_start(chosen);
            let started = desk.start_where_it_fits(chosen);
            assert_eq!(started, promised == Some(desk.now()), "what can start now, starts now");
        }
    }
}
