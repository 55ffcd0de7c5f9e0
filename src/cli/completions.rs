//! `suanli completions`: what a shell must know to complete the command line.

use super::{Failure, print};
use clap::Command;
use clap_complete::Shell;

/// Print the completions of a shell, to be kept where it looks for them.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The shell.
    shell: Shell,
}

/// Prints them.
///
/// # Errors
/// When stdout cannot be written to.
pub(super) fn run(args: &Args, mut command: Command) -> Result<(), Failure> {
    let mut text = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(args.shell, &mut command, name, &mut text);
    print(&String::from_utf8_lossy(&text))
}
