//! Checks a schedule given as a table: one row for each job, on a machine of which only the processors are known.

use super::finding::{Findings, Law};
use super::{easy, promise};
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
    /// It was turned away.
    Rejected,
}

impl Fate {
    /// When it started, if it did.
    pub(super) const fn start(self) -> Option<Time> {
        match self {
            Fate::Ran { start, .. } | Fate::Running { start } => Some(start),
            Fate::Waiting | Fate::Rejected => None,
        }
    }

    /// When it ended; never, for a job that still ran.
    pub(super) const fn end(self) -> Option<Time> {
        match self {
            Fate::Ran { end, .. } => Some(end),
            Fate::Running { .. } => Some(Time::NEVER),
            Fate::Waiting | Fate::Rejected => None,
        }
    }
}

/// One job of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The job.
    pub job: JobId,
    /// When it was submitted.
    pub submit: Time,
    /// How many processors it holds.
    pub procs: u64,
    /// The requested time, where it is known.
    pub walltime: Option<Span>,
    /// What became of it.
    pub fate: Fate,
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

/// Checks a schedule. `log` is the list of jobs it was made from, where there is one; a walltime that a row lacks is taken
/// from there. A rule that plans takes a job without any walltime to have requested the time it ran.
#[must_use]
pub fn schedule(rows: &[Row], terms: &Terms, log: Option<&[Asked]>) -> Findings {
    let mut findings = Findings::default();
    let mut rows = rows.to_vec();
    check_ids(&mut findings, &rows);
    if let Some(log) = log {
        compare_with_log(&mut findings, &mut rows, log);
    }
    let processors = terms.machine.processors();
    for row in &rows {
        check_row(&mut findings, row, processors);
    }
    let course = Course::new(rows);
    check_capacity(&mut findings, &course, processors);
    match terms.rule {
        Rule::Any => {}
        Rule::Fcfs => {
            check_order(&mut findings, &course);
            check_idle_head(&mut findings, &course, processors);
        }
        Rule::Easy => {
            check_idle_head(&mut findings, &course, processors);
            easy::check(&mut findings, &course, processors, terms.instants);
        }
        Rule::Conservative => promise::check(&mut findings, &course, processors, terms.instants),
    }
    findings
}

fn check_ids(findings: &mut Findings, rows: &[Row]) {
    let mut seen = BTreeSet::new();
    for row in rows {
        if !seen.insert(row.job) {
            findings.add(Law::Duplicate, row.submit, &[row.job], || "has more than one row".into());
        }
    }
}

fn compare_with_log(findings: &mut Findings, rows: &mut [Row], log: &[Asked]) {
    let mut asked: BTreeMap<JobId, (&Asked, bool)> =
        log.iter().map(|asked| (asked.job, (asked, false))).collect();
    for row in rows {
        let Some((asked, found)) = asked.get_mut(&row.job) else {
            findings.add(Law::Unknown, row.submit, &[row.job], || "the log has no such job".into());
            continue;
        };
        *found = true;
        if row.submit != asked.submit || row.procs != asked.procs {
            findings.add(Law::Changed, row.submit, &[row.job], || {
                format!(
                    "{} processors submitted at {}, in the log {} at {}",
                    row.procs, row.submit, asked.procs, asked.submit
                )
            });
        }
        row.walltime = row.walltime.or(asked.walltime);
    }
    for (asked, found) in asked.values() {
        if !found {
            findings
                .add(Law::Lost, asked.submit, &[asked.job], || "is in the log, not in the schedule".into());
        }
    }
}

fn check_row(findings: &mut Findings, row: &Row, processors: u64) {
    let fits = row.procs <= processors;
    let mut add = |law, at, detail: String| findings.add(law, at, &[row.job], || detail);
    match row.fate {
        Fate::Rejected if fits => {
            add(
                Law::WrongRejection,
                row.submit,
                format!("{} of {processors} processors would have fitted", row.procs),
            );
        }
        Fate::Waiting if !fits => {
            add(Law::NeverFits, row.submit, format!("waits for {} of {processors} processors", row.procs));
        }
        Fate::Ran { start, .. } | Fate::Running { start } if start < row.submit => {
            add(Law::EarlyStart, start, format!("submitted at {}", row.submit));
        }
        Fate::Ran { .. } | Fate::Running { .. } | Fate::Waiting | Fate::Rejected => {}
    }
    let Fate::Ran { start, end } = row.fate else { return };
    if end < start {
        add(Law::BackwardsRun, end, format!("started at {start}"));
    } else if let Some(walltime) = row.walltime
        && walltime < end.since(start)
    {
        add(Law::Overrun, end, format!("ran {}, requested {walltime}", end.since(start)));
    }
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
    /// Rows that were turned away take no part; nor do those whose times run backwards, which are reported elsewhere.
    fn new(mut rows: Vec<Row>) -> Course {
        rows.retain(|row| match row.fate {
            Fate::Ran { start, end } => row.submit <= start && start <= end,
            Fate::Running { start } => row.submit <= start,
            Fate::Waiting => true,
            Fate::Rejected => false,
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
            Fate::Running { .. } | Fate::Waiting | Fate::Rejected => Span::MAX,
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

fn check_capacity(findings: &mut Findings, course: &Course, processors: u64) {
    let mut running: BTreeSet<usize> = BTreeSet::new();
    let mut used: u128 = 0;
    let mut over = false;
    for (&at, happened) in &course.instants {
        for place in happened.ended.iter().filter(|place| running.remove(place)) {
            used -= u128::from(course.rows[*place].procs);
        }
        for &place in &happened.started {
            let row = &course.rows[place];
            if course.end(place) == at {
                // A run of no length holds nothing for any time, but its processors must exist.
                if processors < row.procs {
                    findings.add(Law::OverCommitted, at, &[row.job], || {
                        format!("{} processors, there are {processors}", row.procs)
                    });
                }
                continue;
            }
            running.insert(place);
            used += u128::from(row.procs);
        }
        let was_over = std::mem::replace(&mut over, u128::from(processors) < used);
        if over && (!was_over || !happened.started.is_empty()) {
            // The last to start is named first: it is the one that should not have.
            let jobs: Vec<JobId> =
                happened.started.iter().rev().map(|place| course.rows[*place].job).collect();
            findings.add(Law::OverCommitted, at, &jobs, || {
                format!("{used} processors in use, there are {processors}")
            });
        }
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

fn check_order(findings: &mut Findings, course: &Course) {
    for_each_queue(course, |at, happened, waiting| {
        let Some(&head) = waiting.first() else { return };
        for &place in happened.started.iter().filter(|place| head < **place) {
            let (overtaken, overtaker) = (&course.rows[head], &course.rows[place]);
            findings.add(Law::Overtaken, at, &[overtaken.job, overtaker.job], || {
                format!("job {} started while job {} waited ahead of it", overtaker.job, overtaken.job)
            });
        }
    });
}

fn check_idle_head(findings: &mut Findings, course: &Course, processors: u64) {
    let mut used: u128 = 0;
    let mut told = None;
    for_each_queue(course, |at, happened, waiting| {
        for &place in &happened.started {
            used += u128::from(course.rows[place].procs);
        }
        for &place in &happened.ended {
            used -= u128::from(course.rows[place].procs);
        }
        let Some(&head) = waiting.first() else { return };
        let row = &course.rows[head];
        let free = u128::from(processors).saturating_sub(used);
        // At the horizon nothing more is known; before it, this instant's schedule lasted until the next.
        if u128::from(row.procs) <= free && at < course.horizon && told != Some(head) {
            told = Some(head);
            findings.add(Law::IdleHead, at, &[row.job], || {
                format!("needs {} processors, {free} of {processors} are free", row.procs)
            });
        }
    });
}
