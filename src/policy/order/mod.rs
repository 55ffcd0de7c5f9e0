//! Orders: who stands before whom in the queue.

mod fair_share;
mod fcfs;
mod largest_first;
mod shortest_first;
mod smallest_first;

use super::spec::row;
use crate::model::{Center, Request, TenantId, Time};
use std::fmt::Debug;

/// Where a job stands by its request and its size in units; small is early, equal ranks keep the order of submission.
pub type Ranking = fn(&Request, u32) -> u64;

/// Ranks tenants by what they used: all jobs of a tenant stand before or after all jobs of another.
pub trait TenantRanking: Debug + Send {
    /// Where the tenant's jobs stand now; small is early.
    fn rank(&self, tenant: TenantId, now: Time) -> u64;

    /// Learns that a job of the tenant holds so many units from now on.
    fn started(&mut self, tenant: TenantId, units: u32, now: Time);

    /// Learns that it has given them back.
    fn ended(&mut self, tenant: TenantId, units: u32, now: Time);
}

/// Makes the rank of tenants for a centre.
pub(super) type MakeTenantRanking = fn(&Center) -> Box<dyn TenantRanking>;

/// One order: a row of [`ORDERS`].
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// The order among jobs (of one tenant, where tenants are ranked).
    pub(super) ranking: Ranking,
    /// The order among tenants, if there is one.
    pub(super) tenants: Option<MakeTenantRanking>,
}

/// Every order.
pub const ORDERS: &[Order] =
    &[fcfs::ENTRY, shortest_first::ENTRY, smallest_first::ENTRY, largest_first::ENTRY, fair_share::ENTRY];

pub(super) fn entry(name: &str) -> Option<&'static Order> {
    row(ORDERS, name, |entry| entry.name)
}
