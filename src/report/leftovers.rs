//! What a run leaves behind that was killed: the next run that writes to the same folder clears it away.

use std::fs::{self, DirEntry, File, TryLockError};
use std::io;
use std::path::Path;

/// How the names of everything temporary begin.
pub(super) const PREFIX: &str = ".suanli-";

/// The file in a temporary folder that tells whether its run still lives.
pub(super) const HOLD: &str = ".hold";

/// So many letters and digits follow in the name of something temporary.
const RANDOM_LETTERS: usize = 6;

/// Lets others know that a temporary file is in use, for as long as it is open. Other systems would not let it be read again.
pub(super) fn hold(file: &File) {
    if cfg!(unix) {
        // Where a file cannot be locked, it is never taken for a dead run's.
        let _ = file.try_lock();
    }
}

/// Lets others know that a temporary folder is in use, for as long as the file is open.
pub(super) fn hold_folder(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join(HOLD))?;
    let _ = file.try_lock();
    Ok(file)
}

/// Whether a run that lives has a folder for its outputs in this one, beside `mine`.
pub(super) fn is_written_to(folder: &Path, mine: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let others = entries
        .filter(|entry| is_temporary(entry) && entry.file_name() != mine.file_name().unwrap_or_default());
    others.into_iter().any(|entry| {
        let hold = File::open(entry.path().join(HOLD));
        hold.is_ok_and(|hold| matches!(hold.try_lock(), Err(TryLockError::WouldBlock)))
    })
}

/// Clears away what dead runs left in a folder, as far as it is older than this file. What cannot be cleared away harms nobody.
pub(super) fn clear(folder: &Path, newer: &File) {
    let Ok(now) = newer.metadata().and_then(|metadata| metadata.modified()) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_older = entry.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|made| made < now);
        if is_older && is_temporary(&entry) {
            let _ = clear_if_dead(&entry);
        }
    }
}

fn is_temporary(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy().into_owned();
    name.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() == RANDOM_LETTERS && rest.chars().all(|letter| letter.is_ascii_alphanumeric())
    })
}

/// What nobody holds any more is a dead run's.
fn clear_if_dead(entry: &DirEntry) -> io::Result<()> {
    let (kind, path) = (entry.file_type()?, entry.path());
    if kind.is_dir() && File::open(path.join(HOLD))?.try_lock().is_ok() {
        return fs::remove_dir_all(path);
    }
    if kind.is_file() && cfg!(unix) && File::open(&path)?.try_lock().is_ok() {
        return fs::remove_file(path);
    }
    Ok(())
}
