//! What the jobs of one scope held within the measured window, in whole numbers.

use super::Gauges;
use crate::model::{CenterId, Request, Span};
use crate::record::{End, JobFact, Piece, Spent, Stop, Stretch};
use serde::{Deserialize, Serialize};

/// What the jobs of one scope held within the measured window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// For each pool, by its number in [`Gauges`], units times microseconds.
    pub pool_micros: Vec<u128>,
    /// Microseconds that jobs ran.
    pub run_micros: u128,
    /// Cores times microseconds.
    pub core_micros: u128,
    /// Accelerators times microseconds.
    pub accelerator_micros: u128,
    /// MiB of memory times microseconds.
    pub memory_micros: u128,
    /// Cores times microseconds of runs that were stopped at their walltime.
    pub core_micros_killed: u128,
    /// Accelerators times microseconds of runs that were stopped at their walltime.
    pub accelerator_micros_killed: u128,
    /// Cores times microseconds of runs whose work was lost when they were evicted, however much of them lay in the window.
    pub core_micros_lost: u128,
    /// Accelerators times microseconds of the same.
    pub accelerator_micros_lost: u128,
    /// Cores times microseconds of runs whose work was lost when nodes failed, however much of them lay in the window.
    pub core_micros_failed: u128,
    /// Accelerators times microseconds of the same.
    pub accelerator_micros_failed: u128,
    /// Cores times microseconds of runs that failed by themselves, and of runs that users stopped.
    pub core_micros_broken: [u128; 2],
    /// Accelerators times microseconds of the same.
    pub accelerator_micros_broken: [u128; 2],
    /// Cores times microseconds of runs whose work was lost when jobs failed by themselves, however much of them lay in the window.
    pub core_micros_in_vain: u128,
    /// Accelerators times microseconds of the same.
    pub accelerator_micros_in_vain: u128,
    /// Cores times microseconds that jobs stood still for checkpoints, began again, hung on failed nodes, took longer than at full
    /// speed, and waited for nodes to wake, of runs that ended within the window.
    pub core_micros_spent: [u128; 5],
    /// Accelerators times microseconds of the same.
    pub accelerator_micros_spent: [u128; 5],
    /// How often nodes failed under running jobs within the window.
    pub failures: u64,
    /// How often jobs were evicted within the window.
    pub evictions: u64,
    /// How often promised starts were moved to a later time within the window.
    pub promises_broken: u64,
    /// Jobs that did their work within the window, whenever they were submitted.
    pub finished_within: u64,
    /// How long those that still waited at the horizon, submitted within the window, had waited by then.
    pub still_waiting_micros: u128,
}

/// Microseconds of units in hours of units.
pub(super) fn hours(unit_micros: u128) -> f64 {
    unit_micros as f64 / 3.6e9
}

/// How a run broke off of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It failed.
    Failed = 0,
    /// Its user stopped it.
    Cancelled = 1,
}

impl Broken {
    /// How the run broke off that is over with this; nothing where none did.
    #[must_use]
    pub const fn told(fact: &JobFact) -> Option<Broken> {
        match fact {
            JobFact::Ended { end: End::Failed, .. } | JobFact::Stopped { stop: Stop::Failed, .. } => {
                Some(Broken::Failed)
            }
            JobFact::Ended { end: End::Cancelled, .. } => Some(Broken::Cancelled),
            JobFact::Ended { .. }
            | JobFact::Stopped { .. }
            | JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => None,
        }
    }
}

impl Usage {
    /// Nothing yet, of so many pools.
    #[must_use]
    pub fn new(pools: usize) -> Usage {
        Usage {
            pool_micros: vec![0; pools],
            run_micros: 0,
            core_micros: 0,
            accelerator_micros: 0,
            memory_micros: 0,
            core_micros_killed: 0,
            accelerator_micros_killed: 0,
            core_micros_lost: 0,
            accelerator_micros_lost: 0,
            core_micros_failed: 0,
            accelerator_micros_failed: 0,
            core_micros_broken: [0; 2],
            accelerator_micros_broken: [0; 2],
            core_micros_in_vain: 0,
            accelerator_micros_in_vain: 0,
            core_micros_spent: [0; 5],
            accelerator_micros_spent: [0; 5],
            failures: 0,
            evictions: 0,
            promises_broken: 0,
            finished_within: 0,
            still_waiting_micros: 0,
        }
    }

    /// Takes note of an eviction within the window, and of how much of the job's runs was in vain.
    pub fn note_eviction(&mut self, request: &Request, lost: Span) {
        let (cores, accelerators) = held(request, lost);
        self.core_micros_lost += cores;
        self.accelerator_micros_lost += accelerators;
    }

    /// Takes note of a run that ended within the window because a node failed, and of how much work was in vain.
    pub fn note_failure(&mut self, request: &Request, lost: Span) {
        self.failures += 1;
        let (cores, accelerators) = held(request, lost);
        self.core_micros_failed += cores;
        self.accelerator_micros_failed += accelerators;
    }

    /// Takes note of a run that failed by itself within the window, and of how much work was in vain.
    pub fn note_own_failure(&mut self, request: &Request, lost: Span) {
        let (cores, accelerators) = held(request, lost);
        self.core_micros_in_vain += cores;
        self.accelerator_micros_in_vain += accelerators;
    }

    /// Takes note of what a run held within the window that broke off of itself.
    pub fn note_broken(&mut self, request: &Request, within: Span, broken: Broken) {
        let (cores, accelerators) = held(request, within);
        self.core_micros_broken[broken as usize] += cores;
        self.accelerator_micros_broken[broken as usize] += accelerators;
    }

    /// Takes note of time that was no work, of a run that ended within the window.
    pub fn note_spent(&mut self, request: &Request, spent: Spent) {
        let Spent { checkpoints, restarts, waking, hung, slowed } = spent;
        for (place, span) in [checkpoints, restarts, hung, slowed, waking].into_iter().enumerate() {
            let (cores, accelerators) = held(request, span);
            self.core_micros_spent[place] += cores;
            self.accelerator_micros_spent[place] += accelerators;
        }
    }

    /// Adds a job's hold on cores and accelerators for so long.
    pub fn add_resources(&mut self, request: &Request, held: Span, stretch: Stretch) {
        let micros = u128::from(held.as_micros()) * u128::from(request.shape.tasks);
        let cores = micros * u128::from(request.shape.per_task.cores);
        let accelerators = micros * u128::from(request.shape.per_task.accelerators);
        self.run_micros += u128::from(held.as_micros());
        self.core_micros += cores;
        self.accelerator_micros += accelerators;
        self.memory_micros += micros * u128::from(request.shape.per_task.memory_mib);
        match stretch {
            Stretch::Ended(End::Killed) => {
                self.core_micros_killed += cores;
                self.accelerator_micros_killed += accelerators;
            }
            Stretch::Ended(End::Finished | End::Evicted | End::NodeFailed | End::Failed | End::Cancelled)
            | Stretch::Stopped
            | Stretch::Cut => {}
        }
    }

    /// Adds what the jobs of another scope held.
    pub fn merge(&mut self, other: &Usage) {
        for (mine, theirs) in self.pool_micros.iter_mut().zip(&other.pool_micros) {
            *mine += theirs;
        }
        self.run_micros += other.run_micros;
        self.core_micros += other.core_micros;
        self.accelerator_micros += other.accelerator_micros;
        self.memory_micros += other.memory_micros;
        self.core_micros_killed += other.core_micros_killed;
        self.accelerator_micros_killed += other.accelerator_micros_killed;
        self.core_micros_lost += other.core_micros_lost;
        self.accelerator_micros_lost += other.accelerator_micros_lost;
        self.core_micros_failed += other.core_micros_failed;
        self.accelerator_micros_failed += other.accelerator_micros_failed;
        self.core_micros_in_vain += other.core_micros_in_vain;
        self.accelerator_micros_in_vain += other.accelerator_micros_in_vain;
        for place in 0..2 {
            self.core_micros_broken[place] += other.core_micros_broken[place];
            self.accelerator_micros_broken[place] += other.accelerator_micros_broken[place];
        }
        for place in 0..5 {
            self.core_micros_spent[place] += other.core_micros_spent[place];
            self.accelerator_micros_spent[place] += other.accelerator_micros_spent[place];
        }
        self.failures += other.failures;
        self.evictions += other.evictions;
        self.promises_broken += other.promises_broken;
        self.finished_within += other.finished_within;
        self.still_waiting_micros += other.still_waiting_micros;
    }
}

/// Cores and accelerators of a job, times microseconds.
fn held(request: &Request, span: Span) -> (u128, u128) {
    let micros = u128::from(span.as_micros()) * u128::from(request.shape.tasks);
    let per_task = request.shape.per_task;
    (micros * u128::from(per_task.cores), micros * u128::from(per_task.accelerators))
}

/// Calls `with` for each pool in which a job holds something: the pool's number and how many of its units.
pub(super) fn each_pool(
    gauges: &Gauges,
    center: CenterId,
    request: &Request,
    pieces: &[Piece],
    mut with: impl FnMut(usize, u64),
) {
    each_pool_tasks(gauges, center, pieces, |number, tasks| {
        with(number, tasks * u64::from(gauges.of(number).unit.of(request.shape.per_task)));
    });
}

/// Calls `with` for each pool in which a job holds something: the pool's number and how many of the job's tasks are there.
pub(super) fn each_pool_tasks(
    gauges: &Gauges,
    center: CenterId,
    pieces: &[Piece],
    mut with: impl FnMut(usize, u64),
) {
    // The pieces of a pool stand together, so that a job on a thousand nodes is one call.
    for pieces in pieces.chunk_by(|left, right| left.pool == right.pool) {
        let tasks: u64 = pieces.iter().map(|piece| u64::from(piece.tasks)).sum();
        with(gauges.number(center, pieces[0].pool), tasks);
    }
}
