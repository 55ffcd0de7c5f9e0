//! What a reader gives: rows with their jobs, and rows without.

use super::asked::Asked;
use super::row::Row;
use crate::model::Job;

/// A row that gave a job, and the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The job that is simulated.
    pub job: Job,
    /// What the log says, as it stands there.
    pub row: Row,
    /// What it asked for beside its size.
    pub asked: Asked,
    /// The number of its line, counted on through logs that follow each other.
    pub line: u64,
}

/// A row that could be read, whether or not it gives a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadRow {
    /// The job that is simulated, where the rules of cleaning take the row.
    pub job: Option<Job>,
    /// What it asked for beside its size.
    pub asked: Asked,
    /// What the log says, as it stands there.
    pub row: Row,
    /// The number of its line, counted on through logs that follow each other.
    pub line: u64,
}
