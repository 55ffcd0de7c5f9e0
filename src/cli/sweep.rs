//! `suanli sweep`: a scenario with many values, policies and seeds; a cell that is done is never run again.

use super::study::{stop_on_interrupt, threads};
use super::sweep_args::SweepArgs;
use super::sweep_folder::{check_folder, open_folder};
use super::sweep_results::{Counts, ResultArgs, answer, staging};
use super::swept::Swept;
use super::{Failure, console, machine};
use crate::experiment::sweep::{Layout, Shard, SweepError, problems_of_points, run_cells};
use crate::experiment::{CompareError, Watch};
use crate::report::sweep::{Columns, Described, Finished, Piece};
use crate::text::counted;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// So many problems of points are told.
const PROBLEMS_MAX: usize = 10;

/// Run a scenario with many values, policies and seeds, go on where it was stopped, and say what matters.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) sweep: SweepArgs,
    /// A folder for the results; cells that are done there are not run again.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Run only one of so many parts of the cells, as in 3/16; `suanli merge` puts the results together.
    #[arg(long, value_name = "PART/PARTS", value_parser = Shard::parse)]
    shard: Option<Shard>,
    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    threads: Option<usize>,
    #[command(flatten)]
    results: ResultArgs,
}

/// Does it.
///
/// # Errors
/// When the scenario, an axis or an option is wrong, the folder is another sweep's, a cell cannot be run, or the user stops it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let swept = Swept::of(&args.sweep)?;
    let described = swept.described()?;
    args.results.wanted(&described)?;
    check_folder(&args.out, &described)?;
    let threads = args.threads.unwrap_or_else(machine::core_count);
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    check_points(&swept, described.layout(), shard, threads)?;
    let folder = open_folder(&args.out, &described, shard)?;
    let is_whole = args.shard.is_none();
    if is_whole {
        // It is too late to learn after the runs that results cannot be written.
        drop(staging(&args.out)?);
    }
    let cells: Vec<usize> = (0..described.layout().cells()).filter(|cell| shard.holds(*cell)).collect();
    let (done, to_run): (Vec<usize>, Vec<usize>) =
        cells.iter().partition(|cell| folder.finished.holds(**cell));
    if !to_run.is_empty() {
        let piece = Piece::create(&folder.cells, described.fingerprint(), shard)?;
        run_all(&swept, &described, &to_run, threads, piece)?;
    }
    let counts = Counts { run: to_run.len(), reused: done.len() };
    let finished = Finished::read(&args.out, &described).map_err(super::sweep_folder::failure)?;
    if is_whole {
        return answer(&args.out, &described, &finished, &args.results, counts);
    }
    let cells = counted(cells.len() as u64, "cell", "cells");
    let mut text = format!("Part {shard}: {cells}: {} run, {} reused.\n", counts.run, counts.reused);
    let rest = finished.missing(&described);
    text += &rest.map_or_else(
        || format!("All cells are done: `suanli merge {}` makes the results.\n", args.out.display()),
        |missing| format!("Not done in this folder: {missing}.\n"),
    );
    console::print(&text)
}

/// All points of a part are looked at before the first cell is run, so that none turns out to be wrong after hours.
pub(super) fn check_points(
    swept: &Swept<'_>,
    layout: Layout,
    shard: Shard,
    threads: usize,
) -> Result<(), Failure> {
    let mut points: Vec<usize> =
        (0..layout.cells()).filter(|cell| shard.holds(*cell)).map(|cell| layout.cell(cell).point).collect();
    points.dedup();
    let problems = problems_of_points(&points, &|point| swept.scenario_of(point), threads);
    let problems = problems.map_err(Failure::unanswered)?;
    if problems.is_empty() {
        return Ok(());
    }
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    let mut reports: Vec<miette::Report> =
        problems.into_iter().take(PROBLEMS_MAX).map(miette::Report::msg).collect();
    if 0 < more {
        let points = counted(more as u64, "more point is", "more points are");
        reports.push(miette::miette!("{points} wrong"));
    }
    Err(Failure::Wrong(reports))
}

fn run_all(
    swept: &Swept<'_>,
    described: &Described,
    cells: &[usize],
    threads: usize,
    piece: Piece,
) -> Result<(), Failure> {
    let onlooker = Onlooker::new(cells.len(), stop_on_interrupt()?);
    let (piece, columns) = (Mutex::new(piece), Columns::of(described));
    let ran = run_cells(
        described.layout(),
        cells,
        &|point| swept.scenario_of(point),
        threads,
        &onlooker,
        &|cell, scenario, run| {
            let rows = columns.rows_of(cell, scenario, run);
            let mut piece = piece.lock().unwrap_or_else(PoisonError::into_inner);
            piece.add(cell, &rows).map_err(|error| error.to_string())?;
            onlooker.count();
            Ok(())
        },
    );
    let done = onlooker.finish();
    ran.map_err(|error| match error {
        SweepError::Run { error: CompareError::Stopped, .. } => Failure::Stopped(format!(
            "stopped: {done} of {} are kept; the same command goes on from there",
            counted(cells.len() as u64, "cell", "cells")
        )),
        SweepError::Run { .. } | SweepError::NotKept(_) => Failure::unanswered(error),
        SweepError::Wrong(_) => Failure::wrong(error),
    })
}

/// Looks on for the person at the terminal, or for a log.
struct Onlooker {
    stop: Arc<AtomicBool>,
    cells: usize,
    done: AtomicUsize,
    bar: ProgressBar,
}

impl Onlooker {
    fn new(cells: usize, stop: Arc<AtomicBool>) -> Onlooker {
        let is_terminal = io::stderr().is_terminal();
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(cells as u64), target);
        let style = ProgressStyle::with_template("{pos} of {len} cells {wide_bar} {percent} %, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Onlooker { stop, cells, done: AtomicUsize::new(0), bar }
    }

    /// One more cell is done. A log has a line for each tenth.
    fn count(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.inc(1);
        let tenth = |done: usize| done * 10 / self.cells;
        if !io::stderr().is_terminal() && tenth(done - 1) < tenth(done) {
            console::tell(&format!("{done} of {} cells", self.cells));
        }
    }

    fn finish(&self) -> usize {
        self.bar.finish_and_clear();
        self.done.load(Ordering::Relaxed)
    }
}

impl Watch for Onlooker {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
