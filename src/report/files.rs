//! Files that are whole or absent: each is written beside its target and renamed when it is complete.

use super::leftovers::{PREFIX, clear, hold};
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What went wrong with which file.
#[derive(Debug)]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was being done, as in "cannot create".
    pub doing: &'static str,
    /// Why it failed.
    pub source: io::Error,
}

/// The error of what was being done with a file.
pub(super) fn failed(path: &Path, doing: &'static str, source: io::Error) -> FileError {
    FileError { path: path.into(), doing, source }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`: {}", self.doing, self.path.display(), self.source)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// A file that appears under its name only once it is complete.
///
/// A device or a pipe (`/dev/null`, `/dev/stdout`) stays what it is: it is written to at once.
#[derive(Debug)]
pub struct OutFile {
    path: PathBuf,
    writer: BufWriter<Target>,
}

/// Where the bytes go before the file is complete.
#[derive(Debug)]
enum Target {
    /// A file of another name, which is to replace this one.
    Beside(NamedTempFile, PathBuf),
    /// The device or pipe itself.
    Itself(File),
}

impl OutFile {
    /// Begins a file beside its target.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(path: &Path) -> Result<OutFile, FileError> {
        let fail = |source| FileError { path: path.into(), doing: "cannot create", source };
        if path.is_dir() {
            return Err(fail(io::Error::new(io::ErrorKind::IsADirectory, "there is a folder of that name")));
        }
        let target = Target::of(path).map_err(fail)?;
        Ok(OutFile { path: path.into(), writer: BufWriter::with_capacity(1 << 16, target) })
    }

    /// Completes the file: everything is on disk before the name exists.
    ///
    /// # Errors
    /// When the disk is full or the target cannot be replaced. Nothing is left behind then.
    pub fn finish(self) -> Result<(), FileError> {
        let OutFile { path, writer } = self;
        let fail = |source| FileError { path: path.clone(), doing: "cannot write", source };
        match writer.into_inner().map_err(|error| fail(error.into_error()))? {
            Target::Beside(temporary, target) => {
                temporary.persist(target).map_err(|error| fail(error.error))?;
            }
            Target::Itself(_) => {}
        }
        Ok(())
    }

    /// What has been written so far.
    ///
    /// # Errors
    /// When it cannot be read again, as from a pipe.
    pub fn written(&mut self) -> io::Result<Vec<u8>> {
        self.writer.flush()?;
        let mut file = match self.writer.get_ref() {
            Target::Beside(temporary, _) => temporary.reopen()?,
            Target::Itself(_) => return Err(io::Error::other("a device or a pipe cannot be read again")),
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The error for a failed `write` to this file.
    #[must_use]
    pub fn failed(&self, source: io::Error) -> FileError {
        FileError { path: self.path.clone(), doing: "cannot write", source }
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Target {
    fn of(path: &Path) -> io::Result<Target> {
        if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return std::fs::OpenOptions::new().write(true).open(path).map(Target::Itself);
        }
        // Where the name is a link, the file behind it is replaced, not the link.
        let target = path.canonicalize().unwrap_or_else(|_| path.into());
        let dir = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            Some(_) | None => Path::new("."),
        };
        let temporary =
            tempfile::Builder::new().prefix(PREFIX).permissions_of_new_files().tempfile_in(dir)?;
        hold(temporary.as_file());
        Ok(Target::Beside(temporary, target))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Beside(temporary, _) => temporary.write(bytes),
            Target::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Beside(temporary, _) => temporary.flush(),
            Target::Itself(file) => file.flush(),
        }
    }
}

/// Writes a whole file at once, beside its target first.
///
/// # Errors
/// As [`OutFile::create`] and [`OutFile::finish`].
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    let mut file = OutFile::create(path)?;
    file.write_all(contents).map_err(|source| file.failed(source))?;
    file.finish()
}

/// Makes a folder for outputs and proves that it can be written to, before any long work begins. What a run that was killed left
/// there is cleared away.
///
/// # Errors
/// When it cannot be made or written to.
pub fn prepare_dir(dir: &Path) -> Result<(), FileError> {
    let fail = |doing| move |source| FileError { path: dir.into(), doing, source };
    std::fs::create_dir_all(dir).map_err(fail("cannot create the folder"))?;
    let newest = tempfile::tempfile_in(dir).map_err(fail("cannot write to the folder"))?;
    clear(dir, &newest);
    Ok(())
}

/// Temporary files are private by default; an output is not.
trait OutputPermissions {
    fn permissions_of_new_files(&mut self) -> &mut Self;
}

impl OutputPermissions for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The process's umask still applies.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        self
    }
}
