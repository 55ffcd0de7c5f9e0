//! What a ledger says in the end: whole joules, fen and grams.

use crate::model::{CenterId, ClassId, GroupId, PartitionId, TenantId, Time};
use serde::{Deserialize, Serialize};

/// The ledger of one run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The centres in order.
    pub centers: Vec<CenterLedger>,
    /// What each account held, drew and owes, month by month.
    pub accounts: Vec<AccountRow>,
    /// What each tenant is asked for at each centre in each month; empty where nothing is charged.
    pub invoices: Vec<Invoice>,
    /// The names of the months that it is about, by their places.
    pub months: Vec<String>,
    /// What the jobs of each workload cost at each centre at list prices, in fen; nothing where they cost nothing.
    pub listed: Vec<(ClassId, CenterId, i128)>,
}

impl Ledger {
    /// The power of each centre of which it is told.
    pub fn powers(&self) -> impl Iterator<Item = &PowerLedger> {
        self.centers.iter().filter_map(|center| center.power.as_ref())
    }
}

/// For what energy is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EnergyUse {
    /// Jobs on the nodes that they hold.
    Jobs,
    /// Nodes, or parts of them, that nobody holds.
    Idle,
    /// Storage, switches or service nodes.
    Service(String),
    /// The building, in proportion to all these.
    Overhead,
    /// The building at any load.
    Fixed,
}

impl EnergyUse {
    /// The name for people and files.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            EnergyUse::Jobs => "jobs",
            EnergyUse::Idle => "idle",
            EnergyUse::Service(name) => name,
            EnergyUse::Overhead => "building",
            EnergyUse::Fixed => "building at any load",
        }
    }
}

/// What a centre drew, delivered and cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CenterLedger {
    /// The centre.
    pub center: CenterId,
    /// Its power; nothing where it is not told.
    pub power: Option<PowerLedger>,
    /// Cores and accelerators that were there, times microseconds.
    pub capacity: [u128; 2],
    /// Cores and accelerators that jobs held, times microseconds.
    pub delivered: [u128; 2],
    /// As much of that as was in vain because jobs were sent away.
    pub lost: [u128; 2],
    /// What it cost whether it was used or not; nothing where that is not told.
    pub fixed: Option<FixedCost>,
}

/// What a centre cost within the measured time whether it was used or not, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FixedCost {
    /// Building and machines.
    pub capital: i128,
    /// Those who run it.
    pub staff: i128,
    /// Everything else but power.
    pub other: i128,
}

impl FixedCost {
    /// All of it.
    #[must_use]
    pub const fn sum(self) -> i128 {
        self.capital + self.staff + self.other
    }
}

/// The power of a centre. All sums of energy, money and carbon in it are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerLedger {
    /// For what, in joules.
    pub uses: Vec<(EnergyUse, i128)>,
    /// Hour by hour by the clock.
    pub hours: Vec<HourRow>,
    /// Month by month.
    pub months: Vec<MonthRow>,
    /// By the periods of the tariff, in the order in which they first hold: name, joules and fen.
    pub periods: Vec<(String, i128, i128)>,
}

/// An hour by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourRow {
    /// When it begins, or measuring where that is later.
    pub at: Time,
    /// All energy, in joules.
    pub joules: i128,
    /// That of nodes alone.
    pub node_joules: i128,
    /// What a kilowatt-hour costs at its beginning, in millionths of a yuan.
    pub price: i64,
    /// What its energy costs, in fen.
    pub fen: i128,
    /// The carbon dioxide of its energy, in grams.
    pub grams: i128,
}

/// A calendar month, as far as it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRow {
    /// Its place.
    pub month: u16,
    /// All energy, in joules.
    pub joules: i128,
    /// What that costs, in fen.
    pub fen: i128,
    /// Its carbon dioxide, in grams.
    pub grams: i128,
    /// The greatest mean power of a quarter of an hour, in milliwatts.
    pub peak_milliwatts: i128,
    /// What that costs, in fen: as much of the month's charge as is measured of the month.
    pub demand_fen: i128,
    /// The penalty for a building that takes too much, in fen.
    pub penalty_fen: i128,
}

impl PowerLedger {
    /// All energy, in joules.
    #[must_use]
    pub fn joules(&self) -> i128 {
        self.uses.iter().map(|(_, joules)| joules).sum()
    }

    /// What all energy costs, in fen, without the charge for the greatest load.
    #[must_use]
    pub fn energy_fen(&self) -> i128 {
        self.months.iter().map(|month| month.fen).sum()
    }

    /// What the greatest loads of all months cost, in fen.
    #[must_use]
    pub fn demand_fen(&self) -> i128 {
        self.months.iter().map(|month| month.demand_fen).sum()
    }

    /// The penalty for buildings that take too much, in fen.
    #[must_use]
    pub fn penalty_fen(&self) -> i128 {
        self.months.iter().map(|month| month.penalty_fen).sum()
    }

    /// All that its power costs, in fen.
    #[must_use]
    pub fn fen(&self) -> i128 {
        self.energy_fen() + self.demand_fen() + self.penalty_fen()
    }

    /// All carbon dioxide, in grams.
    #[must_use]
    pub fn grams(&self) -> i128 {
        self.months.iter().map(|month| month.grams).sum()
    }
}

/// Amounts of cores and accelerators, times microseconds.
pub type Held = [u128; 2];

/// Adds what was held besides.
pub(super) fn add(sums: &mut Held, more: Held) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// What one tenant's jobs of one workload in one partition held, drew and owe in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The centre.
    pub center: CenterId,
    /// The partition to which the jobs were sent.
    pub partition: PartitionId,
    /// The workload.
    pub class: ClassId,
    /// The group of the tenant.
    pub group: GroupId,
    /// The tenant.
    pub tenant: TenantId,
    /// The place of the month.
    pub month: u16,
    /// What was held: `billed`, `free` and `unpaid` together.
    pub delivered: Held,
    /// As much of it as is charged.
    pub billed: Held,
    /// As much as is within hours that cost nothing.
    pub free: Held,
    /// For what nobody is charged: there is no price, or the work was lost when the job was sent away.
    pub unpaid: Held,
    /// As much of what was delivered as was in vain because jobs were sent away.
    pub lost: Held,
    /// Energy of the nodes, in joules: the jobs' share of idle nodes and what they drew beyond.
    pub joules: i128,
    /// What that costs, in fen.
    pub energy_fen: i128,
    /// Its carbon dioxide, in grams.
    pub grams: i128,
}

/// What a tenant is asked for at a centre in a month, in fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The centre.
    pub center: CenterId,
    /// The tenant.
    pub tenant: TenantId,
    /// Its group.
    pub group: GroupId,
    /// The place of the month.
    pub month: u16,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// The sum of the lines.
    pub list: i128,
    /// What free hours take off.
    pub free: i128,
    /// What little use in the month before takes off.
    pub volume: i128,
    /// What discounts take off.
    pub discount: i128,
    /// What vouchers pay.
    pub voucher: i128,
    /// The rest, to be paid.
    pub due: i128,
}

/// A part of what the list prices come to, in words, and how it is told from an invoice.
pub type InvoicePart = (&'static str, fn(&Invoice) -> i128);

/// The parts of what the list prices come to: what is paid, and what was taken off.
pub const INVOICE_PARTS: [InvoicePart; 5] = [
    ("paid by tenants", |invoice| invoice.due),
    ("paid by vouchers", |invoice| invoice.voucher),
    ("discounts", |invoice| invoice.discount),
    ("little use in the month before", |invoice| invoice.volume),
    ("free hours", |invoice| invoice.free),
];

/// A line of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// The place of the price list.
    pub price: usize,
    /// The quality of service, which makes it dearer or cheaper.
    pub qos: u16,
    /// What was held.
    pub held: Held,
    /// The amount in fen.
    pub fen: i128,
}
