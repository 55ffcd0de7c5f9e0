//! What failures of nodes cost jobs of each size under each policy, over all replications.

use super::{Comparison, statistics};
use crate::metrics::{Estimate, JobSize, Resource, SizeTotals};
use crate::model::CenterId;

/// What failures cost the jobs of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeRow {
    /// By accelerators or by cores.
    pub resource: Resource,
    /// The size.
    pub size: JobSize,
    /// All replications together.
    pub totals: SizeTotals,
    /// The share of the time that they held which was lost, over replications.
    pub lost_share: Option<Estimate>,
}

impl SizeRow {
    /// By what the size is counted.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.resource {
            Resource::Accelerators => "accelerators",
            Resource::Cores | Resource::Memory => "cores",
        }
    }

    /// Hours that such jobs ran for each interruption, of all replications together; nothing where there was none.
    #[must_use]
    pub fn hours_between(&self) -> Option<f64> {
        let SizeTotals { interruptions, run_micros, .. } = self.totals;
        (0 < interruptions).then(|| run_micros as f64 / 3.6e9 / interruptions as f64)
    }

    /// Interruptions for each thousand days that one of their nodes worked; nothing where none did.
    #[must_use]
    pub fn per_1000_node_days(&self) -> Option<f64> {
        let SizeTotals { interruptions, node_micros, .. } = self.totals;
        (0 < node_micros).then(|| interruptions as f64 * 8.64e13 / node_micros as f64)
    }
}

impl Comparison {
    /// What failures cost the jobs of a centre under a policy, by size; nothing where no node failed under any job of it.
    #[must_use]
    pub fn size_costs(&self, policy: usize, center: CenterId) -> Vec<SizeRow> {
        let both = [Resource::Accelerators, Resource::Cores];
        let kinds = both.into_iter().flat_map(|resource| JobSize::all().map(move |size| (resource, size)));
        let rows: Vec<SizeRow> = kinds.filter_map(|kind| self.size_row(policy, center, kind)).collect();
        if rows.iter().all(|row| row.totals.interruptions == 0) { Vec::new() } else { rows }
    }

    fn size_row(
        &self,
        policy: usize,
        center: CenterId,
        (resource, size): (Resource, JobSize),
    ) -> Option<SizeRow> {
        let cells = self.cells_of(policy).iter();
        let costs = cells.flat_map(|cell| &cell.sizes);
        let meant = costs.filter(|cost| (cost.center, cost.resource, cost.size) == (center, resource, size));
        let (mut totals, mut shares) = (SizeTotals::default(), Vec::new());
        for cost in meant {
            let SizeTotals { runs, run_micros, node_micros, unit_micros, interruptions, lost_micros } =
                cost.totals;
            totals.runs += runs;
            totals.run_micros += run_micros;
            totals.node_micros += node_micros;
            totals.unit_micros += unit_micros;
            totals.interruptions += interruptions;
            totals.lost_micros += lost_micros;
            if 0 < unit_micros {
                shares.push(lost_micros as f64 / unit_micros as f64);
            }
        }
        let lost_share = statistics::estimate(&shares, self.confidence);
        (totals != SizeTotals::default()).then_some(SizeRow { resource, size, totals, lost_share })
    }
}
