//! `suanli branch`: goes on from a saved state with something changed.

use super::change::{Change, RunKind};
use super::resume::command_of;
use super::saving::{SavedRun, States};
use super::{Command, Failure, answer};
use std::path::PathBuf;

/// Go on from a saved state with something changed: the same past, another future.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Saved states of one question, one of each of its runs.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A change from then on; may be given several times. Of a scenario: policy=NAME, policy.OLD=NEW, load.WORKLOAD=FACTOR,
    /// capacity.POOL=N or capacity.CENTER.POOL=N (so many nodes). Of a replay: policy=ORDER+BACKFILL[+PLACEMENT], order=ORDER,
    /// backfill=BACKFILL, placement=PLACEMENT, processors=N or nodes=N, load=FACTOR (jobs come so many times as fast).
    #[arg(long, value_name = "KEY=VALUE", verbatim_doc_comment)]
    set: Vec<String>,
    /// The folder for the results [default: none where something is changed, else as in the question].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Save the state of every run at whole multiples of this span of simulated time [default: as in the question].
    #[arg(long, value_name = "SPAN", requires = "save_to", help_heading = "Saving")]
    save_every: Option<String>,
    /// The folder for the saved states of the branch [default: none where something is changed, else as in the question].
    #[arg(long, value_name = "DIR", help_heading = "Saving")]
    save_to: Option<PathBuf>,
}

/// Does it.
///
/// # Errors
/// When a file is no saved state, when a change makes no sense, or when the question cannot be answered any more.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let states = SavedRun::read_all(&args.files)?;
    let mut command = command_of(&states[0])?;
    let kind = match &command {
        Command::Replay(_) => RunKind::Replay,
        Command::Run(_)
        | Command::Compare(_)
        | Command::Resume(_)
        | Command::Branch(_)
        | Command::Plan(_)
        | Command::Sweep(_)
        | Command::Merge(_)
        | Command::Submit(_)
        | Command::Explain(_)
        | Command::Fit(_)
        | Command::Forecast(_)
        | Command::Generate(_)
        | Command::Inspect(_)
        | Command::List(_)
        | Command::Check(_)
        | Command::Schema(_)
        | Command::Init(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Verify(_) => RunKind::Study,
        #[cfg(feature = "serve")]
        Command::Serve(_) => RunKind::Study,
    };
    Change::parse_all(kind, &args.set)?;
    command.go_on_from(states);
    if args.out.is_some() && !command.keeps_rows() {
        return Err(Failure::wrong(
            "--out: these states were saved by a run without `--out`, which kept no row of its jobs so far; leave `--out` away \
             and read what is printed, or save again by a run with `--out`",
        ));
    }
    if !args.set.is_empty() || args.out.is_some() {
        command.write_to(args.out.as_deref());
    }
    if let Some(save) = command.saving() {
        let states = States { every: args.save_every.clone(), to: args.save_to.clone() };
        if args.set.is_empty() {
            save.keep_in(states);
        } else {
            save.branch(&args.set, args.out.clone(), states)?;
        }
    }
    answer(&command)
}
