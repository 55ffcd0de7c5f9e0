//! Charges: price lists, and what is taken off them.

use crate::model::{
    Center, CenterId, ClassId, GroupId, Nodes, PartitionId, Pool, PoolId, QosId, Resources, Shape, TenantId,
};
use serde::{Deserialize, Serialize};

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

/// Which jobs something is about; an empty list is all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// At which centres.
    pub centers: Vec<CenterId>,
    /// In which partitions of these.
    pub partitions: Vec<(CenterId, PartitionId)>,
    /// On which kinds of nodes.
    pub hardware: Vec<String>,
    /// Of which workloads.
    pub classes: Vec<ClassId>,
    /// Of which qualities of service.
    pub qos: Vec<QosId>,
    /// Of which groups of tenants.
    pub groups: Vec<GroupId>,
}

/// Whose jobs where: what decides on a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Whose {
    /// The centre.
    pub center: CenterId,
    /// The pool that was held.
    pub pool: PoolId,
    /// The partition to which the jobs were sent.
    pub partition: PartitionId,
    /// The workload.
    pub class: ClassId,
    /// The group of the tenant.
    pub group: GroupId,
    /// The tenant.
    pub tenant: TenantId,
}

/// How the parts of a price make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighing {
    /// They are added up (`TRESBillingWeights`).
    #[default]
    Sum,
    /// The dearest counts (`PriorityFlags=MAX_TRES`).
    Dearest,
}

/// A price list: what an hour of what a job holds costs, in millionths of a yuan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Its name.
    pub name: String,
    /// Which jobs it is about.
    pub about: About,
    /// For an accelerator.
    pub accelerator: i64,
    /// For a core.
    pub core: i64,
    /// For a GiB of memory.
    pub gib: i64,
    /// For a node; a part of one costs as much of it as it has of the node's accelerators, or cores.
    pub node: i64,
    /// How these make one price.
    pub weighing: Weighing,
    /// How much of the price holds in each hour of the day, in thousandths.
    pub hours: [u32; 24],
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

impl About {
    /// Whether it is about jobs of these on this kind of node.
    #[must_use]
    pub fn holds(&self, whose: Whose, qos: QosId, hardware: &str) -> bool {
        fn any<T: PartialEq>(list: &[T], one: &T) -> bool {
            list.is_empty() || list.contains(one)
        }
        any(&self.centers, &whose.center)
            && any(&self.partitions, &(whose.center, whose.partition))
            && (self.hardware.is_empty() || self.hardware.iter().any(|name| name == hardware))
            && any(&self.classes, &whose.class)
            && any(&self.qos, &qos)
            && any(&self.groups, &whose.group)
    }
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
        let qos = center.rules.class(whose.class).qos;
        let hardware = &center.pools[usize::from(whose.pool.0)].node_type.name;
        self.prices.iter().position(|price| price.about.holds(whose, qos, hardware))
    }
}

/// What the parts of a price are parts of: a GiB has 1,024 MiB.
const MIB: i128 = 1_024;

impl Price {
    /// What so many tasks in a pool cost for an hour at the full price, in parts of a millionth of a yuan, of which
    /// [`Price::parts`] make one.
    #[must_use]
    pub fn hourly(&self, shape: Shape, tasks: u64, pool: &Pool) -> i128 {
        let Resources { cores, accelerators, memory_mib } = shape.per_task;
        let parts = Price::parts(pool) as i128;
        let units = i128::from(pool.unit().of(shape.per_task));
        let amounts = [
            i128::from(accelerators) * i128::from(self.accelerator) * parts,
            i128::from(cores) * i128::from(self.core) * parts,
            i128::from(memory_mib) * i128::from(self.gib) * (parts / MIB),
            units * i128::from(self.node) * MIB,
        ];
        let one = match self.weighing {
            Weighing::Sum => amounts.iter().sum(),
            Weighing::Dearest => amounts.into_iter().max().unwrap_or(0),
        };
        one * i128::from(tasks)
    }

    /// How many parts of an hourly price make a millionth of a yuan.
    #[must_use]
    pub fn parts(pool: &Pool) -> u128 {
        u128::from(node_units(pool)) * MIB as u128
    }
}

/// How many of its units a node of a pool has, at least one; in a counted pool every processor is a node.
#[must_use]
pub fn node_units(pool: &Pool) -> u32 {
    match pool.nodes {
        Nodes::Named { .. } => pool.unit().of(pool.node_type.capacity).max(1),
        Nodes::Counted { .. } => 1,
    }
}
