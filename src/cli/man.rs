//! `suanli man`: the manual pages, one for the command and one for each of its subcommands.

use super::{Failure, console};
use crate::report::{prepare_dir, write_file};
use crate::text::counted;
use clap::Command;
use clap_mangen::Man;
use std::path::PathBuf;

/// Write the manual pages into a folder, for `man`.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The folder, such as ~/.local/share/man/man1.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes them.
///
/// # Errors
/// When the folder cannot be written to.
pub(super) fn run(args: &Args, mut command: Command) -> Result<(), Failure> {
    prepare_dir(&args.folder)?;
    command.build();
    let name = command.get_name().to_owned();
    let pages = command.get_subcommands().filter(|part| part.get_name() != "help" && !part.is_hide_set());
    let mut pages: Vec<(String, Command)> =
        pages.map(|part| (format!("{name}-{}", part.get_name()), part.clone())).collect();
    pages.insert(0, (name, command));
    for (name, command) in &pages {
        let mut page = Vec::new();
        let man = Man::new(command.clone().display_name(name))
            .source(concat!("suanli ", env!("CARGO_PKG_VERSION")));
        man.render(&mut page).map_err(Failure::unanswered)?;
        write_file(&args.folder.join(format!("{name}.1")), &page)?;
    }
    let count = counted(pages.len() as u64, "page", "pages");
    console::tell(&format!("wrote {count} to {}", args.folder.display()));
    Ok(())
}
