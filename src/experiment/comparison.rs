//! The answer of `suanli compare`: every policy over every replication.

use crate::metrics::{CellResult, Estimate, Scope};
use crate::scenario::Scenario;

/// Every policy of a scenario over every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The scenario, as it was run (policies and replications of the command line included).
    pub scenario: Scenario,
    /// The cells, policy by policy, replication by replication.
    pub cells: Vec<CellResult>,
    /// `estimates[policy]`: for each scope, one estimate for each row of `METRICS`; `None` where no run had such jobs.
    pub estimates: Vec<Vec<(Scope, Vec<Option<Estimate>>)>>,
}
