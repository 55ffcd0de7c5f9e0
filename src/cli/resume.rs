//! `suanli resume`: goes on with runs whose state was saved.

use super::saving::SavedRun;
use super::{Cli, Command, Failure, answer};
use clap::Parser as _;
use std::path::PathBuf;

/// Go on with runs whose state was saved, to the results that they would have had undisturbed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Saved states of one question, at most one of each of its runs counts: the latest. Runs without a state begin anew.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// Does it.
///
/// # Errors
/// When a file is no saved state, or when the question cannot be answered any more.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let states = SavedRun::read_all(&args.files)?;
    let mut command = command_of(&states[0])?;
    command.go_on_from(states);
    answer(&command)
}

/// The command that was given when a state was saved.
pub(super) fn command_of(state: &SavedRun) -> Result<Command, Failure> {
    let told = |error: clap::Error| {
        Failure::wrong(format!("the saved state answers a question that is no longer understood: {error}"))
    };
    Cli::try_parse_from(&state.question.arguments).map(|cli| cli.command).map_err(told)
}
