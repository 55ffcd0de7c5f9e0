//! Runs cells of a sweep, as many at a time as there are threads; each is handed over as soon as it is done.

use super::super::compare::{CompareError, run_cell, thread_pool};
use super::super::{Cell, CellRun, Heat, Watch, World, source_of};
use super::Layout;
use crate::scenario::Scenario;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
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
    let run = |batch: &Batch<'_>, number: usize| -> Result<(), SweepError> {
        if watch.stopped() {
            return Err(SweepError::Run { cell: number, error: CompareError::Stopped });
        }
        let cell = layout.cell(number);
        let scenario = batch.scenario(cell.point, scenario_of).map_err(SweepError::Wrong)?;
        let world = World::of(&scenario, &scenario.policies[cell.policy], cell.replication);
        let which = Cell { policy: cell.policy, replication: cell.replication };
        let result = run_cell(world, &source_of, which, Heat::Nothing, watch)
            .map_err(|error| SweepError::Run { cell: number, error })?;
        done(number, &scenario, &result).map_err(SweepError::NotKept)
    };
    let batches: Vec<Batch<'_>> =
        cells.chunk_by(|a, b| layout.cell(*a).point == layout.cell(*b).point).map(Batch::of).collect();
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = |_: rayon::BroadcastContext<'_>| -> Result<(), (usize, SweepError)> {
        let mine = std::iter::from_fn(|| batches.get(next.fetch_add(1, Ordering::Relaxed)));
        // When all points are begun, threads help each other, so that none is left with many long cells in the end.
        for batch in mine.chain(&batches) {
            while let Some(number) = batch.take(&is_over) {
                if let Err(error) = run(batch, number) {
                    is_over.store(true, Ordering::Relaxed);
                    return Err((number, error));
                }
                batch.is_done();
            }
        }
        Ok(())
    };
    let failures = pool.broadcast(work).into_iter().filter_map(Result::err);
    failures.min_by_key(|(number, _)| *number).map_or(Ok(()), |(_, error)| Err(error))
}

/// The cells of one point, whose scenario is made once: it may have read a long log.
struct Batch<'a> {
    cells: &'a [usize],
    taken: AtomicUsize,
    done: AtomicUsize,
    made: Mutex<Option<Arc<Scenario>>>,
}

impl<'a> Batch<'a> {
    fn of(cells: &'a [usize]) -> Batch<'a> {
        Batch { cells, taken: AtomicUsize::new(0), done: AtomicUsize::new(0), made: Mutex::new(None) }
    }

    /// The next cell, unless all are taken or no more is to be begun.
    fn take(&self, is_over: &AtomicBool) -> Option<usize> {
        if is_over.load(Ordering::Relaxed) {
            return None;
        }
        self.cells.get(self.taken.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// The scenario; while one thread makes it, others who want the same wait for it.
    fn scenario(&self, point: usize, scenario_of: &ScenarioOf<'_>) -> Result<Arc<Scenario>, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scenario) = &*made {
            return Ok(Arc::clone(scenario));
        }
        let scenario = Arc::new(scenario_of(point)?);
        *made = Some(Arc::clone(&scenario));
        Ok(scenario)
    }

    /// One more cell is done; with the last, the scenario is let go.
    fn is_done(&self) {
        if self.done.fetch_add(1, Ordering::Relaxed) + 1 == self.cells.len() {
            *self.made.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}
