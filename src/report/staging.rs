//! A folder of outputs that appears as a whole: everything is written aside first, and moved when all of it is there.

use super::leftovers::{HOLD, PREFIX, hold_folder};
use super::{FileError, prepare_dir};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Outputs on their way: a hidden folder inside the target, which vanishes unless it is published.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    aside: TempDir,
    /// Open for as long as the outputs are on their way.
    _hold: File,
}

impl Staging {
    /// Makes the target folder where there is none, and begins. `names` are the files and folders (with a slash at the
    /// end) that are to be published: it is too late to learn after a long run that one of them cannot be.
    ///
    /// # Errors
    /// When the target cannot be made or written to, or something of another kind has one of the names.
    pub fn new(target: &Path, names: &[&str]) -> Result<Staging, FileError> {
        prepare_dir(target)?;
        for name in names {
            check_name(target, name)?;
        }
        let fail = |source| failed(target, "cannot write to the folder", source);
        let aside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(target).map_err(fail)?;
        let hold = hold_folder(aside.path()).map_err(fail)?;
        Ok(Staging { target: target.into(), aside, _hold: hold })
    }

    /// Where to write.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.aside.path()
    }

    /// Makes a folder inside.
    ///
    /// # Errors
    /// When that fails.
    pub fn make_dir(&self, name: &str) -> Result<PathBuf, FileError> {
        let dir = self.dir().join(name);
        fs::create_dir_all(&dir).map_err(|source| failed(&dir, "cannot create the folder", source))?;
        Ok(dir)
    }

    /// Moves every file to the target, replacing what had its name before; tells the files, in order of their names.
    ///
    /// # Errors
    /// When a file cannot be moved, because something that is no file has its name.
    pub fn publish(self) -> Result<Vec<PathBuf>, FileError> {
        let mut files = Vec::new();
        list_files(self.aside.path(), Path::new(""), &mut files)?;
        files.retain(|file| file != Path::new(HOLD));
        // Look first, then act: nothing is replaced unless everything can be.
        for file in &files {
            check_name(&self.target, &file.to_string_lossy())?;
            if let Some(parent) = self.target.join(file).parent() {
                fs::create_dir_all(parent)
                    .map_err(|source| failed(parent, "cannot create the folder", source))?;
            }
        }
        for file in &files {
            let to = self.target.join(file);
            fs::rename(self.aside.path().join(file), &to)
                .map_err(|source| failed(&to, "cannot write", source))?;
        }
        Ok(files.into_iter().map(|file| self.target.join(file)).collect())
    }
}

/// Looks whether a file (or a folder, with a slash at the end) of this name could be there.
fn check_name(target: &Path, name: &str) -> Result<(), FileError> {
    let path = target.join(name.trim_end_matches('/'));
    let wrong = if name.ends_with('/') {
        (path.exists() && !path.is_dir())
            .then_some((io::ErrorKind::NotADirectory, "there is a file of that name"))
    } else {
        path.is_dir().then_some((io::ErrorKind::IsADirectory, "there is a folder of that name"))
    };
    match wrong {
        Some((kind, why)) => Err(failed(&path, "cannot write", io::Error::new(kind, why))),
        None => Ok(()),
    }
}

/// The files below `root`, relative to it, in order of their names.
fn list_files(root: &Path, below: &Path, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let dir = root.join(below);
    let fail = |source| failed(&dir, "cannot read the folder", source);
    let mut names = Vec::new();
    for entry in fs::read_dir(&dir).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name());
    }
    names.sort();
    for name in names {
        let path = below.join(name);
        if root.join(&path).is_dir() {
            list_files(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn failed(path: &Path, doing: &'static str, source: io::Error) -> FileError {
    FileError { path: path.into(), doing, source }
}
