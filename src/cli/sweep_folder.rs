//! The folder of a sweep: what the sweep is, its cells that are done, and a lock for each part, so that no cell is run twice.

use super::{Failure, console};
use crate::experiment::sweep::Shard;
use crate::report::sweep::{CELLS_FOLDER, Described, Finished, FinishedError, SWEEP_FILE};
use crate::report::{prepare_dir, write_file};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// A folder for a sweep, a part of which nobody else runs there.
pub(super) struct SweepFolder {
    /// Where its cells go.
    pub(super) cells: PathBuf,
    /// Those that are done.
    pub(super) finished: Finished,
    /// Held for as long as the part is run.
    _lock: Option<File>,
}

/// Looks whether a folder is that of this sweep, or free for it.
pub(super) fn check_folder(dir: &Path, described: &Described) -> Result<(), Failure> {
    if !dir.join(SWEEP_FILE).exists() {
        return Ok(());
    }
    let there = Described::read(dir).map_err(Failure::wrong)?;
    match there.difference(described) {
        None => Ok(()),
        Some(difference) => Err(Failure::Wrong(vec![miette::miette!(
            help = "choose another folder, or ask the same question again to go on with that sweep",
            "{}: another sweep lies there, which differs in {difference}",
            dir.display()
        )])),
    }
}

/// Makes the folder, or goes on in it; waits where another process runs the same part.
pub(super) fn open_folder(dir: &Path, described: &Described, shard: Shard) -> Result<SweepFolder, Failure> {
    let cells = dir.join(CELLS_FOLDER);
    prepare_dir(dir)?;
    prepare_dir(&cells)?;
    let lock = lock(&cells, shard);
    check_folder(dir, described)?;
    if !dir.join(SWEEP_FILE).exists() {
        write_file(&dir.join(SWEEP_FILE), described.json().as_bytes())?;
    }
    let finished = Finished::read(dir, described).map_err(failure)?;
    Ok(SweepFolder { cells, finished, _lock: lock })
}

/// What a process holds that runs a part. A file system without locks has none: the results are the same, but work may be done twice.
fn lock(cells: &Path, shard: Shard) -> Option<File> {
    let path = cells.join(format!("{:05}-of-{:05}.lock", shard.number(), shard.count()));
    let file = File::create(&path).ok()?;
    match file.try_lock() {
        Ok(()) => Some(file),
        Err(TryLockError::WouldBlock) => {
            console::tell(&format!(
                "another process runs part {shard} in this folder: waiting until it is over"
            ));
            file.lock().ok().map(|()| file)
        }
        Err(TryLockError::Error(_)) => None,
    }
}

/// Cells that cannot be gathered are mistakes of the question, but for a disk that cannot be read.
pub(super) fn failure(error: FinishedError) -> Failure {
    match error {
        FinishedError::Unreadable(message) => Failure::unanswered(message),
        FinishedError::Foreign(_) => Failure::wrong(error),
    }
}
