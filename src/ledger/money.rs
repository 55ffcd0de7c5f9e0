//! Charges: what is taken off the prices of price lists.

use crate::model::{Center, GroupId, Price, Whose};

/// Prices, and what is taken off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Money {
    /// Price lists; the first that is about a job holds.
    pub prices: Vec<Price>,
    /// Hours that cost nothing.
    pub free: Vec<FreeHours>,
    /// Prices by the use of the month before.
    pub volumes: Vec<Volume>,
    /// Percentages off for some.
    pub discounts: Vec<Discount>,
    /// Vouchers.
    pub vouchers: Vec<Voucher>,
    /// Whether runs are charged whose work was lost because the job was evicted.
    pub lost_is_billed: bool,
}

/// Hours that cost nothing: for each tenant of these groups, so many in each month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeHours {
    /// The groups.
    pub groups: Vec<GroupId>,
    /// Accelerator-hours.
    pub accelerator_hours: u64,
    /// Core-hours of jobs that hold no accelerators.
    pub core_hours: u64,
}

/// A deduction by how much of the centre was used in the month before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// For which groups; for all where there are none.
    pub groups: Vec<GroupId>,
    /// Below which use (in ten-thousandths) how much is taken off (in ten-thousandths), ascending.
    pub steps: Vec<(u32, u32)>,
}

/// So much off for some groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// Its name.
    pub name: String,
    /// For which groups; for all where there are none.
    pub groups: Vec<GroupId>,
    /// How much, in ten-thousandths.
    pub off: u32,
}

/// A voucher that pays a part of invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// Its name.
    pub name: String,
    /// For which groups; for all where there are none.
    pub groups: Vec<GroupId>,
    /// Which part it pays, in ten-thousandths.
    pub share: u32,
    /// The most that it pays for a tenant in a calendar year, in fen.
    pub tenant_cap: Option<i128>,
    /// The most that it pays for all in a calendar year, in fen.
    pub budget: Option<i128>,
}

impl Money {
    /// Whether anything is charged.
    #[must_use]
    pub fn is_charged(&self) -> bool {
        !self.prices.is_empty()
    }

    /// The place of the price list for these jobs.
    #[must_use]
    pub fn price(&self, center: &Center, whose: Whose) -> Option<usize> {
        center.price_of(&self.prices, whose)
    }
}
