//! Where the time of a centre's nodes went under each policy, over all replications.

use super::{Comparison, statistics};
use crate::metrics::{Balance, Estimate, Part, Resource, Split};
use crate::model::CenterId;

/// What was done with a part of a resource of a centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BalanceRow {
    /// The part.
    pub part: Part,
    /// Units of it times hours, mean over replications.
    pub unit_hours: f64,
    /// Its share in what there was, over replications.
    pub share: Estimate,
}

impl Comparison {
    /// Where the time of a resource of a centre went under a policy, by the order of [`Part::ALL`]; nothing where the centre has
    /// none of it.
    #[must_use]
    pub fn balance(&self, policy: usize, center: CenterId, resource: Resource) -> Option<Vec<BalanceRow>> {
        let split =
            |balances: &Vec<Balance>| balances.get(usize::from(center.0)).map(|found| *found.of(resource));
        let runs = self.cells_of(policy).iter().filter_map(|cell| split(&cell.balances));
        let splits: Vec<Split> = runs.filter(|split| 0 < split.capacity).collect();
        let row = |part: Part| {
            let share = |split: &Split| split.part(part) as f64 / split.capacity as f64;
            let shares: Vec<f64> = splits.iter().map(share).collect();
            let all: i128 = splits.iter().map(|split| split.part(part)).sum();
            Some(BalanceRow {
                part,
                unit_hours: all as f64 / 3.6e9 / splits.len() as f64,
                share: statistics::estimate(&shares, self.confidence)?,
            })
        };
        Part::ALL.into_iter().map(row).collect()
    }

    /// The resource by which a centre is measured: its accelerators, or its cores where it has none.
    #[must_use]
    pub fn main_resource(&self, center: CenterId) -> Resource {
        let capacity = self.scenario.centers[usize::from(center.0)].capacity();
        if 0 < capacity.accelerators { Resource::Accelerators } else { Resource::Cores }
    }

    /// The parts of the time of nodes that are told of, which are those that some policy has; nothing where all of it was useful
    /// or idle, as use says already.
    #[must_use]
    pub fn told_parts(&self) -> Vec<Part> {
        let splits =
            || self.cells.iter().flat_map(|cell| &cell.balances).flat_map(|balance| balance.resources);
        let is_told = |part: &Part| splits().any(|split| split.part(*part) != 0);
        let told: Vec<Part> = Part::ALL.into_iter().filter(is_told).collect();
        if told.iter().all(|part| [Part::Useful, Part::Idle].contains(part)) { Vec::new() } else { told }
    }
}
