//! The answer of `suanli compare`: every policy over every replication.

use super::statistics::{self, Difference};
use crate::metrics::{CellResult, Estimate, METRICS, Scope};
use crate::scenario::Scenario;
use crate::stats::Confidence;

/// Every policy of a scenario over every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The scenario, as it was run (policies and replications of the command line included).
    pub scenario: Scenario,
    /// How sure its intervals are.
    pub confidence: Confidence,
    /// The cells, policy by policy, replication by replication.
    pub cells: Vec<CellResult>,
    /// `estimates[policy]`: for each scope, one estimate for each row of `METRICS`; `None` where no run had such jobs.
    pub estimates: Vec<Vec<(Scope, Vec<Option<Estimate>>)>>,
    /// What was changed half way, in words; mostly nothing.
    pub branched: Vec<String>,
    /// The date on which the week of the node heat map begins, where somebody chose one.
    pub week: Option<jiff::civil::Date>,
}

impl Comparison {
    /// Sums up cells that stand policy by policy, replication by replication.
    ///
    /// # Panics
    /// When there are not as many cells as policies times replications.
    #[must_use]
    pub fn new(scenario: Scenario, confidence: Confidence, cells: Vec<CellResult>) -> Comparison {
        let expected = scenario.policies.len() * scenario.replications as usize;
        assert!(cells.len() == expected, "{} cells where {expected} were to be run", cells.len());
        let (estimates, branched, week) = (Vec::new(), Vec::new(), None);
        let mut comparison = Comparison { scenario, confidence, cells, estimates, branched, week };
        let policies = 0..comparison.scenario.policies.len();
        comparison.estimates = policies.map(|policy| comparison.estimates_of(policy)).collect();
        comparison
    }

    /// The cells of a policy, replication by replication; none where nothing was run.
    #[must_use]
    pub fn cells_of(&self, policy: usize) -> &[CellResult] {
        let runs = self.scenario.replications as usize;
        self.cells.get(policy * runs..(policy + 1) * runs).unwrap_or_default()
    }

    /// The scopes, in the order in which every cell tells of them.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        self.cells
            .first()
            .map(|cell| cell.values.iter().map(|(scope, _)| *scope).collect())
            .unwrap_or_default()
    }

    /// A figure of each replication: `scope` is a place in [`Comparison::scopes`], `metric` a row of `METRICS`.
    #[must_use]
    pub fn values(&self, policy: usize, scope: usize, metric: usize) -> Vec<Option<f64>> {
        self.cells_of(policy).iter().map(|cell| cell.values[scope].1[metric]).collect()
    }

    /// How far a policy is from the first, run by run with the same chance; `None` where no pair of runs has values.
    #[must_use]
    pub fn difference(&self, policy: usize, scope: usize, metric: usize) -> Option<Difference> {
        let mine = self.values(policy, scope, metric);
        statistics::difference(&mine, &self.values(0, scope, metric), METRICS[metric].better, self.confidence)
    }

    fn estimates_of(&self, policy: usize) -> Vec<(Scope, Vec<Option<Estimate>>)> {
        let of = |scope, metric| {
            let values: Vec<f64> = self.values(policy, scope, metric).into_iter().flatten().collect();
            statistics::estimate(&values, self.confidence)
        };
        let scopes = self.scopes().into_iter().enumerate();
        scopes.map(|(place, scope)| (scope, (0..METRICS.len()).map(|row| of(place, row)).collect())).collect()
    }
}
