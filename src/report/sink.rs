//! Where exported bytes go: a file, packed as its name says.

use super::files::{FileError, OutFile};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zstd::stream::write::Encoder;

/// Good and fast, as the programs of that name have it.
const ZSTD_LEVEL: i32 = 3;

/// A file that is packed while it is written.
pub(super) struct Sink {
    path: PathBuf,
    packing: Packing,
}

enum Packing {
    Plain(OutFile),
    Gzip(GzEncoder<OutFile>),
    Zstd(Encoder<'static, OutFile>),
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sink {
    pub(super) fn create(path: &Path) -> Result<Sink, FileError> {
        let file = OutFile::create(path)?;
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let packing = match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("gz") => Packing::Gzip(GzEncoder::new(file, Compression::default())),
            Some("zst") => {
                let failed = |source| FileError { path: path.into(), doing: "cannot write", source };
                Packing::Zstd(Encoder::new(file, ZSTD_LEVEL).map_err(failed)?)
            }
            Some(_) | None => Packing::Plain(file),
        };
        Ok(Sink { path: path.into(), packing })
    }

    /// Whether the name asks for packing.
    pub(super) const fn packs(&self) -> bool {
        match self.packing {
            Packing::Plain(_) => false,
            Packing::Gzip(_) | Packing::Zstd(_) => true,
        }
    }

    pub(super) fn finish(self) -> Result<(), FileError> {
        let Sink { path, packing } = self;
        let failed = |source| FileError { path, doing: "cannot write", source };
        let file = match packing {
            Packing::Plain(file) => file,
            Packing::Gzip(encoder) => encoder.finish().map_err(failed)?,
            Packing::Zstd(encoder) => encoder.finish().map_err(failed)?,
        };
        file.finish()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.packing {
            Packing::Plain(file) => file.write(bytes),
            Packing::Gzip(encoder) => encoder.write(bytes),
            Packing::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.packing {
            Packing::Plain(file) => file.flush(),
            Packing::Gzip(encoder) => encoder.flush(),
            Packing::Zstd(encoder) => encoder.flush(),
        }
    }
}
