//! Price lists: what an hour of what jobs hold costs.

use super::{CenterId, ClassId, GroupId, PartitionId, PoolId, QosId, Span, TenantId};
use serde::{Deserialize, Serialize};

/// Which jobs something is about; an empty list is all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Weighing {
    /// They are added up (`TRESBillingWeights`).
    #[default]
    Sum,
    /// The dearest counts (`PriorityFlags=MAX_TRES`).
    Dearest,
}

/// A price list: what an hour of what a job holds costs, in millionths of a yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

const HOUR: u64 = 3_600_000_000;

impl Price {
    /// How much of the price holds in the dearest hour of the day, in thousandths.
    #[must_use]
    pub fn dearest_hour(&self) -> u32 {
        self.hours.into_iter().max().unwrap_or(0)
    }

    /// The factor in thousandths by the hour of the day, summed over the microseconds of a stretch that begins so long after some
    /// midnight.
    #[must_use]
    pub fn factor_over(&self, begin_micros: u64, length: Span) -> u128 {
        const DAY: u64 = 24 * HOUR;
        let (days, mut left) = (length.as_micros() / DAY, length.as_micros() % DAY);
        let of_a_day: u128 = self.hours.iter().map(|factor| u128::from(*factor)).sum();
        let mut sum = u128::from(days) * of_a_day * u128::from(HOUR);
        let mut at = begin_micros % DAY;
        while 0 < left {
            let part = left.min(HOUR - at % HOUR);
            sum += u128::from(self.hours[(at / HOUR) as usize]) * u128::from(part);
            (at, left) = ((at + part) % DAY, left - part);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_by_the_hour_is_summed_over_days_and_parts_of_hours() {
        let mut hours = [1_000; 24];
        hours[23] = 500;
        let price = Price {
            name: "night".into(),
            about: About::default(),
            accelerator: 0,
            core: 0,
            gib: 0,
            node: 0,
            weighing: Weighing::Sum,
            hours,
        };
        let minutes = |count: u64| count * HOUR / 60;
        let over = |begin, length| price.factor_over(minutes(begin), Span::from_micros(minutes(length)));
        // From 22:30 until 23:30: half an hour at the full price, and half an hour at half of it.
        assert_eq!(over(22 * 60 + 30, 60), u128::from(HOUR) * 750);
        assert_eq!(over(23 * 60 + 30, 60), u128::from(HOUR) * 750);
        let day = u128::from(HOUR) * 23_500;
        assert_eq!([over(0, 24 * 60), over(17, 48 * 60)], [day, 2 * day]);
        assert_eq!(over(22 * 60, 25 * 60), day + u128::from(HOUR) * 1_000);
        assert_eq!(over(0, 0), 0);
    }
}
