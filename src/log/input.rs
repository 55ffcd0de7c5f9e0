//! The bytes of a log: from a file or a pipe, unpacked on the way where its first bytes say that it is compressed.

use super::error::{LogError, LogProblem};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far a log has been read; others may look while it is being read.
#[derive(Debug, Clone)]
pub struct Progress {
    /// For each file in turn.
    bytes_read: Vec<Arc<AtomicU64>>,
    /// How many bytes there are, where that is known.
    pub bytes: Option<u64>,
}

impl Progress {
    /// How many bytes of the files have been read, as they lie on disk.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.iter().map(|bytes| bytes.load(Ordering::Relaxed)).sum()
    }

    /// This and another file together.
    pub(super) fn add(&mut self, other: &Progress) {
        self.bytes_read.extend(other.bytes_read.iter().cloned());
        self.bytes = self.bytes.zip(other.bytes).map(|(these, those)| these + those);
    }
}

/// How the bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// The unpacked bytes of a log.
pub(super) struct Input {
    reader: Box<dyn Read + Send>,
    packing: Packing,
    pub(super) progress: Progress,
    /// Whether the file can be opened again; a pipe cannot.
    pub(super) repeatable: bool,
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Input, LogError> {
        let fail = |problem| LogError { path: path.into(), line: None, problem };
        let file = File::open(path).map_err(|error| fail(LogProblem::CannotOpen(error)))?;
        let metadata = file.metadata().map_err(|error| fail(LogProblem::CannotOpen(error)))?;
        if metadata.is_dir() {
            return Err(fail(LogProblem::Folder));
        }
        let bytes = metadata.is_file().then_some(metadata.len());
        let input = Input::of(path, Box::new(file))?;
        Ok(Input { progress: Progress { bytes, ..input.progress }, repeatable: metadata.is_file(), ..input })
    }

    /// The bytes that somebody gives, which can be read only once; the path is for messages.
    pub(super) fn of(path: &Path, mut file: Box<dyn Read + Send>) -> Result<Input, LogError> {
        let fail = |problem| LogError { path: path.into(), line: None, problem };
        let mut magic = Vec::new();
        file.by_ref().take(6).read_to_end(&mut magic).map_err(|error| fail(LogProblem::CannotRead(error)))?;
        if magic.is_empty() {
            return Err(fail(LogProblem::Empty));
        }
        let packing = packing(&magic).map_err(|name| fail(LogProblem::OtherCompression(name)))?;
        let bytes_read = Arc::new(AtomicU64::new(0));
        let counted = Counted { inner: Cursor::new(magic).chain(file), bytes_read: Arc::clone(&bytes_read) };
        let reader: Box<dyn Read + Send> = match packing {
            Packing::Plain => Box::new(counted),
            Packing::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted)))
            }
            Packing::Zstd => Box::new(
                zstd::stream::read::Decoder::new(counted)
                    .map_err(|error| fail(LogProblem::CannotRead(error)))?,
            ),
        };
        let progress = Progress { bytes_read: vec![bytes_read], bytes: None };
        Ok(Input { reader, packing, progress, repeatable: false })
    }

    /// Reads some more bytes; none when there are no more.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LogProblem> {
        loop {
            match self.reader.read(buffer) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.problem(error)),
            }
        }
    }

    fn problem(&self, error: io::Error) -> LogProblem {
        match self.packing {
            Packing::Plain => LogProblem::CannotRead(error),
            Packing::Gzip | Packing::Zstd if error.kind() == io::ErrorKind::UnexpectedEof => {
                LogProblem::CompressedCutOff
            }
            // An error of the system carries its number; one of the unpacker does not.
            Packing::Gzip | Packing::Zstd if error.raw_os_error().is_none() => LogProblem::Damaged(error),
            Packing::Gzip | Packing::Zstd => LogProblem::CannotRead(error),
        }
    }
}

/// How the bytes are packed, by their first few; the name of the packer where it is one that is not read.
fn packing(magic: &[u8]) -> Result<Packing, &'static str> {
    match magic {
        [0x1f, 0x8b, ..] => Ok(Packing::Gzip),
        // The second is a frame to be skipped, with which parallel packers begin.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Ok(Packing::Zstd),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => Err("xz"),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Err("bzip2"),
        [b'P', b'K', 3, 4, ..] => Err("zip"),
        [b'7', b'z', 0xbc, 0xaf, ..] => Err("7z"),
        [0x1f, 0x9d, ..] => Err("compress"),
        _ => Ok(Packing::Plain),
    }
}

/// Counts what goes through.
struct Counted<R> {
    inner: R,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
