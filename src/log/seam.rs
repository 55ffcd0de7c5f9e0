//! Where one log ends and the next begins: two logs of which not both say from when their times count must not be laid one on the
//! other.

use super::error::LogProblem;
use super::number::Number;
use super::transform::ABSOLUTE_MIN;
use crate::model::Time;

/// The rows before the next one, as far as they must be known.
#[derive(Debug, Clone, Default)]
pub(super) struct Seam {
    number_last: Option<Number>,
    submit_latest: Time,
    /// The log that ended just now, before a row of the next one was read.
    before: Option<Before>,
}

/// A log that ended.
#[derive(Debug, Clone)]
struct Before {
    name: String,
    /// Whether it says when its time 0 was.
    is_dated: bool,
}

impl Seam {
    /// A log ends; the next row is one of another.
    pub(super) fn end(&mut self, name: String, is_dated: bool) {
        self.before = Some(Before { name, is_dated });
    }

    /// Takes note of a row. Tells where its log would be laid on top of the one before: not both know when their time 0 was, their
    /// times overlap, and the numbers of jobs do not go on as in a part of the same log.
    pub(super) fn row(&mut self, number: Option<Number>, submit: Time, is_dated: bool) -> Option<LogProblem> {
        let overlaps = submit < self.submit_latest && self.submit_latest < ABSOLUTE_MIN;
        let goes_on = number.zip(self.number_last).is_some_and(|(number, last)| last < number);
        let before = self.before.take().filter(|before| !(before.is_dated && is_dated));
        self.number_last = number.or(self.number_last);
        self.submit_latest = self.submit_latest.max(submit);
        let Before { name, is_dated: before_is_dated } = before.filter(|_| overlaps && !goes_on)?;
        Some(LogProblem::OnTop { before: name, before_is_dated, is_dated })
    }
}
