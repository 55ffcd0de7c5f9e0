//! Comparisons that go on until they are sure enough, and warm-ups that are found rather than stated.

use super::compare::{assembled, cells_between, run_cells};
use super::{
    CellRun, CompareError, Comparison, Contender, RANKED_BY, Settings, Watch, compare, source_of, statistics,
};
use crate::metrics::{Estimate, Strain, place};
use crate::model::{Span, Time};
use crate::scenario::Scenario;
use crate::stats::{Confidence, mser5};

/// When a comparison is sure enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enough {
    /// Once no interval of a mean wait of all jobs reaches further to each side than this share of the mean.
    pub half_width: f64,
    /// Or after so many replications.
    pub replications_most: u32,
}

/// Without an interval nothing is known of how sure a mean is.
const RUNS_LEAST: u32 = 2;

/// Runs every policy of a scenario over as many replications as it takes, beginning with those of the scenario; once, where all its
/// workloads are logs. The same as [`compare`] of the scenario with the replications of the result.
///
/// # Errors
/// As [`compare`].
pub fn compare_until(
    scenario: &Scenario,
    enough: Enough,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Comparison, CompareError> {
    let mut scenario = scenario.clone().without_repetition();
    if scenario.is_of_logs_alone() {
        return compare(&scenario, settings, watch);
    }
    let contenders: Vec<Contender<'_>> = scenario.policies.iter().cloned().map(Contender::from).collect();
    let mut runs: Vec<CellRun> = Vec::new();
    let (mut done, mut next) = (0, scenario.replications.max(RUNS_LEAST).min(enough.replications_most));
    loop {
        let cells = cells_between(&scenario, done..next);
        runs.extend(run_cells(&scenario, &contenders, &cells, &source_of, settings, watch)?);
        runs.sort_by_key(|run| (run.result.policy, run.result.replication));
        (done, scenario.replications) = (next, next);
        let widest = widest_of(&scenario, &runs, settings.confidence);
        if widest <= enough.half_width || enough.replications_most <= done {
            return Ok(assembled(scenario, settings, runs));
        }
        // Intervals shrink with the root of the number of runs; twice as many at a time is enough to find out.
        let needed =
            libm::ceil(f64::from(done) * (widest / enough.half_width) * (widest / enough.half_width));
        let needed = if needed.is_finite() { needed.min(f64::from(u32::MAX)) as u32 } else { u32::MAX };
        next = needed.clamp(done + 1, done.saturating_mul(2)).min(enough.replications_most);
    }
}

/// The widest interval of a mean wait of all jobs, as a share of the mean; endless where one is not known.
#[must_use]
pub fn widest(comparison: &Comparison) -> f64 {
    let row = place(RANKED_BY).expect("the metric is a row of the table");
    let estimates = comparison.estimates.iter().filter_map(|scopes| scopes.first()?.1[row]);
    estimates.map(share).fold(0.0, f64::max)
}

/// The same of runs that are not put together yet.
fn widest_of(scenario: &Scenario, runs: &[CellRun], confidence: Confidence) -> f64 {
    let row = place(RANKED_BY).expect("the metric is a row of the table");
    let of = |policy: usize| {
        let runs = runs.iter().filter(|run| run.result.policy == policy);
        let values: Vec<f64> = runs.filter_map(|run| run.result.values.first()?.1[row]).collect();
        statistics::estimate(&values, confidence)
    };
    (0..scenario.policies.len()).filter_map(of).map(share).fold(0.0, f64::max)
}

/// Half of an interval, as a share of the mean.
fn share(estimate: Estimate) -> f64 {
    let half_width = estimate.half_width.unwrap_or(f64::INFINITY);
    if half_width == 0.0 { 0.0 } else { half_width / estimate.mean }
}

/// How long the beginning of a scenario is not like the rest, by MSER-5 on what is in use and what waits in each centre, over all replications
/// (at least eight) under its first policy. Nothing where some centre has not become steady within half of the time.
///
/// # Errors
/// As [`compare`].
pub fn warm_up_of(
    scenario: &Scenario,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Option<Span>, CompareError> {
    /// The mean of fewer runs is too rough to tell where a rise ends.
    const RUNS_LEAST: u32 = 8;
    let first = scenario.policies[..1].to_vec();
    let replications = scenario.replications.max(RUNS_LEAST);
    let pilot = Scenario { policies: first, warm_up: Span::ZERO, replications, ..scenario.clone() };
    let pilot = compare(&pilot, settings, watch)?;
    let mut longest = Time::ZERO;
    for place in 0..pilot.cells.first().map_or(0, |cell| cell.strains.len()) {
        let strains: Vec<&Strain> = pilot.cells.iter().map(|cell| &cell.strains[place]).collect();
        let used = |strain: &Strain, bin: usize| strain.busy[bin];
        let waiting = |strain: &Strain, bin: usize| strain.backlog[bin];
        for of in [&used as &dyn Fn(&Strain, usize) -> f64, &waiting] {
            let sum = |bin: usize| strains.iter().map(|strain| of(strain, bin)).sum::<f64>();
            let course: Vec<f64> = (0..strains[0].room.len()).map(sum).collect();
            let Some(left_out) = mser5(&course) else { return Ok(None) };
            let until = Time::from_micros(left_out as u64 * strains[0].bin.as_micros());
            longest = longest.max(until);
        }
    }
    Ok(Some(longest.since(Time::ZERO)))
}
