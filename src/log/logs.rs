//! Which logs are to be read, and how: all that is needed to open them, once or again.

use super::column_map::ColumnMap;
use super::error::LogError;
use super::kinds::Apart;
use super::options::{Shapes, Sizes, Together};
use super::reader::LogReader;
use super::row::SizeUnit;
use super::transform::Transform;
use std::path::PathBuf;

/// Which logs are to be read, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logs {
    /// The files; at least one.
    pub paths: Vec<PathBuf>,
    /// What the columns of these tables mean, where they do not tell themselves.
    pub columns: Option<ColumnMap>,
    /// How several of them make one.
    pub together: Together,
    /// What the sizes of jobs count, where it is not what the format counts.
    pub unit: Option<SizeUnit>,
    /// Which of its processors the size of a job counts.
    pub sizes: Sizes,
    /// What their jobs hold.
    pub shapes: Shapes,
    /// By what their jobs are told apart.
    pub apart: Apart,
    /// The changes in the jobs.
    pub transform: Transform,
}

impl Logs {
    /// These logs as they stand there.
    #[must_use]
    pub fn of(paths: &[PathBuf]) -> Logs {
        Logs { paths: paths.to_vec(), ..Logs::default() }
    }

    /// Opens the logs and recognises their formats.
    ///
    /// # Errors
    /// When one of them cannot be read, is empty, is no log of a known format, or lacks columns of the map.
    ///
    /// # Panics
    /// When there is no path.
    pub fn open(&self) -> Result<LogReader, LogError> {
        let open = |path: &PathBuf| match &self.columns {
            Some(columns) => LogReader::open_table(path, columns),
            None => LogReader::open(path),
        };
        let readers = self.paths.iter().map(open).collect::<Result<Vec<LogReader>, LogError>>()?;
        let reader = LogReader::chained(readers, self.together).transformed(self.transform.clone());
        let reader = reader.shaped(self.shapes).sized(self.sizes).told_apart_by(self.apart);
        Ok(match self.unit {
            Some(unit) => reader.counted_in(unit),
            None => reader,
        })
    }
}
