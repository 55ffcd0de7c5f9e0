//! The jobs of a scenario: where the experiment meets the workloads.

use super::changed::Changed;
use super::lengthened::Costs;
use crate::model::{Source, Streams};
use crate::scenario::Scenario;
use crate::workload::{Synthetic, WithLogs, recorded};

/// The jobs of one replication. The policy is no part of it: every policy meets the same jobs; or, where users wait for
/// their results, the same users with the same jobs on their minds.
#[must_use]
pub fn source_of(scenario: &Scenario, streams: Streams) -> Box<dyn Source + Send> {
    let Scenario { workloads, basis, tenants, start, horizon, .. } = scenario;
    // Jobs are made for what the demand is stated for, so that they stay the same when the centres grow or shrink.
    let centers = &basis.centers;
    let synthetic = Synthetic::new(workloads, centers, tenants, *start, *horizon, streams);
    let costs = Costs::of(scenario);
    let of_logs = workloads.iter().any(|workload| recorded(workload).is_some());
    let with_logs = |synthetic| WithLogs::new(synthetic, workloads, centers, tenants, (*horizon, streams));
    match (costs, of_logs) {
        (None, false) => Box::new(synthetic),
        (None, true) => Box::new(with_logs(synthetic)),
        (Some(costs), false) => Box::new(Changed { source: synthetic, change: costs }),
        (Some(costs), true) => Box::new(Changed { source: with_logs(synthetic), change: costs }),
    }
}
