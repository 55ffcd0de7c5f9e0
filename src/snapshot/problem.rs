//! Mistakes in a snapshot: where, what was found, and what would be right.

use crate::text::visible;
use std::fmt;

/// So many mistakes are told one by one.
const TOLD_MAX: usize = 100;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// The line and the column in characters, both counted from 1; nothing where it is about the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    /// `FILE:LINE:COLUMN: message`, which editors and people can follow.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Everything that is wrong with the files of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    problems: Vec<Problem>,
}

impl Problems {
    /// Takes note of a mistake.
    pub(super) fn add(&mut self, file: &str, place: Option<(usize, usize)>, message: impl fmt::Display) {
        let message = visible(&message.to_string()).into_owned();
        self.problems.push(Problem { file: file.to_owned(), place, message });
    }

    /// Takes over the mistakes of another file.
    pub(super) fn append(&mut self, mut others: Problems) {
        self.problems.append(&mut others.problems);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Everything in the order of the files, and how much more there is where that is too much to tell.
    pub fn told(&self) -> impl Iterator<Item = String> {
        let more = self.problems.len().saturating_sub(TOLD_MAX);
        let told = self.problems.iter().take(TOLD_MAX).map(ToString::to_string);
        told.chain((0 < more).then(|| format!("and {more} more like these")))
    }
}
