//! Kinds of jobs, where somebody wants them told apart: by queue, group, quality of service and size.

use super::row::{Header, Row};
use super::statistics::classes::{size_class, size_class_words};
use crate::model::ClassId;
use std::collections::BTreeMap;

/// By what jobs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Apart {
    /// Their queue or partition.
    pub queue: bool,
    /// Their group, account or project.
    pub group: bool,
    /// Their quality of service.
    pub qos: bool,
    /// Their size: 1, 2, 3 to 4, 5 to 8, and so on.
    pub size: bool,
}

/// One kind; `None` is what the log does not know, or what nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct JobKind {
    /// The number of the queue.
    pub queue: Option<u32>,
    /// The number of the group.
    pub group: Option<u32>,
    /// The number of the quality of service.
    pub qos: Option<u32>,
    /// The class of the size.
    pub size: Option<u32>,
}

/// The kinds that were met. Jobs of a kind are of one class.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    apart: Apart,
    numbers: BTreeMap<JobKind, ClassId>,
    kinds: Vec<JobKind>,
}

impl Kinds {
    pub(super) fn told_apart_by(apart: Apart) -> Kinds {
        Kinds { apart, ..Kinds::default() }
    }

    /// The class of a job of this row and size. What comes when there is no room for more kinds is of the last class.
    pub(super) fn class_of(&mut self, row: &Row, size: u32) -> ClassId {
        if self.apart == Apart::default() {
            return ClassId(0);
        }
        let number = |asked: bool, number: Option<super::Number>| {
            number.filter(|_| asked).and_then(|number| u32::try_from(number.whole()).ok())
        };
        let kind = JobKind {
            queue: number(self.apart.queue, row.queue),
            group: number(self.apart.group, row.group),
            qos: number(self.apart.qos, row.qos),
            size: self.apart.size.then(|| size_class(size) as u32),
        };
        let next = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
        let class = *self.numbers.entry(kind).or_insert(ClassId(next));
        if class.0 == next && next < u16::MAX {
            self.kinds.push(kind);
        }
        class
    }

    /// The kinds, by their class.
    pub(super) fn all(&self) -> &[JobKind] {
        &self.kinds
    }
}

impl JobKind {
    /// What its queue is called.
    #[must_use]
    pub fn queue_name(&self, header: &Header) -> String {
        named(self.queue, |number| header.queues.word(number))
    }

    /// What its group is called.
    #[must_use]
    pub fn group_name(&self, header: &Header) -> String {
        named(self.group, |number| header.groups.word(number))
    }

    /// What its quality of service is called.
    #[must_use]
    pub fn qos_name(&self, header: &Header) -> String {
        named(self.qos, |number| header.qos.word(number))
    }

    /// Its sizes.
    #[must_use]
    pub fn size_name(&self) -> String {
        self.size.map_or_else(|| "-".to_owned(), |class| size_class_words(class as usize))
    }
}

/// The word of a number, or the number; a dash where nobody knows it.
fn named<'a>(number: Option<u32>, word: impl Fn(u64) -> Option<&'a str>) -> String {
    let Some(number) = number else { return "-".to_owned() };
    word(number.into()).map_or_else(|| number.to_string(), str::to_owned)
}
