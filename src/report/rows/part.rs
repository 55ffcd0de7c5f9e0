//! The rows of one run, packed in pieces, until they are written into the file that people read.

use crate::report::FileError;
use crate::state::{StateError, from_bytes, to_bytes};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Rows are packed in pieces of this size.
const PIECE_BYTES: usize = 1 << 20;

/// They are soon read again, and packing must not hold up the run.
const ZSTD_LEVEL: i32 = 1;

/// Rows without a first line. Each piece is packed by itself, so that what has been written is a part of the state of the run.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    file: File,
    text: Vec<u8>,
    /// Observers cannot fail, so the first failure is kept until the end.
    failure: Option<FileError>,
}

impl Part {
    /// Begins a part in a file of its own.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path) -> Result<Part, FileError> {
        let file = File::options().read(true).write(true).create_new(true).open(path);
        Part::of(path, file)
    }

    /// Begins a part in a file without a name, in the folder of `target` where that is one for files.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn beside(target: &Path) -> Result<Part, FileError> {
        let is_file = std::fs::metadata(target).map_or(true, |metadata| metadata.is_file());
        let file = match target.parent() {
            // A device or a pipe lies where no files can be made.
            _ if !is_file => tempfile::tempfile(),
            Some(parent) if !parent.as_os_str().is_empty() => tempfile::tempfile_in(parent),
            Some(_) | None => tempfile::tempfile_in("."),
        };
        Part::of(target, file)
    }

    fn of(path: &Path, file: io::Result<File>) -> Result<Part, FileError> {
        let file = file.map_err(|source| FileError { path: path.into(), doing: "cannot create", source })?;
        Ok(Part { path: path.into(), file, text: Vec::new(), failure: None })
    }

    /// Adds rows, each with the end of its line.
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        if PIECE_BYTES <= self.text.len() {
            self.pack();
        }
    }

    /// Whether a row could not be written.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Everything so far, as bytes.
    ///
    /// # Errors
    /// When it cannot be read again.
    pub fn save(&mut self) -> Result<Vec<u8>, FileError> {
        let mut packed = Vec::new();
        let read = self.file.rewind().and_then(|()| self.file.read_to_end(&mut packed));
        read.map_err(|source| self.failed(source))?;
        Ok(to_bytes(&(packed, &self.text)))
    }

    /// Goes on where another part was when it was saved.
    ///
    /// # Errors
    /// When the bytes are no such state, or cannot be written.
    pub fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let packed: Vec<u8>;
        (packed, self.text) = from_bytes(state)?;
        let written = self.file.write_all(&packed);
        written.map_err(|error| StateError::Other(self.failed(error).to_string()))
    }

    /// Completes the part, and gives back its file, to be read from the beginning.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn finish(mut self) -> Result<File, FileError> {
        self.pack();
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        match self.file.rewind() {
            Ok(()) => Ok(self.file),
            Err(source) => Err(self.failed(source)),
        }
    }

    fn pack(&mut self) {
        if self.failure.is_none() && !self.text.is_empty() {
            let packed = zstd::bulk::compress(&self.text, ZSTD_LEVEL);
            let written = packed.and_then(|packed| self.file.write_all(&packed));
            self.failure = written.err().map(|error| self.failed(error));
        }
        self.text.clear();
    }

    fn failed(&self, source: io::Error) -> FileError {
        FileError { path: self.path.clone(), doing: "cannot write", source }
    }
}

/// The rows of a part that is complete, each with the same text before it.
pub(in crate::report) fn unpacked(part: File, lead: &str) -> io::Result<impl BufRead> {
    // Of a run without jobs nothing was written, not even the beginning of a frame.
    let rows: Box<dyn Read + Send> = match part.metadata()?.len() {
        0 => Box::new(io::empty()),
        _ => Box::new(zstd::stream::read::Decoder::new(part)?),
    };
    let rows = BufReader::with_capacity(1 << 16, rows);
    let led = Led { rows, lead: lead.as_bytes().to_vec(), row: Vec::new(), given: 0 };
    Ok(BufReader::with_capacity(1 << 16, led))
}

/// Puts a text before every row.
struct Led<R> {
    rows: R,
    lead: Vec<u8>,
    row: Vec<u8>,
    /// So much of the row has been given.
    given: usize,
}

impl<R: BufRead> Led<R> {
    /// Reads one row; nothing is left of it where there is none.
    fn read_row(&mut self) -> io::Result<()> {
        self.given = 0;
        self.row.clear();
        self.row.extend_from_slice(&self.lead);
        // No row has an end of line within it.
        if self.rows.read_until(b'\n', &mut self.row)? == 0 {
            self.row.clear();
        }
        Ok(())
    }
}

impl<R: BufRead> io::Read for Led<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.row.len() {
            self.read_row()?;
        }
        let rest = &self.row[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
