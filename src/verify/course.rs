//! A schedule as a table: its rows, the terms by which it is checked, and what happened at each instant.

use crate::model::{JobId, Span, Time};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It started and ended.
    Ran {
        /// When it started.
        start: Time,
        /// When it ended, whether it was finished or killed.
        end: Time,
    },
    /// It started and still ran when the schedule was written down.
    Running {
        /// When it started.
        start: Time,
    },
    /// It still waited.
    Waiting,
    /// It was given up while it waited.
    GaveUp,
    /// It was turned away.
    Rejected,
}

impl Fate {
    /// When it started, if it did.
    pub(super) const fn start(self) -> Option<Time> {
        match self {
            Fate::Ran { start, .. } | Fate::Running { start } => Some(start),
            Fate::Waiting | Fate::GaveUp | Fate::Rejected => None,
        }
    }

    /// When it ended; never, for a job that still ran.
    pub(super) const fn end(self) -> Option<Time> {
        match self {
            Fate::Ran { end, .. } => Some(end),
            Fate::Running { .. } => Some(Time::NEVER),
            Fate::Waiting | Fate::GaveUp | Fate::Rejected => None,
        }
    }
}

/// One job of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The job.
    pub job: JobId,
    /// Which of its runs this is, counted from 1; a job that was never stopped has only one.
    pub run: u32,
    /// When it was submitted.
    pub submit: Time,
    /// How many processors it holds.
    pub procs: u64,
    /// The requested time, where it is known.
    pub walltime: Option<Span>,
    /// What became of it.
    pub fate: Fate,
    /// Whether it is said to have been killed at its walltime.
    pub killed: bool,
}

/// A job as its log asked for it, to find what a schedule lost or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The job.
    pub job: JobId,
    /// When it was submitted.
    pub submit: Time,
    /// How many processors it asked for.
    pub procs: u64,
    /// The requested time, where it is known.
    pub walltime: Option<Span>,
    /// How long it runs if it is not killed, where that is known.
    pub run: Option<Span>,
}

/// The machine of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// So many processors.
    Processors(u64),
    /// Equal nodes. A table does not say which nodes a job had, so only their cores together can be checked.
    Nodes {
        /// How many nodes.
        count: u64,
        /// Cores of each.
        cores: u64,
    },
}

impl Machine {
    /// How many processors there are in all.
    #[must_use]
    pub const fn processors(self) -> u64 {
        match self {
            Machine::Processors(processors) => processors,
            Machine::Nodes { count, cores } => count.saturating_mul(cores),
        }
    }
}

/// What the schedule claims to be. Queues are in order of submission, equal times in the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: only what holds for every schedule is checked.
    Any,
    /// Nobody overtakes, and nobody waits who is next and fits.
    Fcfs,
    /// Nobody delays the head of the queue past the reservation it has by the requested times.
    Easy,
    /// Nobody starts later than promised at submission.
    Conservative,
}

/// How the simulator took the events of one instant, which decides what it could have promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instants {
    /// All events of an instant happened before it scheduled.
    Batched,
    /// It scheduled between them, submissions first: what ends at an instant still counted as running.
    Sequential,
}

/// By which terms a schedule is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// On which machine it ran.
    pub machine: Machine,
    /// What it claims to be.
    pub rule: Rule,
    /// How it took the events of one instant.
    pub instants: Instants,
}

/// A schedule as it went on: its rows in the order of the queue, and what happened at each instant.
#[derive(Debug)]
pub(super) struct Course {
    /// In order of submission.
    pub(super) rows: Vec<Row>,
    /// What happened when, as places in `rows`.
    pub(super) instants: BTreeMap<Time, Happened>,
    /// The last time that the schedule speaks of.
    pub(super) horizon: Time,
}

/// What happened at one instant, as places in the queue.
#[derive(Debug, Default)]
pub(super) struct Happened {
    pub(super) ended: Vec<usize>,
    pub(super) submitted: Vec<usize>,
    pub(super) started: Vec<usize>,
}

impl Course {
    /// Rows that were turned away or given up take no part; nor do those whose times run backwards, which are reported elsewhere.
    pub(super) fn new(mut rows: Vec<Row>) -> Course {
        rows.retain(|row| match row.fate {
            Fate::Ran { start, end } => row.submit <= start && start <= end,
            Fate::Running { start } => row.submit <= start,
            Fate::Waiting => true,
            Fate::GaveUp | Fate::Rejected => false,
        });
        rows.sort_by_key(|row| row.submit);
        let mut instants: BTreeMap<Time, Happened> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            instants.entry(row.submit).or_default().submitted.push(place);
            if let Some(start) = row.fate.start() {
                instants.entry(start).or_default().started.push(place);
            }
            if let Fate::Ran { end, .. } = row.fate {
                instants.entry(end).or_default().ended.push(place);
            }
        }
        let horizon = instants.last_key_value().map_or(Time::ZERO, |(at, _)| *at);
        Course { rows, instants, horizon }
    }

    /// When a job is expected to end by what it requested.
    pub(super) fn expected_end(&self, place: usize, start: Time) -> Time {
        start + self.estimate(place)
    }

    /// The requested time; what it ran where none is known.
    pub(super) fn estimate(&self, place: usize) -> Span {
        let row = &self.rows[place];
        row.walltime.unwrap_or(match row.fate {
            Fate::Ran { start, end } => end.since(start),
            Fate::Running { .. } | Fate::Waiting | Fate::GaveUp | Fate::Rejected => Span::MAX,
        })
    }

    /// When it started; [`Time::NEVER`] if it did not.
    pub(super) fn start(&self, place: usize) -> Time {
        self.rows[place].fate.start().unwrap_or(Time::NEVER)
    }

    /// When it ended; [`Time::NEVER`] if it did not.
    pub(super) fn end(&self, place: usize) -> Time {
        self.rows[place].fate.end().unwrap_or(Time::NEVER)
    }
}

/// Walks through a schedule with the queue as it was after each instant.
pub(super) fn for_each_queue(course: &Course, mut look: impl FnMut(Time, &Happened, &BTreeSet<usize>)) {
    let mut waiting: BTreeSet<usize> = BTreeSet::new();
    for (&at, happened) in &course.instants {
        waiting.extend(&happened.submitted);
        for place in &happened.started {
            waiting.remove(place);
        }
        look(at, happened, &waiting);
    }
}
