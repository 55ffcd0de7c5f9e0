//! All cells of a comparison, as many at a time as there are threads, with the same chance for every policy.

use super::watch::WatchedSource;
use super::{
    Cell, CellRun, Comparison, Contender, Heat, Keep, Keeping, Watch, Witness, World, cell, source_of,
};
use crate::model::{Source, Streams};
use crate::record::{Observer, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError};
use crate::stats::Confidence;
use rayon::prelude::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};
use std::fmt;
use std::ops::Range;

/// How a comparison is run. Nothing in here changes what happens in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many cells at a time, at least one.
    pub threads: usize,
    /// Which use of single nodes is kept.
    pub heat: Heat,
    /// How sure its intervals are.
    pub confidence: Confidence,
}

impl Default for Settings {
    /// One cell at a time, the week in the middle, 95 %.
    fn default() -> Settings {
        Settings { threads: 1, heat: Heat::default(), confidence: Confidence::default() }
    }
}

/// Where the jobs of a replication come from.
pub type Jobs = dyn Fn(&Scenario, Streams) -> Box<dyn Source + Send> + Sync;

/// Why there is no comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompareError {
    /// A source could not give its next job.
    Jobs {
        /// The policy's name.
        policy: String,
        /// The replication.
        replication: u32,
        /// What was wrong.
        message: String,
    },
    /// The threads could not be started.
    Threads {
        /// Why.
        message: String,
    },
    /// Somebody who looked on said stop.
    Stopped,
}

impl fmt::Display for CompareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompareError::Jobs { policy, replication, message } => {
                write!(f, "policy `{policy}`, replication {replication}: {message}")
            }
            CompareError::Threads { message } => write!(f, "cannot start the threads: {message}"),
            CompareError::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for CompareError {}

/// Runs every policy of a scenario over every replication; once, where all its workloads are logs, in which chance has no part.
///
/// ```
/// use suanli::experiment::{Settings, compare};
/// use suanli::report::comparison_text;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut scenario = suanli::scenario::parse("smoke", include_str!("../../scenarios/smoke.toml"))?;
/// scenario.replications = 2;
/// let comparison = compare(&scenario, Settings { threads: 2, ..Settings::default() }, &())?;
/// assert_eq!(comparison.cells.len(), 2 * scenario.policies.len());
/// assert!(comparison_text(&comparison).contains("95 % confidence"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the jobs cannot be made, the threads cannot be started, or `watch` says stop.
pub fn compare(
    scenario: &Scenario,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Comparison, CompareError> {
    compare_with(&scenario.clone().without_repetition(), &source_of, settings, watch)
}

/// Runs every policy of a scenario over every replication, with jobs of one's own.
///
/// # Errors
/// As [`compare`].
pub fn compare_with(
    scenario: &Scenario,
    jobs: &Jobs,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Comparison, CompareError> {
    let contenders: Vec<Contender<'_>> = scenario.policies.iter().cloned().map(Contender::from).collect();
    compare_contenders(scenario, &contenders, jobs, settings, watch)
}

/// Runs every contender, in place of the scenario's own policies, over every replication. The first is what the others are
/// compared with.
///
/// # Errors
/// As [`compare`].
pub fn compare_contenders(
    scenario: &Scenario,
    contenders: &[Contender<'_>],
    jobs: &Jobs,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Comparison, CompareError> {
    let policies = contenders.iter().map(|contender| contender.policy().clone()).collect();
    let scenario = Scenario { policies, ..scenario.clone() };
    let cells = cells_between(&scenario, 0..scenario.replications);
    let runs = run_cells(&scenario, contenders, &cells, jobs, settings, watch)?;
    Ok(assembled(scenario, settings, runs))
}

/// Runs some cells of a scenario whose policies are those of the contenders; results stand in the order of the cells.
pub(super) fn run_cells(
    scenario: &Scenario,
    contenders: &[Contender<'_>],
    cells: &[Cell],
    jobs: &Jobs,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Vec<CellRun>, CompareError> {
    let threads = thread_pool(settings.threads)?;
    let run = |cell: &Cell| {
        let (policy, schedulers) = (&scenario.policies[cell.policy], contenders[cell.policy].schedulers());
        let world = World { schedulers, ..World::of(scenario, policy, cell.replication) };
        run_cell(world, jobs, *cell, settings.heat, watch)
    };
    // Results stand in the order of the cells, whichever is done first; of several errors the first cell's is told.
    let results: Vec<Result<CellRun, CompareError>> =
        threads.install(|| cells.par_iter().with_max_len(1).map(run).collect());
    results.into_iter().collect()
}

/// The comparison of all cells, which stand policy by policy, replication by replication.
pub(super) fn assembled(scenario: Scenario, settings: Settings, runs: Vec<CellRun>) -> Comparison {
    let (mut cells, mut ledgers) = (Vec::new(), Vec::new());
    for CellRun { result, ledger } in runs {
        cells.push(result);
        ledgers.extend(ledger);
    }
    Comparison { ledgers, ..Comparison::new(scenario, settings.confidence, cells) }
}

/// The cells of some replications of all policies.
pub(super) fn cells_between(scenario: &Scenario, replications: Range<u32>) -> Vec<Cell> {
    let of_policy = |policy| replications.clone().map(move |replication| Cell { policy, replication });
    (0..scenario.policies.len()).flat_map(of_policy).collect()
}

/// Runs some replications of a scenario with one policy.
///
/// # Errors
/// As [`compare`].
pub(super) fn run_replications(
    scenario: &Scenario,
    replications: Range<u32>,
    jobs: &Jobs,
    settings: Settings,
    watch: &dyn Watch,
) -> Result<Vec<CellRun>, CompareError> {
    let threads = thread_pool(settings.threads)?;
    let run = |replication: u32| {
        let world = World::of(scenario, &scenario.policies[0], replication);
        run_cell(world, jobs, Cell { policy: 0, replication }, settings.heat, watch)
    };
    let replications: Vec<u32> = replications.collect();
    let results: Vec<Result<CellRun, CompareError>> =
        threads.install(|| replications.into_par_iter().with_max_len(1).map(run).collect());
    results.into_iter().collect()
}

/// So many threads, at least one.
pub(super) fn thread_pool(count: usize) -> Result<rayon::ThreadPool, CompareError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(count.max(1)).build();
    threads.map_err(|error| CompareError::Threads { message: error.to_string() })
}

/// Runs one cell, with jobs of one's own.
///
/// # Errors
/// As [`compare`].
pub(super) fn run_cell(
    world: World<'_>,
    jobs: &Jobs,
    which: Cell,
    heat: Heat,
    watch: &dyn Watch,
) -> Result<CellRun, CompareError> {
    if watch.stopped() {
        return Err(CompareError::Stopped);
    }
    watch.begin(which);
    let horizon = world.horizon();
    let mut source = WatchedSource::new(jobs(world.scenario, world.streams()), watch, horizon);
    let mut witness = Bystander(watch.witness(which));
    let keep = |at, state| watch.keep(which, at, state);
    let states = watch.keeps_every().map(|every| (every, &keep as &Keep<'_>));
    let keeping = Keeping { states, from: watch.begins_from(which) };
    let result = cell(world, which.policy, heat, keeping, &mut source, &mut witness).map_err(|error| {
        if watch.stopped() {
            return CompareError::Stopped;
        }
        let policy = world.policy.name.clone();
        CompareError::Jobs { policy, replication: which.replication, message: error.message }
    })?;
    source.tell(horizon);
    if let Some(witness) = witness.0 {
        witness.finish();
    }
    watch.end(which);
    Ok(result)
}

/// A witness, where there is one.
struct Bystander<'a>(Option<Box<dyn Witness + 'a>>);

impl Observer for Bystander<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        if let Some(witness) = &mut self.0 {
            witness.observe(record);
        }
    }

    fn save(&mut self) -> Saved {
        match &mut self.0 {
            Some(witness) => witness.save(),
            None => Saved::of(&()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        match &mut self.0 {
            Some(witness) => witness.restore(state),
            // Nobody wants to go on writing what was written.
            None => Ok(()),
        }
    }
}
