//! Comparisons that are told of step by step: after the first replications, after more, and in the end of all.

use super::compare::{assembled, cells_between, run_cells};
use super::{CellRun, CompareError, Comparison, Contender, Settings, Watch, source_of};
use crate::scenario::Scenario;

/// Runs every policy of a scenario over its replications, and tells of what is known after each of some numbers of them, in ascending
/// order. Each is the same as [`compare`](super::compare) of the scenario with so many replications; no run is made twice.
///
/// # Errors
/// As [`compare`](super::compare).
///
/// # Panics
/// When there is no step.
pub fn compare_stepwise(
    scenario: &Scenario,
    steps: &[u32],
    settings: Settings,
    watch: &dyn Watch,
    tell: &mut dyn FnMut(&Comparison),
) -> Result<Comparison, CompareError> {
    let scenario = scenario.clone().without_repetition();
    let all = scenario.replications;
    let mut steps: Vec<u32> = steps.iter().map(|step| (*step).clamp(1, all)).collect();
    steps.dedup();
    let contenders: Vec<Contender<'_>> = scenario.policies.iter().cloned().map(Contender::from).collect();
    let (mut runs, mut done) = (Vec::<CellRun>::new(), 0);
    let last = steps.len().checked_sub(1).expect("a comparison has at least one step");
    for (place, step) in steps.into_iter().enumerate() {
        let cells = cells_between(&scenario, done..step);
        runs.extend(run_cells(&scenario, &contenders, &cells, &source_of, settings, watch)?);
        runs.sort_by_key(|run| (run.result.policy, run.result.replication));
        done = done.max(step);
        let scenario = Scenario { replications: done, ..scenario.clone() };
        if place == last {
            return Ok(assembled(scenario, settings, runs));
        }
        tell(&assembled(scenario, settings, runs.clone()));
    }
    unreachable!("the last step returns")
}
