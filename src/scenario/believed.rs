//! A scenario after the check: everything in it is consistent, and nobody checks it again.

use std::collections::BTreeMap;

use crate::model::{Center, Span, Tenant, TenantGroup};
use crate::policy::PolicySpec;
use crate::workload::Workload;

/// A whole experiment: centres, tenants, workloads, and the policies to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The short name (that of the file, without `.toml`).
    pub name: String,
    /// The title for people.
    pub title: String,
    /// The civil date and time at which simulated time 0 lies, local to the centres.
    pub start: jiff::civil::DateTime,
    /// How long is simulated.
    pub horizon: Span,
    /// How much of the beginning is left out of all figures.
    pub warm_up: Span,
    /// The one seed.
    pub seed: u64,
    /// How often each policy is run, each time with other chance.
    pub replications: u32,
    /// The centres.
    pub centers: Vec<Center>,
    /// Groups of tenants.
    pub groups: Vec<TenantGroup>,
    /// All tenants, group by group.
    pub tenants: Vec<Tenant>,
    /// The workloads; a workload's place is its `ClassId`.
    pub workloads: Vec<Workload>,
    /// The policies to compare; the first is the baseline.
    pub policies: Vec<PolicySpec>,
    /// The centres as some policies have them, by the names of those policies.
    pub variants: BTreeMap<String, Vec<Center>>,
}

impl Scenario {
    /// The centres as they are under a policy: with its own locks and quotas, where it has any.
    #[must_use]
    pub fn centers_under(&self, policy: &PolicySpec) -> &[Center] {
        self.variants.get(&policy.name).unwrap_or(&self.centers)
    }

    /// Whether some users wait for their results, so that not every policy gets equally many jobs.
    #[must_use]
    pub fn has_feedback(&self) -> bool {
        self.workloads.iter().any(Workload::is_closed)
    }
}
