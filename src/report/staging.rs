//! A folder of outputs that appears as a whole: everything is written aside first, and moved when all of it is there.

use super::files::failed;
use super::leftovers::{HOLD, PREFIX, hold_folder, is_written_to};
use super::manifest::{About, MANIFEST, Manifest, Results, Sums, sum};
use super::{FileError, prepare_dir};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Outputs on their way: a hidden folder inside the target, which vanishes unless it is published.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    kind: &'static str,
    aside: TempDir,
    /// Open for as long as the outputs are on their way.
    _hold: File,
}

/// What became of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// The files that were written, in order of their names.
    pub files: Vec<PathBuf>,
    /// Those of an older run that were taken away.
    pub removed: Vec<PathBuf>,
    /// Those of an older run that were changed since, and under which names they are kept.
    pub changed: Vec<(PathBuf, PathBuf)>,
}

impl Staging {
    /// Makes the target folder where there is none, and begins. Results take the place of older ones of the same `kind`. `names` are
    /// the files and folders (with a slash at the end) that are to be published, or how their names begin (with `*` at the end):
    /// it is too late to learn after a long run that one of them cannot be.
    ///
    /// # Errors
    /// When the target cannot be made or written to, another run writes into it, or something that is not ours has one of the names.
    pub fn new(target: &Path, kind: &'static str, names: &[&str]) -> Result<Staging, FileError> {
        prepare_dir(target)?;
        let manifest = Manifest::read(target)?;
        for name in names {
            check_name(target, name)?;
            for file in files_of(target, name)? {
                check_foreign(target, &manifest, &file)?;
            }
        }
        let fail = |source| failed(target, "cannot write to the folder", source);
        let aside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(target).map_err(fail)?;
        let hold = hold_folder(aside.path()).map_err(fail)?;
        // Of two that begin at the same time at least one sees the other: each holds its own folder before it looks.
        if is_written_to(target, aside.path()) {
            let why =
                "another run is writing its results there: wait until it is over, or choose another folder";
            return Err(fail(io::Error::new(io::ErrorKind::ResourceBusy, why)));
        }
        Ok(Staging { target: target.into(), kind, aside, _hold: hold })
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

    /// Moves every file to the target, replacing what of ours had its name before, gives what was changed since it was written
    /// another name, takes away what older results of this kind left,
    /// and writes down what is ours. Of the `clocked` files the content is not the same from run to run.
    ///
    /// # Errors
    /// When a file cannot be moved, because something that is not ours has its name.
    pub fn publish(self, about: &About, clocked: &[&str]) -> Result<Published, FileError> {
        let mut names = Vec::new();
        list_files(self.aside.path(), "", &mut names)?;
        names.retain(|name| name != HOLD);
        let mut manifest = Manifest::read(&self.target)?;
        // Look first, then act: nothing is replaced unless everything can be.
        for name in &names {
            check_name(&self.target, name)?;
            check_foreign(&self.target, &manifest, name)?;
        }
        let mut sums = Sums::new();
        for name in &names {
            let path = self.aside.path().join(name);
            let of_content = || sum(&path).map_err(|source| failed(&path, "cannot read", source)).map(Some);
            sums.insert(name.clone(), if clocked.contains(&&**name) { None } else { of_content()? });
        }
        let changed = keep_changed(&self.target, &manifest, self.kind, &sums)?;
        let mut old = manifest.results.remove(self.kind).unwrap_or_default().files;
        self.announce(&manifest, about, &old, &sums)?;
        let files = self.move_all(&names)?;
        old.retain(|name, _| !sums.contains_key(name));
        let published = Published { files, removed: take_away(&self.target, &old)?, changed };
        let results = Results { about: about.clone(), files: sums };
        manifest.results.insert(self.kind.to_owned(), results);
        manifest.write(&self.target)?;
        Ok(published)
    }

    /// Writes down that old and new files are ours, whatever happens while they are moved.
    fn announce(&self, manifest: &Manifest, about: &About, old: &Sums, new: &Sums) -> Result<(), FileError> {
        let mut files = old.clone();
        for (name, sum) in new {
            let both = if old.contains_key(name) { None } else { sum.clone() };
            files.insert(name.clone(), both);
        }
        let mut manifest = manifest.clone();
        manifest.results.insert(self.kind.to_owned(), Results { about: about.clone(), files });
        manifest.write(&self.target)
    }

    fn move_all(&self, names: &[String]) -> Result<Vec<PathBuf>, FileError> {
        let mut files = Vec::new();
        for name in names {
            let to = self.target.join(name);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)
                    .map_err(|source| failed(parent, "cannot create the folder", source))?;
            }
            fs::rename(self.aside.path().join(name), &to)
                .map_err(|source| failed(&to, "cannot write", source))?;
            files.push(to);
        }
        Ok(files)
    }
}

/// Gives another name to each file that is to be taken away or written over and that somebody changed since we wrote it: what
/// people did is theirs, and must not stand in the way of the next results. Gives old names and new ones.
fn keep_changed(
    target: &Path,
    manifest: &Manifest,
    kind: &str,
    new: &Sums,
) -> Result<Vec<(PathBuf, PathBuf)>, FileError> {
    let mut changed = Vec::new();
    for (kind_of, results) in &manifest.results {
        let at_stake = results.files.iter().filter(|(name, _)| kind_of == kind || new.contains_key(*name));
        for (name, expected) in at_stake {
            let path = target.join(name);
            let found = match sum(&path) {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(failed(&path, "cannot read", source)),
            };
            if expected.as_ref().is_some_and(|expected| *expected != found) {
                let free = free_name(&path);
                fs::rename(&path, &free).map_err(|source| failed(&path, "cannot rename", source))?;
                changed.push((path, free));
            }
        }
    }
    Ok(changed)
}

/// A name for a file that was changed: no file of ours begins so.
fn free_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut tries = std::iter::once(format!("edited-{name}"))
        .chain((2_u64..).map(|number| format!("edited-{number}-{name}")))
        .map(|name| path.with_file_name(name));
    tries.find(|path| !path.exists()).expect("there are more names than files")
}

/// Takes away files that are ours, and folders in which nothing is left then. Gives those that were there.
fn take_away(target: &Path, old: &Sums) -> Result<Vec<PathBuf>, FileError> {
    let mut removed = Vec::new();
    for name in old.keys() {
        let path = target.join(name);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(failed(&path, "cannot remove", source)),
        }
        if let Some(parent) = path.parent().filter(|parent| *parent != target) {
            // A folder that holds anything else stays.
            let _ = fs::remove_dir(parent);
        }
        removed.push(path);
    }
    Ok(removed)
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

/// Looks whether a file that is there was written by us.
fn check_foreign(target: &Path, manifest: &Manifest, name: &str) -> Result<(), FileError> {
    let path = target.join(name);
    if !path.exists() || manifest.holds(name) {
        return Ok(());
    }
    let why = format!(
        "there is a file of that name, and {MANIFEST} does not say that suanli wrote it: move it away, or choose another folder"
    );
    Err(failed(&path, "cannot write", io::Error::new(io::ErrorKind::AlreadyExists, why)))
}

/// The files that are there and have this name, or begin so.
fn files_of(target: &Path, name: &str) -> Result<Vec<String>, FileError> {
    let Some(beginning) = name.strip_suffix('*') else {
        return Ok(if name.ends_with('/') { Vec::new() } else { vec![name.to_owned()] });
    };
    let (folder, beginning) = beginning.rsplit_once('/').unwrap_or(("", beginning));
    if !target.join(folder).is_dir() {
        return Ok(Vec::new());
    }
    let names = names_in(&target.join(folder))?.into_iter().filter(|name| name.starts_with(beginning));
    let names = names.map(|name| if folder.is_empty() { name } else { format!("{folder}/{name}") });
    Ok(names.filter(|name| target.join(name).is_file()).collect())
}

/// The files below `root`, by their names from there, in order.
fn list_files(root: &Path, below: &str, files: &mut Vec<String>) -> Result<(), FileError> {
    for name in names_in(&root.join(below))? {
        let name = if below.is_empty() { name } else { format!("{below}/{name}") };
        if root.join(&name).is_dir() {
            list_files(root, &name, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

/// The names in a folder, in order; ours are text.
fn names_in(dir: &Path) -> Result<Vec<String>, FileError> {
    let fail = |source| failed(dir, "cannot read the folder", source);
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        names.extend(entry.map_err(fail)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
