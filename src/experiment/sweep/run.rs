//! Runs cells of a sweep, as many at a time as there are threads; each is handed over as soon as it is done.

use super::super::compare::{CompareError, run_cell, thread_pool};
use super::super::{Cell, CellRun, Heat, Watch, World, source_of};
use super::Layout;
use crate::scenario::Scenario;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Makes the scenario of a point, with the policies of the sweep.
pub type ScenarioOf<'a> = dyn Fn(usize) -> Result<Scenario, String> + Sync + 'a;

/// Takes in a cell that is done.
pub type Done<'a> = dyn Fn(usize, &Scenario, &CellRun) -> Result<(), String> + Sync + 'a;

/// Why a sweep ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SweepError {
    /// A cell could not be run.
    Run {
        /// Which one, counted from 0.
        cell: usize,
        /// Why.
        error: CompareError,
    },
    /// The scenario of a point is wrong, although it was right when it was looked at.
    Wrong(String),
    /// A cell could not be kept.
    NotKept(String),
}

impl fmt::Display for SweepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SweepError::Run { cell, error } => write!(f, "cell {}: {error}", cell + 1),
            SweepError::Wrong(message) | SweepError::NotKept(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for SweepError {}

/// The faults of the scenarios of some points, in their order; each is made once and let go.
///
/// # Errors
/// When the threads cannot be started.
pub fn problems_of_points(
    points: &[usize],
    scenario_of: &ScenarioOf<'_>,
    threads: usize,
) -> Result<Vec<String>, CompareError> {
    let problem = |point: &usize| scenario_of(*point).err();
    Ok(thread_pool(threads)?.install(|| points.par_iter().filter_map(problem).collect()))
}

/// Runs some cells of a sweep. Every one of them is a function of its scenario, its policy and its replication alone, so that it does
/// not matter where, when and in which order they are run. After an error no further cell is begun; those that are done by then were
/// handed over.
///
/// # Errors
/// When a cell cannot be run or kept, or `watch` says stop.
pub fn run_cells(
    layout: Layout,
    cells: &[usize],
    scenario_of: &ScenarioOf<'_>,
    threads: usize,
    watch: &dyn Watch,
    done: &Done<'_>,
) -> Result<(), SweepError> {
    let pool = thread_pool(threads)
        .map_err(|error| SweepError::Run { cell: cells.first().copied().unwrap_or(0), error })?;
    let made = Made { kept: Mutex::new(VecDeque::new()), count_max: threads + 1 };
    let run = |number: usize| -> Result<(), SweepError> {
        if watch.stopped() {
            return Err(SweepError::Run { cell: number, error: CompareError::Stopped });
        }
        let cell = layout.cell(number);
        let scenario = made.scenario(cell.point, scenario_of).map_err(SweepError::Wrong)?;
        let world = World::of(&scenario, &scenario.policies[cell.policy], cell.replication);
        let which = Cell { policy: cell.policy, replication: cell.replication };
        let result = run_cell(world, &source_of, which, Heat::default(), watch)
            .map_err(|error| SweepError::Run { cell: number, error })?;
        done(number, &scenario, &result).map_err(SweepError::NotKept)
    };
    // The threads take cells from the front, one at a time, so that none is left with many long ones in the end.
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = |_: rayon::BroadcastContext<'_>| -> Result<(), (usize, SweepError)> {
        while !is_over.load(Ordering::Relaxed) {
            let Some(number) = cells.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            if let Err(error) = run(*number) {
                is_over.store(true, Ordering::Relaxed);
                return Err((*number, error));
            }
        }
        Ok(())
    };
    let failures = pool.broadcast(work).into_iter().filter_map(Result::err);
    failures.min_by_key(|(number, _)| *number).map_or(Ok(()), |(_, error)| Err(error))
}

/// The scenarios of the last points: cells of one point stand together, and a scenario may have read a long log.
struct Made {
    kept: Mutex<VecDeque<(usize, Arc<Scenario>)>>,
    count_max: usize,
}

impl Made {
    fn scenario(&self, point: usize, scenario_of: &ScenarioOf<'_>) -> Result<Arc<Scenario>, String> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, scenario)) = kept().iter().find(|(known, _)| *known == point) {
            return Ok(Arc::clone(scenario));
        }
        // Not while others wait: at worst two threads make the same.
        let scenario = Arc::new(scenario_of(point)?);
        let mut kept = kept();
        if self.count_max <= kept.len() {
            kept.pop_front();
        }
        kept.push_back((point, Arc::clone(&scenario)));
        Ok(scenario)
    }
}
