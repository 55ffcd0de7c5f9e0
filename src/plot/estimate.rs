//! The one place where plots meet the rows of the table of metrics.

use crate::experiment::Comparison;
use crate::metrics::{Estimate, Scope, place};

/// A metric that some plot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    /// Mean wait up to the horizon in seconds, of all jobs.
    WaitMean,
    /// Median wait in seconds.
    WaitMedian,
    /// 95th percentile of the waits in seconds.
    WaitP95,
    /// Mean bounded slowdown.
    Slowdown,
    /// Utilization, 0 to 1.
    Utilization,
    /// What tenants held over what was due to them.
    Served,
    /// Jain's index of that.
    ServedJain,
    /// The share of jobs that were done when they were due, 0 to 1.
    Attainment,
    /// By how many seconds those were late on average that were done too late.
    LatenessMean,
    /// 95th percentile of the same.
    LatenessP95,
}

impl Metric {
    /// Whether it tells how jobs waited, or of the jobs that ended only.
    pub(super) const fn is_of_waits(self) -> bool {
        match self {
            Metric::WaitMean | Metric::WaitMedian | Metric::WaitP95 | Metric::Slowdown => true,
            Metric::Utilization
            | Metric::Served
            | Metric::ServedJain
            | Metric::Attainment
            | Metric::LatenessMean
            | Metric::LatenessP95 => false,
        }
    }

    /// What the table of metrics calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Metric::WaitMean => "wait_secs_restricted_mean",
            Metric::WaitMedian => "wait_secs_median",
            Metric::WaitP95 => "wait_secs_p95",
            Metric::Slowdown => "bounded_slowdown_mean",
            Metric::Utilization => "utilization",
            Metric::Served => "served_of_due",
            Metric::ServedJain => "served_of_due_jain",
            Metric::Attainment => "deadline_attainment",
            Metric::LatenessMean => "lateness_secs_mean",
            Metric::LatenessP95 => "lateness_secs_p95",
        }
    }
}

/// Whether so many of the jobs of a policy and a scope never started that its figures are marked.
#[must_use]
pub(super) fn starves(comparison: &Comparison, policy: usize, scope: Scope) -> bool {
    let place = comparison.scopes().iter().position(|known| *known == scope);
    place.is_some_and(|place| comparison.starves(policy, place))
}

/// The estimate of a metric for a policy and a scope, where there is one.
#[must_use]
pub(super) fn metric(
    comparison: &Comparison,
    policy: usize,
    scope: Scope,
    metric: Metric,
) -> Option<Estimate> {
    let (_, row) = comparison.estimates.get(policy)?.iter().find(|(known, _)| *known == scope)?;
    let estimate = (*row.get(place(metric.name())?)?)?;
    estimate.mean.is_finite().then_some(estimate)
}
