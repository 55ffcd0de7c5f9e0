//! The cells of a sweep that are done, gathered from the pieces of one or several folders.

use super::described::Described;
use super::piece::{ENDING, Packed, taken_apart};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of the pieces, in that of the sweep.
pub const CELLS_FOLDER: &str = "cells";

/// The cells that are done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finished {
    cells: BTreeMap<usize, Packed>,
}

/// Why cells cannot be gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FinishedError {
    /// A file cannot be read.
    Unreadable(String),
    /// Pieces of another sweep lie there.
    Foreign(PathBuf),
}

impl fmt::Display for FinishedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FinishedError::Unreadable(message) => f.write_str(message),
            FinishedError::Foreign(path) => write!(
                f,
                "{}: these cells are of another sweep than {} beside them",
                path.display(),
                super::described::SWEEP_FILE
            ),
        }
    }
}

impl std::error::Error for FinishedError {}

impl Finished {
    /// The cells that are done of a sweep in its folder; none where it has not begun.
    ///
    /// # Errors
    /// When a piece cannot be read, or is of another sweep.
    pub fn read(dir: &Path, described: &Described) -> Result<Finished, FinishedError> {
        let folder = dir.join(CELLS_FOLDER);
        let (fingerprint, count) = (described.fingerprint(), described.layout().cells());
        let mut finished = Finished::default();
        for path in pieces_in(&folder).map_err(|error| unreadable(&folder, &error))? {
            let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
            let Some(piece) = taken_apart(&bytes) else { continue };
            if piece.fingerprint != fingerprint {
                return Err(FinishedError::Foreign(path));
            }
            finished.cells.extend(piece.cells.into_iter().filter(|(cell, _)| *cell < count));
        }
        Ok(finished)
    }

    /// Takes in the cells of another folder.
    pub fn join(&mut self, other: &Finished) {
        self.cells.extend(other.cells.iter().map(|(cell, packed)| (*cell, packed.clone())));
    }

    /// The cells that others have, too, in words; nothing where there are none.
    #[must_use]
    pub fn overlap(&self, other: &Finished) -> Option<String> {
        let both: Vec<usize> = other.cells.keys().filter(|cell| self.holds(**cell)).copied().collect();
        (!both.is_empty()).then(|| cells_in_words(&both))
    }

    /// Whether a cell is done.
    #[must_use]
    pub fn holds(&self, cell: usize) -> bool {
        self.cells.contains_key(&cell)
    }

    /// How many are done.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Those of a sweep that are not done yet, in words; nothing where all are.
    #[must_use]
    pub fn missing(&self, described: &Described) -> Option<String> {
        let count = described.layout().cells();
        let missing: Vec<usize> = (0..count).filter(|cell| !self.holds(*cell)).collect();
        (!missing.is_empty()).then(|| format!("{} of {count}", cells_in_words(&missing)))
    }

    /// The rows of each cell, in the order of the cells.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, io::Result<String>)> {
        self.cells.iter().map(|(cell, packed)| (*cell, packed.rows()))
    }
}

fn unreadable(path: &Path, error: &io::Error) -> FinishedError {
    FinishedError::Unreadable(format!("{}: cannot read: {error}", path.display()))
}

/// The pieces in a folder, in the order of their names; none where there is no folder.
fn pieces_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut pieces = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            pieces.push(path);
        }
    }
    pieces.sort();
    Ok(pieces)
}

/// So many stretches are told.
const STRETCHES_MAX: usize = 6;

/// Cells, which ascend, as people count them: `cells 1 to 3, 7 and 9`.
fn cells_in_words(cells: &[usize]) -> String {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for cell in cells {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == *cell => *last = *cell,
            Some(_) | None => stretches.push((*cell, *cell)),
        }
    }
    let more = stretches.len().saturating_sub(STRETCHES_MAX);
    let told = stretches.iter().take(STRETCHES_MAX).map(|(first, last)| match last - first {
        0 => format!("{}", first + 1),
        1 => format!("{}, {}", first + 1, last + 1),
        _ => format!("{} to {}", first + 1, last + 1),
    });
    let told: Vec<String> = told.collect();
    let word = if cells.len() == 1 { "cell" } else { "cells" };
    let rest = if more == 0 { String::new() } else { format!(" and so on ({} in all)", cells.len()) };
    format!("{word} {}{rest}", told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_in_stretches() {
        assert_eq!(cells_in_words(&[4]), "cell 5");
        assert_eq!(cells_in_words(&[0, 1, 2, 6, 8, 9]), "cells 1 to 3, 7, 9, 10");
        let odd: Vec<usize> = (0..40).step_by(2).collect();
        assert_eq!(cells_in_words(&odd), "cells 1, 3, 5, 7, 9, 11 and so on (20 in all)");
    }
}
