//! `suanli branch`: goes on from a saved state with something changed.

use super::change::Change;
use super::resume::command_of;
use super::saving::SavedRun;
use super::{Command, Failure, answer};
use std::path::PathBuf;

/// Go on from a saved state with something changed: the same past, another future.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Saved states of one question, one of each of its runs.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A change from then on: policy=NAME, policy.OLD=NEW, or load.WORKLOAD=FACTOR; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Change::parse)]
    set: Vec<Change>,
    /// The folder for the results [default: none where something is changed, else as in the question].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Does it.
///
/// # Errors
/// When a file is no saved state, when a change makes no sense, or when the question cannot be answered any more.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let states = SavedRun::read_all(&args.files)?;
    let mut command = command_of(&states[0])?;
    command.go_on_from(states);
    match &mut command {
        Command::Run(super::run::Args { study, .. })
        | Command::Compare(super::compare::Args { study, .. }) => {
            if args.out.is_some() || !args.set.is_empty() {
                study.out.clone_from(&args.out);
            }
            study.save.changes.clone_from(&args.set);
        }
        Command::Replay(_) if args.set.is_empty() && args.out.is_none() => {}
        Command::Replay(_) => {
            return Err(Failure::wrong("the state of a replay can be resumed, but not branched"));
        }
        Command::Resume(_)
        | Command::Branch(_)
        | Command::Explain(_)
        | Command::Fit(_)
        | Command::Generate(_)
        | Command::Inspect(_)
        | Command::List(_)
        | Command::Check(_)
        | Command::Schema(_)
        | Command::Init(_)
        | Command::Verify(_) => unreachable!("only runs can be saved"),
    }
    answer(&command)
}
