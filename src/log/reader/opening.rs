//! How logs are opened: one or several, recognised or with a map of their columns.

use super::super::Format;
use super::super::clean::Cleaning;
use super::super::column_map::ColumnMap;
use super::super::error::{LogError, LogProblem};
use super::super::formats::mapped::{self, Mapped};
use super::super::input::Input;
use super::super::kinds::{Apart, JobKind, Kinds};
use super::super::lines::Lines;
use super::super::options::{Shapes, Sizes, Together};
use super::super::quality::Quality;
use super::super::recognition::{quoted, recognised};
use super::super::row::{Header, Parser, SizeUnit};
use super::super::seam::Seam;
use super::super::transform::Transform;
use super::LogReader;
use crate::model::Time;
use std::io;
use std::path::Path;

impl LogReader {
    /// Opens a log and recognises its format.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is no log of a known format.
    pub fn open(path: &Path) -> Result<LogReader, LogError> {
        LogReader::of_lines(text(Lines::open(path)?)?)
    }

    /// Reads a log from wherever its bytes come, packed or not, and recognises its format; messages name it by the path.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is no log of a known format.
    pub fn from_reader(path: &Path, bytes: impl io::Read + Send + 'static) -> Result<LogReader, LogError> {
        LogReader::of_lines(text(Lines::of(path, Input::of(path, Box::new(bytes))?)?)?)
    }

    fn of_lines(lines: Lines) -> Result<LogReader, LogError> {
        let (format, header) = recognised(&lines)?;
        Ok(LogReader::of(lines, format, (format.parser)(), header))
    }

    /// Opens a table whose columns mean what a map says.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or has not all the columns of the map.
    pub fn open_table(path: &Path, columns: &ColumnMap) -> Result<LogReader, LogError> {
        let lines = text(Lines::open(path)?)?;
        let mut parser = Mapped::new(columns.clone());
        let first = lines.head().find(|line| !parser.is_remark(line)).unwrap_or_default();
        let absent = parser.absent(first);
        if !absent.is_empty() {
            return Err(lines.error(Some(1), LogProblem::NoSuchColumns { absent, found: quoted(first) }));
        }
        // The header is filled in from the first line, which the reader will meet once more.
        let mut header = Header::default();
        Mapped::new(columns.clone()).parse(first, &mut header);
        Ok(LogReader::of(lines, &mapped::ENTRY, Box::new(parser), header))
    }

    /// The same with sizes counted in another unit than the format's own.
    #[must_use]
    pub fn counted_in(self, unit: SizeUnit) -> LogReader {
        LogReader { unit: Some(unit), ..self }
    }

    /// The same with sizes that count such processors.
    #[must_use]
    pub fn sized(self, sizes: Sizes) -> LogReader {
        LogReader { sizes, ..self }
    }

    /// The same with jobs of such shapes.
    #[must_use]
    pub fn shaped(self, shapes: Shapes) -> LogReader {
        LogReader { shapes, ..self }
    }

    /// The same with jobs that are told apart by their class, in this way.
    #[must_use]
    pub fn told_apart_by(self, apart: Apart) -> LogReader {
        LogReader { kinds: Kinds::told_apart_by(apart), ..self }
    }

    /// The kinds of jobs that were met, by their class; of jobs of other classes nothing is known.
    #[must_use]
    pub fn kinds(&self) -> &[JobKind] {
        self.kinds.all()
    }

    fn of(lines: Lines, format: &'static Format, parser: Box<dyn Parser>, header: Header) -> LogReader {
        LogReader {
            cleaning: Cleaning::Archive,
            unit: None,
            sizes: Sizes::Requested,
            shapes: Shapes::Counted,
            lines,
            later: Vec::new(),
            lines_before: 0,
            format,
            parser,
            unix_start: header.unix_start,
            header,
            quality: Quality::default(),
            fields_of_first_row: 0,
            submit_latest: Time::ZERO,
            line: 0,
            part: 0,
            header_line: None,
            together: Together::InTurn,
            clock: None,
            transform: Transform::default(),
            changes_jobs: false,
            earliest: None,
            kinds: Kinds::default(),
            seam: Seam::default(),
            seen: None,
        }
    }

    /// Opens logs that are read one after the other as if they were one file: the account counts their lines on. What the
    /// header of the first does not say is taken from those of the later ones.
    ///
    /// # Errors
    /// When one of them cannot be read, is empty, or is no log of a known format.
    ///
    /// # Panics
    /// When there is no path.
    pub fn open_all<P: AsRef<Path>>(paths: &[P]) -> Result<LogReader, LogError> {
        let readers = paths
            .iter()
            .map(|path| LogReader::open(path.as_ref()))
            .collect::<Result<Vec<LogReader>, LogError>>()?;
        Ok(LogReader::chained(readers, Together::InTurn))
    }

    /// Several logs as one.
    ///
    /// # Panics
    /// When there is none.
    pub(in super::super) fn chained(mut readers: Vec<LogReader>, together: Together) -> LogReader {
        let mut starts = readers.iter().filter_map(|reader| reader.unix_start);
        let first_start = starts.next();
        let dated = first_start.is_some();
        // Laid one on the other, logs whose clocks began at different times would overlap.
        let together =
            if starts.any(|start| Some(start) != first_start) { Together::Merged } else { together };
        readers.reverse();
        let mut first = readers.pop().expect("there is at least one log to open");
        for later in readers.iter().rev() {
            first.header.complete(&later.header);
        }
        if !readers.is_empty() {
            first.quality.begin_file(first.lines.name(), 0);
        }
        first.later = readers;
        // Logs without dates are merged by their own clocks, if none of them has dates.
        first.together = if dated { together } else { Together::InTurn };
        first
    }
}

/// The same lines, if they begin as text.
fn text(lines: Lines) -> Result<Lines, LogError> {
    let place = lines.head().position(|line| line.contains(&0));
    match place {
        Some(place) => Err(lines.error(Some(place as u64 + 1), LogProblem::Binary)),
        None => Ok(lines),
    }
}
