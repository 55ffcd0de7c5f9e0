//! Those that look on while cells run: the progress bar, the stop flag, the clock, and the writers of jobs.

use super::outputs::Outputs;
use super::peak_rss_bytes;
use super::saver::Saver;
use super::saving::SaveArgs;
use super::timing::{CellTiming, Timing};
use super::watch::Watching;
use crate::experiment::{Beginning, Cell, Watch, Witness};
use crate::model::{Span, Time};
use crate::scenario::Scenario;
use crate::state::StateError;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A run shorter than this needs no progress bar.
const QUIET: Duration = Duration::from_secs(1);

/// When a cell began, and how long it took.
type Clock = Option<(Instant, Option<Duration>)>;

/// Looks on for the person at the terminal. Only here, in the command, is there a clock.
pub(super) struct Onlooker<'a> {
    stop: Arc<AtomicBool>,
    outputs: Option<&'a Outputs>,
    scenario: &'a Scenario,
    watching: Option<Watching>,
    saving: Saving<'a>,
    began: Instant,
    clocks: Vec<Mutex<Clock>>,
    policies: Vec<String>,
    replications: u32,
    cells_done: AtomicUsize,
    simulated_micros: AtomicU64,
    bar: ProgressBar,
    bar_shown: AtomicBool,
}

/// Where states of the runs go, and from which states they come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saving<'a> {
    pub(super) saver: Option<&'a Saver>,
    pub(super) args: &'a SaveArgs,
}

impl<'a> Onlooker<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        stop: Arc<AtomicBool>,
        outputs: Option<&'a Outputs>,
        saving: Saving<'a>,
    ) -> Onlooker<'a> {
        let cells = scenario.policies.len() * scenario.replications as usize;
        let whole = scenario.horizon.as_micros().saturating_mul(cells as u64);
        let bar = ProgressBar::with_draw_target(Some(whole), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} %, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(format!("0 of {cells} cells"));
        Onlooker {
            stop,
            outputs,
            scenario,
            watching: None,
            saving,
            began: Instant::now(),
            clocks: (0..cells).map(|_| Mutex::new(None)).collect(),
            policies: scenario.policies.iter().map(|policy| policy.name.clone()).collect(),
            replications: scenario.replications,
            cells_done: AtomicUsize::new(0),
            simulated_micros: AtomicU64::new(0),
            bar,
            bar_shown: AtomicBool::new(false),
        }
    }

    /// The same with a view of the runs in the place of the bar.
    pub(super) fn watching(self, watching: Option<Watching>) -> Onlooker<'a> {
        Onlooker { watching, ..self }
    }

    /// Takes the bar away and tells what the clock says.
    pub(super) fn finish(self, threads: usize) -> Timing {
        drop(self.watching);
        self.bar.finish_and_clear();
        let cells = self.clocks.iter().enumerate().map(|(place, clock)| {
            let (policy, replication) =
                (place / self.replications as usize, place as u32 % self.replications);
            let clock = clock.lock().unwrap_or_else(PoisonError::into_inner);
            let wall_secs = clock.and_then(|(_, took)| took).map(|took| took.as_secs_f64());
            CellTiming { policy: self.policies[policy].clone(), replication, wall_secs }
        });
        Timing {
            suanli: env!("CARGO_PKG_VERSION"),
            threads,
            cells: cells.collect(),
            wall_secs: self.began.elapsed().as_secs_f64(),
            peak_rss_bytes: peak_rss_bytes(),
        }
    }

    fn clock(&self, cell: Cell) -> &Mutex<Clock> {
        &self.clocks[cell.policy * self.replications as usize + cell.replication as usize]
    }

    fn draw(&self) {
        if self.watching.is_some() {
            return;
        }
        if QUIET < self.began.elapsed() && !self.bar_shown.swap(true, Ordering::Relaxed) {
            // A bar in a log file is rubbish, so that it is for terminals only.
            if io::stderr().is_terminal() {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        }
        self.bar.set_position(self.simulated_micros.load(Ordering::Relaxed));
    }
}

impl Watch for Onlooker<'_> {
    fn begin(&self, cell: Cell) {
        *self.clock(cell).lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), None));
    }

    fn advance(&self, by: Span) {
        self.simulated_micros.fetch_add(by.as_micros(), Ordering::Relaxed);
        self.draw();
    }

    fn end(&self, cell: Cell) {
        let mut clock = self.clock(cell).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((began, took)) = clock.as_mut() {
            *took = Some(began.elapsed());
        }
        drop(clock);
        if let Some(watching) = &self.watching {
            watching.end();
        }
        let done = self.cells_done.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_message(format!("{done} of {} cells", self.clocks.len()));
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.outputs.is_some_and(Outputs::has_failed)
    }

    fn keeps_every(&self) -> Option<Span> {
        self.saving.saver.map(|saver| saver.every)
    }

    fn keep(&self, cell: Cell, at: Time, state: Vec<u8>) -> Result<(), StateError> {
        match self.saving.saver {
            Some(saver) => saver.keep(cell, at, state),
            None => Ok(()),
        }
    }

    fn begins_from(&self, cell: Cell) -> Option<Beginning<'_>> {
        self.saving.args.beginning_of(cell)
    }

    fn witness(&self, cell: Cell) -> Option<Box<dyn Witness + '_>> {
        let writer = self.outputs.and_then(|outputs| outputs.witness(cell));
        let writer = writer.map(|writer| writer as Box<dyn Witness + '_>);
        match &self.watching {
            Some(watching) => watching.follow(self.scenario, cell, writer),
            None => writer,
        }
    }
}
