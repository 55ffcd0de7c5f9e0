//! The command line: one file for each subcommand.

mod console;
mod failure;
mod machine;
mod replay;
mod replay_bar;

pub use console::{print, tell};
pub use failure::Failure;
pub use machine::peak_rss_bytes;

use clap::Parser;
use std::ffi::OsString;

/// 算力: simulates public compute centres, so that a policy can be judged before it is changed.
#[derive(Debug, Parser)]
#[command(name = "suanli", version, about, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Replay the log of a real machine under a policy.
    Replay(replay::Args),
}

/// Does what the command line asks; the exit code for the shell: 0 good, 1 unanswered, 2 a wrong question, 130 stopped.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers and go to stdout; a closed pipe there is no failure.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    match answer(&cli.command) {
        Ok(()) => 0,
        Err(failure) => {
            console::tell_failure(&failure);
            failure.exit_code()
        }
    }
}

fn answer(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Replay(args) => replay::run(args),
    }
}
