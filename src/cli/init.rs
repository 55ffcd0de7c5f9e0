//! `suanli init`: a small scenario to begin from.

use std::path::PathBuf;

use super::{Failure, tell};
use crate::report::write_file;
use crate::scenario::STARTER;

/// Write a small scenario, with comments, to begin from.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The file to write.
    #[arg(default_value = "scenario.toml", value_name = "FILE")]
    pub file: PathBuf,
    /// Replace the file if there is one.
    #[arg(long)]
    pub force: bool,
}

/// Writes the scenario.
///
/// # Errors
/// When the file exists and may not be replaced, or cannot be written.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    // A link that leads nowhere is something that would be lost, too.
    if !args.force && args.file.symlink_metadata().is_ok() {
        let name = args.file.display();
        return Err(Failure::wrong(format!("`{name}` exists already; `--force` replaces it")));
    }
    write_file(&args.file, STARTER.as_bytes())?;
    let name = args.file.display();
    tell(&format!("wrote {name}; now try `suanli check {name}` and `suanli compare {name}`"));
    Ok(())
}
