//! Writes parts one after another into one file, in the format that its name says.

use super::field::{Field, Lead};
#[cfg(feature = "parquet")]
use super::parquet::write_parquet;
use super::part::unpacked;
use crate::report::FileError;
use crate::report::sink::Sink;
use crate::text::csv_cell;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The formats in which rows are written, by the endings of their files.
pub const ROW_FORMATS: &[&str] = &[
    "csv.zst",
    "csv.gz",
    "csv",
    #[cfg(feature = "parquet")]
    "parquet",
];

/// A file of rows that appears under its name once it is complete: Parquet, where its name ends so, and otherwise CSV, packed
/// where its name ends in `.gz` or `.zst`.
#[derive(Debug)]
pub struct RowsFile {
    path: PathBuf,
    sink: Sink,
    fields: Vec<Field>,
}

impl RowsFile {
    /// Begins a file.
    ///
    /// # Errors
    /// When the folder cannot be written to, or when Parquet is asked for and was not built in.
    pub fn create(path: &Path, fields: Vec<Field>) -> Result<RowsFile, FileError> {
        if is_parquet(path) && !ROW_FORMATS.contains(&"parquet") {
            let source = io::Error::new(io::ErrorKind::Unsupported, "this program was built without Parquet");
            return Err(FileError { path: path.into(), doing: "cannot create", source });
        }
        Ok(RowsFile { path: path.into(), sink: Sink::create(path)?, fields })
    }

    /// Writes all parts and completes the file.
    ///
    /// # Errors
    /// When a part cannot be read, or the file not written. Nothing is left behind then.
    pub fn write(self, parts: impl Iterator<Item = io::Result<(Lead, File)>>) -> Result<(), FileError> {
        let RowsFile { path, sink, fields } = self;
        let written = if is_parquet(&path) {
            write_parquet(sink, &fields, parts)
        } else {
            write_text(sink, &fields, parts)
        };
        written.map_err(|source| FileError { path, doing: "cannot write", source })?.finish()
    }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// A packed file is one frame: some readers stop after the first.
fn write_text(
    mut sink: Sink,
    fields: &[Field],
    parts: impl Iterator<Item = io::Result<(Lead, File)>>,
) -> io::Result<Sink> {
    let names: Vec<String> = fields.iter().map(|field| csv_cell(&field.name)).collect();
    writeln!(sink, "{}", names.join(","))?;
    for part in parts {
        let (lead, part) = part?;
        io::copy(&mut unpacked(part, &lead.text)?, &mut sink)?;
    }
    Ok(sink)
}

#[cfg(not(feature = "parquet"))]
fn write_parquet(
    _: Sink,
    _: &[Field],
    _: impl Iterator<Item = io::Result<(Lead, File)>>,
) -> io::Result<Sink> {
    Err(io::ErrorKind::Unsupported.into())
}
