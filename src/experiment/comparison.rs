//! The answer of `suanli compare`: every policy over every replication.

use super::saturation::{Regime, Saturation, saturation};
use super::statistics::{self, Difference, Verdict};
use crate::ledger::Ledger;
use crate::metrics::{CellResult, Covers, Estimate, METRICS, Scope, Strain, place};
use crate::scenario::Scenario;
use crate::stats::{Confidence, mean};

/// A larger share than this of all jobs is missed where figures leave it out.
const FEW: f64 = 0.01;

/// Why figures of two policies cannot be compared: they tell of different jobs.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Obstacle {
    /// This share of one side's jobs never started.
    NeverStarted(f64),
    /// One side turned away so much more of all jobs.
    TurnedAway(f64),
    /// Of one side only a lower bound is known.
    NotKnown,
}

/// Every policy of a scenario over every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The scenario, as it was run (policies and replications of the command line included).
    pub scenario: Scenario,
    /// How sure its intervals are.
    pub confidence: Confidence,
    /// The cells, policy by policy, replication by replication.
    pub cells: Vec<CellResult>,
    /// Their ledgers in the same order; none where the scenario asks for none.
    pub ledgers: Vec<Ledger>,
    /// `estimates[policy]`: for each scope, one estimate for each row of `METRICS`; `None` where no run had such jobs.
    pub estimates: Vec<Vec<(Scope, Vec<Option<Estimate>>)>>,
    /// `saturations[policy]`: whether each centre can do what is asked of it, followed by each of its partitions where there are several.
    pub saturations: Vec<Vec<Saturation>>,
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
        let mut comparison = Comparison {
            scenario,
            confidence,
            cells,
            ledgers: Vec::new(),
            estimates: Vec::new(),
            saturations: Vec::new(),
            branched: Vec::new(),
            week: None,
        };
        let policies = 0..comparison.scenario.policies.len();
        comparison.estimates = policies.clone().map(|policy| comparison.estimates_of(policy)).collect();
        comparison.saturations = policies.map(|policy| comparison.saturations_of(policy)).collect();
        comparison
    }

    /// The cells of a policy, replication by replication; none where nothing was run.
    #[must_use]
    pub fn cells_of(&self, policy: usize) -> &[CellResult] {
        let runs = self.scenario.replications as usize;
        self.cells.get(policy * runs..(policy + 1) * runs).unwrap_or_default()
    }

    /// The ledgers of a policy, replication by replication; none where none are kept.
    #[must_use]
    pub fn ledgers_of(&self, policy: usize) -> &[Ledger] {
        let runs = self.scenario.replications as usize;
        self.ledgers.get(policy * runs..(policy + 1) * runs).unwrap_or_default()
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

    /// How far a policy is from the first, run by run with the same chance; `None` where no pair of runs has values. The verdict holds
    /// for all policies together (Holm's correction).
    #[must_use]
    pub fn difference(&self, policy: usize, scope: usize, metric: usize) -> Option<Difference> {
        self.differences_from_first(scope, metric).get(policy.checked_sub(1)?).copied().flatten()
    }

    /// The same for each policy but the first.
    #[must_use]
    pub fn differences_from_first(&self, scope: usize, metric: usize) -> Vec<Option<Difference>> {
        let others: Vec<usize> = (1..self.scenario.policies.len()).collect();
        self.differences(&others, 0, scope, metric)
    }

    /// How far each of some policies is from another one, with verdicts that hold for all of them together.
    #[must_use]
    pub fn differences(
        &self,
        policies: &[usize],
        base: usize,
        scope: usize,
        metric: usize,
    ) -> Vec<Option<Difference>> {
        let values: Vec<Vec<Option<f64>>> =
            policies.iter().map(|policy| self.values(*policy, scope, metric)).collect();
        let base_values = self.values(base, scope, metric);
        let found = statistics::differences(&values, &base_values, METRICS[metric].better, self.confidence);
        let told = found.into_iter().zip(policies).map(|(difference, policy)| {
            let difference = difference?;
            match self.obstacle_between(*policy, base, scope, metric) {
                None => Some(difference),
                Some(_) => {
                    Some(Difference { verdict: Verdict::NotComparable, runs_needed: None, ..difference })
                }
            }
        });
        told.collect()
    }

    /// Why a figure of a policy cannot be compared with that of the first; mostly nothing.
    #[must_use]
    pub fn obstacle(&self, policy: usize, scope: usize, metric: usize) -> Option<Obstacle> {
        self.obstacle_between(policy, 0, scope, metric)
    }

    fn obstacle_between(&self, policy: usize, base: usize, scope: usize, metric: usize) -> Option<Obstacle> {
        let never_started = || {
            let share = self.never_started(policy, scope).max(self.never_started(base, scope));
            Some(Obstacle::NeverStarted(share)).filter(|_| FEW < share)
        };
        let turned_away = || {
            let apart = (self.turned_away(policy, scope) - self.turned_away(base, scope)).abs();
            Some(Obstacle::TurnedAway(apart)).filter(|_| FEW < apart)
        };
        let not_known = || {
            let is_bound = |policy| self.is_bound(policy, scope, metric);
            Some(Obstacle::NotKnown).filter(|_| is_bound(policy) || is_bound(base))
        };
        match METRICS[metric].covers {
            Covers::All => None,
            Covers::Admitted => turned_away(),
            Covers::Started | Covers::Share(_) => never_started().or_else(turned_away).or_else(not_known),
        }
    }

    /// Whether so many jobs of a policy and a scope never started that figures of those that did would mislead.
    #[must_use]
    pub fn starves(&self, policy: usize, scope: usize) -> bool {
        FEW < self.never_started(policy, scope)
    }

    /// Whether waits of a policy and a scope grow with the length of the run, because more is asked of some place that they tell of than it can
    /// do.
    #[must_use]
    pub fn is_overloaded(&self, policy: usize, scope: usize) -> bool {
        let Some(scope) = self.scopes().get(scope).copied() else { return false };
        let is_told_of = |place: &Saturation| match scope {
            Scope::Overall | Scope::Group(_) | Scope::Size(_) => true,
            Scope::Center(center) => place.center == center,
            Scope::Class(class) => {
                let workload = &self.scenario.workloads[usize::from(class.0)];
                let partition = place.partition.is_none_or(|partition| partition == workload.partition);
                // Jobs that may leave their home need not wait there.
                let may_leave =
                    self.scenario.network.as_ref().is_some_and(|network| 1 < network.places(class).len());
                place.center == workload.center && partition && !may_leave
            }
        };
        let places = self.saturations[policy].iter();
        places.filter(|place| place.regime == Some(Regime::Overloaded)).any(is_told_of)
    }

    /// Whether only a lower bound of a figure is known in some run.
    fn is_bound(&self, policy: usize, scope: usize, metric: usize) -> bool {
        self.cells_of(policy).iter().any(|cell| cell.at_least[scope].contains(&metric))
    }

    /// The share of the jobs of a scope that never started, of those that were not turned away; `scope` is a place in
    /// [`Comparison::scopes`].
    #[must_use]
    pub fn never_started(&self, policy: usize, scope: usize) -> f64 {
        self.mean(policy, scope, "never_started_share")
    }

    /// The share of the jobs of a scope that were turned away.
    fn turned_away(&self, policy: usize, scope: usize) -> f64 {
        let submitted = self.mean(policy, scope, "jobs_submitted");
        if submitted <= 0.0 { 0.0 } else { self.mean(policy, scope, "jobs_rejected") / submitted }
    }

    /// The mean over the runs that have a value; nothing is zero.
    fn mean(&self, policy: usize, scope: usize, metric: &str) -> f64 {
        let row = place(metric).expect("the metric is a row of the table");
        let values: Vec<f64> = self.values(policy, scope, row).into_iter().flatten().collect();
        mean(&values).unwrap_or(0.0)
    }

    /// The mean of a figure of several runs, with its confidence; nothing of no runs.
    #[must_use]
    pub fn estimate(&self, values: &[f64]) -> Option<Estimate> {
        statistics::estimate(values, self.confidence)
    }

    fn saturations_of(&self, policy: usize) -> Vec<Saturation> {
        let cells = self.cells_of(policy);
        let places = cells.first().map_or(0, |cell| cell.strains.len());
        let of = |place: usize| cells.iter().map(|cell| &cell.strains[place]).collect::<Vec<&Strain>>();
        (0..places).map(|place| saturation(&of(place), self.confidence)).collect()
    }

    fn estimates_of(&self, policy: usize) -> Vec<(Scope, Vec<Option<Estimate>>)> {
        let of = |scope, metric| {
            let values: Vec<f64> = self.values(policy, scope, metric).into_iter().flatten().collect();
            let estimate = statistics::estimate(&values, self.confidence)?;
            if self.is_bound(policy, scope, metric) {
                // Of what is only a lower bound nobody knows how far the truth is away.
                return Some(Estimate { half_width: None, at_least: true, ..estimate });
            }
            Some(estimate)
        };
        let scopes = self.scopes().into_iter().enumerate();
        scopes.map(|(place, scope)| (scope, (0..METRICS.len()).map(|row| of(place, row)).collect())).collect()
    }
}
