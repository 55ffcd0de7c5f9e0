//! How much of the capacity was in use.

use crate::metrics::{Better, Covers, Figures, Metric};

/// Nodes, each counting by the share of its accelerators (or cores) in use.
pub(super) const NODES: Metric = Metric {
    name: "utilization",
    unit: "1",
    help: "share of the nodes in use; a node counts by the share of its accelerators that is held, or of its cores \
           where it has none; over several centres, the mean of the centres",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| {
        let mut sum = 0.0;
        for &center in figures.centers {
            let capacity = figures.gauges.node_micros(center, figures.measured) as f64;
            if capacity <= 0.0 {
                return None;
            }
            sum += figures.gauges.in_nodes(center, |pool| figures.usage.pool_micros[pool]) / capacity;
        }
        (!figures.centers.is_empty()).then(|| sum / figures.centers.len() as f64)
    },
};

/// Cores alone.
pub(super) const CORES: Metric = Metric {
    name: "utilization_cores",
    unit: "1",
    help: "share of all cores in use",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| share(figures, figures.usage.core_micros, 0),
};

/// Accelerators alone.
pub(super) const ACCELERATORS: Metric = Metric {
    name: "utilization_accelerators",
    unit: "1",
    help: "share of all accelerators in use",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| share(figures, figures.usage.accelerator_micros, 1),
};

/// The share in use of cores (0) or accelerators (1).
fn share(figures: &Figures<'_>, used_micros: u128, resource: usize) -> Option<f64> {
    let centers = figures.centers.iter();
    let capacity: u128 =
        centers.map(|id| figures.gauges.resource_micros(*id, figures.measured)[resource]).sum();
    (0 < capacity).then(|| used_micros as f64 / capacity as f64)
}
