//! `suanli fit`: a readable model of a log, and how good it is.

use super::logs::{LogArgs, Opened};
use super::outputs::tell_left_out;
use super::study::{stop_on_interrupt, threads};
use super::{Failure, console, machine};
use crate::experiment::{JudgeError, Judged, Judgement, judge};
use crate::fit::{History, Model, learn};
use crate::lang::Lang;
use crate::log::Resize;
use crate::plot::{PlotError, fit_figure, write_figures};
use crate::report::{fit_json, fit_text, prepare_dir, quality_text, write_file};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// What `suanli fit` is asked.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    log: LogArgs,

    /// Write the model to this file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// How large the machine is, in what sizes count; without it, what the log says or else the most that its jobs held at one
    /// time by the recorded waits.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    processors: Option<u32>,

    /// The seed of the synthetic logs and of the resampled weeks; it goes into the model.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How many synthetic logs are made to judge the model.
    #[arg(long, value_name = "R", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    synthetic: u32,

    /// How often the weeks of the log are drawn again to see how much its mean wait varies; 0 compares no waits.
    #[arg(long, value_name = "R", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    resamples: u32,

    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    threads: Option<usize>,

    /// Draw the real log beside the first synthetic one into this folder.
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,

    /// Plots as PNG besides SVG.
    #[arg(long, requires = "plots")]
    png: bool,

    /// The language of the answer and of the plot.
    #[arg(long, value_name = "LANG", default_value = Lang::NAMES[0], value_parser = Lang::NAMES)]
    lang: String,

    /// Print the goodness of fit as JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// Answers `suanli fit`.
///
/// # Errors
/// When the log cannot be read or is too short, or the files cannot be written.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    refuse_log_as_output(args)?;
    if let Some(dir) = &args.plots {
        prepare_dir(dir)?;
    }
    let Opened { reader, resize, .. } = args.log.open()?;
    let log = super::logs::names(&args.log.logs);
    let history = History::read(reader, &log)?;
    console::tell(quality_text(&log, &history.quality).trim_end());
    let machine = machine_of(args, resize, &history);
    let text = learn(&history, machine, args.seed)
        .map_err(|error| Failure::wrong(format!("{log}: {error}")))?
        .text();
    // The judgement is about what the file says, with its rounded numbers, and not about what was rounded.
    let model = Model::parse(&args.out.display().to_string(), &text)
        .map_err(|errors| Failure::unanswered(format!("the model cannot be read back: {errors}")))?;
    let lang = Lang::named(&args.lang).unwrap_or_default();
    let stop = stop_on_interrupt()?;
    let judged = judged(args, &history, &model, machine, &stop)?;
    write_file(&args.out, text.as_bytes())?;
    if let Some(dir) = &args.plots {
        let formats = super::outputs::formats(args.png);
        let written = write_figures([fit_figure(&model, &judged, lang)], dir, formats);
        tell_left_out(&written.map_err(|error| match error {
            PlotError::File(error) => Failure::from(error),
            PlotError::Paint { .. } => Failure::unanswered(error),
        })?);
    }
    console::print(&if args.json { fit_json(&model, &judged) } else { fit_text(lang, &model, &judged) })
}

/// How large the machine is, and who says so.
fn machine_of(args: &Args, resize: Option<Resize>, history: &History) -> Option<u32> {
    let unit = history.unit.words();
    let asked = args.processors.or(resize.map(|resize| resize.to));
    if asked.is_some() {
        return asked;
    }
    if let Some(machine) = history.machine {
        console::tell(&format!("the machine has {machine} {unit}, as the header of the log says"));
        return Some(machine);
    }
    let held = history.held_most();
    if let Some(held) = held {
        console::tell(&format!(
            "the machine is taken to have {held} {unit}: so many were held by the recorded waits, for more than moments (--processors N says otherwise)"
        ));
    }
    held
}

fn judged(
    args: &Args,
    history: &History,
    model: &Model,
    machine: Option<u32>,
    stop: &AtomicBool,
) -> Result<Judged, Failure> {
    let trials = 1 + u64::from(args.synthetic) + machine.map_or(0, |_| u64::from(args.resamples));
    let bar = if io::stderr().is_terminal() { ProgressBar::new(trials) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} logs simulated, {eta} left")
        .expect("the template is well formed");
    let bar = bar.with_style(style);
    let judgement = Judgement {
        history,
        model,
        machine: machine.filter(|_| 0 < args.resamples),
        synthetic: args.synthetic,
        resamples: args.resamples,
        threads: args.threads.unwrap_or_else(machine::core_count),
        stop,
        tick: &|| bar.inc(1),
    };
    let judged = judge(judgement);
    bar.finish_and_clear();
    judged.map_err(|error| match error {
        JudgeError::Stopped => Failure::Interrupted,
        JudgeError::Threads(_) => Failure::unanswered(error),
    })
}

fn refuse_log_as_output(args: &Args) -> Result<(), Failure> {
    let Ok(out) = args.out.canonicalize() else { return Ok(()) };
    if args.log.logs.iter().any(|log| log.canonicalize().is_ok_and(|log| log == out)) {
        return Err(Failure::wrong("--out: would overwrite the log itself"));
    }
    Ok(())
}
