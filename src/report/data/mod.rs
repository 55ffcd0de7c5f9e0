//! The tables of `--out` in long form: one row for each number, and the same columns whatever the scenario. Each file is a row of
//! [`DATA_FILES`], from which the page on files is made.

mod column;
mod jobs;
mod money;
mod page;
mod plots;
mod study;
mod timelines;
mod times;

pub use column::DataColumn;
pub use jobs::JOB_FILES;
pub use page::files_page;
pub use plots::PLOT_FILES;

use super::FileError;
use super::rows::{Lead, Part, RowsFile};
use crate::experiment::Comparison;
use std::io::{self, Write};
use std::path::Path;

/// A file of numbers, and what its columns are.
#[derive(Debug, Clone, Copy)]
pub struct DataFile {
    /// The name without its ending.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Its columns in their order.
    pub columns: &'static [DataColumn],
    /// Whether there is anything to write.
    is_wanted: fn(&Comparison) -> bool,
    /// Writes it as CSV with its first line.
    write: fn(&Comparison, &mut dyn Write) -> io::Result<()>,
}

/// A file whose rows come from elsewhere, and what its columns are.
#[derive(Debug, Clone, Copy)]
pub struct FileColumns {
    /// The name, with what differs in capitals.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Its columns in their order; some are there only where they hold something.
    pub columns: &'static [DataColumn],
}

/// The files that `run` and `compare` write, in the order of the page.
pub const DATA_FILES: &[DataFile] = &[
    study::SUMMARY,
    study::VALUES,
    study::DIFFERENCES,
    study::CAUSES,
    study::USAGE,
    times::TIMELINES,
    times::OUTAGES,
    money::LEDGER,
    money::ACCOUNTS,
    money::INVOICES,
    money::POWER,
];

/// Always.
const fn always(_: &Comparison) -> bool {
    true
}

fn has_ledger(comparison: &Comparison) -> bool {
    !comparison.ledgers.is_empty()
}

/// Writes every table of a comparison into a folder, in a format of [`ROW_FORMATS`](super::ROW_FORMATS).
///
/// # Errors
/// When a file cannot be written.
///
/// # Panics
/// When a table has other columns than its row of [`DATA_FILES`] says.
pub fn write_data(comparison: &Comparison, dir: &Path, format: &str) -> Result<(), FileError> {
    for file in DATA_FILES.iter().filter(|file| (file.is_wanted)(comparison)) {
        let path = dir.join(format!("{}.{format}", file.name));
        let failed = |source| FileError { path: path.clone(), doing: "cannot write", source };
        let fields = file.columns.iter().map(DataColumn::field).collect();
        let mut rows = Rows { part: Part::beside(&path)?, header: Some(Vec::new()), told: String::new() };
        (file.write)(comparison, &mut rows).map_err(failed)?;
        let names: Vec<&str> = file.columns.iter().map(|column| column.name).collect();
        assert_eq!(rows.told, names.join(","), "the columns of {}", file.name);
        let part = rows.part.finish()?;
        RowsFile::create(&path, fields)?.write(std::iter::once(Ok((Lead::default(), part))))?;
    }
    Ok(())
}

/// Takes the first line of a table apart from its rows.
struct Rows {
    part: Part,
    /// The first line as far as it has come.
    header: Option<Vec<u8>>,
    told: String,
}

impl Write for Rows {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(header) = &mut self.header else {
            self.part.add(|text| text.extend_from_slice(bytes));
            return Ok(bytes.len());
        };
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            header.extend_from_slice(bytes);
            return Ok(bytes.len());
        };
        header.extend_from_slice(&bytes[..end]);
        self.told = String::from_utf8_lossy(header).into_owned();
        self.header = None;
        Ok(end + 1)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
