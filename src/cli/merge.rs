//! `suanli merge`: the results of a sweep from the folders of its parts.

use super::Failure;
use super::sweep_folder::{check_folder, failure};
use super::sweep_results::{Counts, ResultArgs, answer};
use crate::report::sweep::{Described, Finished, SWEEP_FILE};
use crate::report::{prepare_dir, write_file};
use std::path::PathBuf;

/// Put the results of the parts of a sweep together.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folders in which its parts were run: one, or one for each machine.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// A folder for the results [default: the one that is named, where there is only one].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    results: ResultArgs,
}

/// Does it.
///
/// # Errors
/// When folders are of different sweeps, cells are in two of them or in none, or the results cannot be written.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let first = &args.folders[0];
    let out = match (&args.out, &args.folders[1..]) {
        (Some(out), _) => out,
        (None, []) => first,
        (None, _) => return Err(Failure::wrong("--out: say where the results of several folders are to go")),
    };
    let described = described(&args.folders)?;
    args.results.wanted(&described)?;
    let parts: Result<Vec<Finished>, Failure> =
        args.folders.iter().map(|folder| Finished::read(folder, &described).map_err(failure)).collect();
    let finished = joined(&args.folders, &parts?)?;
    if let Some(missing) = finished.missing(&described) {
        return Err(Failure::Wrong(vec![miette::miette!(
            help = "run the parts that are missing, or the whole sweep in this folder: what is done is not run again",
            "not done: {missing}"
        )]));
    }
    if out != first {
        prepare_dir(out)?;
        check_folder(out, &described)?;
        write_file(&out.join(SWEEP_FILE), described.json().as_bytes())?;
    }
    let counts = Counts { run: 0, reused: finished.len() };
    answer(out, &described, &finished, &args.results, counts)
}

/// The cells of all folders, none of which may be in two.
fn joined(folders: &[PathBuf], parts: &[Finished]) -> Result<Finished, Failure> {
    let mut finished = Finished::default();
    parts.iter().for_each(|part| finished.join(part));
    if finished.len() == parts.iter().map(Finished::len).sum::<usize>() {
        return Ok(finished);
    }
    let mut problems = Vec::new();
    for (place, (folder, part)) in folders.iter().zip(parts).enumerate() {
        for (other, cells) in folders.iter().zip(parts).skip(place + 1) {
            if let Some(cells) = part.overlap(cells) {
                let (folder, other) = (folder.display(), other.display());
                problems.push(miette::miette!(
                    "{folder} and {other} both have {cells}: expected each cell in one folder"
                ));
            }
        }
    }
    Err(Failure::Wrong(problems))
}

/// The one sweep that all folders are of; every folder that is of another is told.
fn described(folders: &[PathBuf]) -> Result<Described, Failure> {
    let mut first: Option<Described> = None;
    let mut problems = Vec::new();
    for folder in folders {
        match (Described::read(folder), &first) {
            (Ok(described), None) => first = Some(described),
            (Ok(described), Some(first)) => {
                if let Some(difference) = first.difference(&described) {
                    problems.push(format!(
                        "{} and {} are of different sweeps, which differ in {difference}",
                        folders[0].display(),
                        folder.display()
                    ));
                }
            }
            (Err(problem), _) => problems.push(problem),
        }
    }
    match first {
        Some(described) if problems.is_empty() => Ok(described),
        Some(_) | None => Err(Failure::Wrong(problems.into_iter().map(miette::Report::msg).collect())),
    }
}
