//! For what jobs waited under each policy, over all replications.

use super::{Comparison, statistics};
use crate::metrics::{CauseTotals, Estimate};
use crate::model::{Cause, ClassId};

/// For what the jobs of a class waited under one policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CauseRow {
    /// The class; nothing for all jobs.
    pub class: Option<ClassId>,
    /// For each cause, hours for each job, over replications; nothing where there were no jobs.
    pub hours_per_job: [Option<Estimate>; Cause::ALL.len()],
    /// For each cause, hours of all jobs, mean over replications.
    pub hours: [f64; Cause::ALL.len()],
    /// For each cause, its share in all waiting of all replications; zero where nobody waited.
    pub shares: [f64; Cause::ALL.len()],
}

impl Comparison {
    /// For what jobs waited under a policy: all of them, and then each class.
    #[must_use]
    pub fn causes(&self, policy: usize) -> Vec<CauseRow> {
        let classes = self.scenario.workloads.len();
        let each = (0..classes).map(|class| Some(ClassId(class as u16)));
        std::iter::once(None).chain(each).map(|class| self.cause_row(policy, class)).collect()
    }

    fn cause_row(&self, policy: usize, class: Option<ClassId>) -> CauseRow {
        let is_meant = |totals: &&CauseTotals| class.is_none_or(|class| totals.class == class);
        let runs: Vec<CauseTotals> = self
            .cells_of(policy)
            .iter()
            .map(|cell| {
                let mut sum = CauseTotals::default();
                for totals in cell.causes.iter().filter(is_meant) {
                    sum.jobs += totals.jobs;
                    sum.micros.iter_mut().zip(totals.micros).for_each(|(sum, micros)| *sum += micros);
                }
                sum
            })
            .collect();
        let all: u128 = runs.iter().flat_map(|run| run.micros).sum();
        let hours = |micros: u128| micros as f64 / 3.6e9;
        let of = |cause: usize| runs.iter().map(move |run| run.micros[cause]).sum::<u128>();
        let per_job = |cause: usize| {
            let some = runs.iter().filter(|run| 0 < run.jobs);
            let values: Vec<f64> = some.map(|run| hours(run.micros[cause]) / run.jobs as f64).collect();
            statistics::estimate(&values, self.confidence)
        };
        CauseRow {
            class,
            hours_per_job: std::array::from_fn(per_job),
            hours: std::array::from_fn(|cause| hours(of(cause)) / runs.len().max(1) as f64),
            shares: std::array::from_fn(|cause| if all == 0 { 0.0 } else { of(cause) as f64 / all as f64 }),
        }
    }
}
