//! The results of a sweep as CSV and as Parquet, from all cells in their order: the same bytes however they were run.

use super::columns::Columns;
use super::described::Described;
use super::finished::Finished;
use crate::report::FileError;
use crate::report::files::failed;
use crate::report::rows::{Lead, Part, ROW_FORMATS, RowsFile};
use std::io::{self, Seek as _};
use std::path::Path;

/// The names of the files without their endings.
pub const RESULTS: &str = "results";

/// Writes `results.csv` and, where that was built in, `results.parquet`.
///
/// # Errors
/// When a cell cannot be read, or a file not written.
pub fn write_results(dir: &Path, described: &Described, finished: &Finished) -> Result<(), FileError> {
    let path = dir.join(format!("{RESULTS}.csv"));
    let mut part = Part::beside(&path)?;
    for (_, rows) in finished.rows() {
        let rows = rows.map_err(|source| failed(&path, "cannot read the cells for", source))?;
        part.add(|text| text.extend_from_slice(rows.as_bytes()));
    }
    let mut rows = part.finish()?;
    for ending in ["csv", "parquet"].into_iter().filter(|ending| ROW_FORMATS.contains(ending)) {
        let path = dir.join(format!("{RESULTS}.{ending}"));
        let again = rows.rewind().and_then(|()| rows.try_clone());
        let part = again.map_err(|source| failed(&path, "cannot read the rows for", source))?;
        let parts = std::iter::once(Ok::<_, io::Error>((Lead::default(), part)));
        RowsFile::create(&path, Columns::of(described).fields())?.write(parts)?;
    }
    Ok(())
}
