//! The jobs of a scenario: where the experiment meets the workloads.

use crate::model::{Source, Streams};
use crate::scenario::Scenario;
use crate::workload::Synthetic;

/// The jobs of one replication. The policy is no part of it: every policy meets the same jobs; or, where users wait for
/// their results, the same users with the same jobs on their minds.
#[must_use]
pub fn source_of(scenario: &Scenario, streams: Streams) -> Box<dyn Source + Send> {
    Box::new(Synthetic::new(
        &scenario.workloads,
        &scenario.centers,
        &scenario.tenants,
        scenario.start,
        scenario.horizon,
        streams,
    ))
}
