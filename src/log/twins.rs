//! Rows of several exports that are one job.

use super::entry::Entry;
use super::number::Number;
use super::sorting::Recorded;
use crate::model::{Span, Time};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Tells rows that are one job: exports by month have each job that ran over the end of a month in both of two files. They were
/// submitted at one instant, so only the rows of one instant are remembered. Within one export, equal rows are several jobs: tasks
/// of an array may share their number.
#[derive(Debug, Default)]
pub(super) struct Twins {
    last: Option<Last>,
    /// In which export the rows of the instant of the last stood first, where there are several.
    of_instant: BTreeMap<Mark, u32>,
}

/// The facts in which rows of one job agree, besides their submission: number, run, wait, size, walltime, and user.
type Mark = (u64, Span, Option<Span>, u32, Span, u32);

/// The last row, as far as it must be known.
#[derive(Debug, Clone, Copy)]
struct Last {
    submit: Time,
    mark: Mark,
    part: u32,
}

impl Last {
    fn of(row: &Recorded) -> Last {
        Last { submit: row.job.request.submit, mark: mark(row), part: row.part }
    }
}

impl Twins {
    /// Behind a first row.
    pub(super) fn behind(first: Option<Recorded>) -> Twins {
        Twins { last: first.as_ref().map(Last::of), ..Twins::default() }
    }

    /// Whether a row is the same job as one before it.
    pub(super) fn has(&mut self, new: &Recorded) -> bool {
        let new = Last::of(new);
        let Some(last) = self.last.replace(new).filter(|last| last.submit == new.submit) else {
            if !self.of_instant.is_empty() {
                self.of_instant.clear();
            }
            return false;
        };
        self.of_instant.entry(last.mark).or_insert(last.part);
        *self.of_instant.entry(new.mark).or_insert(new.part) != new.part
    }
}

const fn mark(Recorded { job, wait, .. }: &Recorded) -> Mark {
    let request = &job.request;
    (request.id.0, job.work, *wait, request.shape.tasks, request.walltime, request.tenant.0)
}

/// The same facts and the submission of a row, in 64 bits: one pair in billions of rows is taken for one job by mistake.
pub(super) fn twin_mark(entry: &Entry) -> u64 {
    let recorded = recorded(entry, 0);
    let mut hasher = DefaultHasher::new();
    (recorded.job.request.submit, mark(&recorded)).hash(&mut hasher);
    hasher.finish()
}

/// A job and what its log tells of it besides.
pub(super) fn recorded(Entry { job, row, asked, .. }: &Entry, part: u32) -> Recorded {
    let wait = row.wait.filter(|wait| *wait < Number::TOO_LARGE).map(Number::secs);
    let queue = row.queue.and_then(|queue| u32::try_from(queue.whole()).ok());
    let after = row.after.filter(|after| *after < Number::TOO_LARGE).map(Number::whole);
    Recorded { job: *job, wait, queue, after, part, asked: *asked }
}
