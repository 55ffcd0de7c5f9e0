//! A log as the origin of a workload: what was learned of it when it was read through once.

use super::Unit;
use crate::log::{Entry, LogError, LogReader, LogSource, Logs, Quality, SizeUnit};
use crate::model::{Layout, PartitionId, Request, Shape, Span, Time};
use std::collections::BTreeSet;

/// What of a log comes when its workload begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Nothing: its jobs come on their dates, whenever that is.
    Dates,
    /// Its first row, whether or not the filter takes it; of logs that belong together the first row of all.
    FirstRow,
    /// Its first job.
    FirstJob,
    /// Its time 0; the first job follows as it did then.
    TimeZero,
}

/// How the times of a log become those of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// So many microseconds are added, or taken off.
    Shifted(i64),
    /// This time of the log is when the workload begins.
    Begins(Time),
}

/// How many jobs of a log do not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outside {
    /// Those that were submitted before the workload begins.
    pub before: u64,
    /// Those that were submitted when it or the scenario has ended.
    pub after: u64,
}

/// What the jobs of a log hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// What sizes count, and what comes with that of a node.
    SizesAlone,
    /// Cores, accelerators and memory, as far as the log knows what a job asked for.
    WhatIsKnown,
}

/// A log that has been read through once.
#[derive(Debug, Clone, PartialEq)]
pub struct LogOrigin {
    /// The file, as it was named.
    pub name: String,
    /// How it is read.
    pub logs: Logs,
    /// What the sizes of its jobs count.
    pub unit: Unit,
    /// What its jobs hold.
    pub holds: Holds,
    /// How many jobs it has.
    pub jobs: u64,
    /// From the first submission to the last.
    pub span: Span,
    /// The smallest and the largest job.
    pub sizes: (u32, u32),
    /// What all jobs together hold, in seconds of one unit.
    area: f64,
    /// Whether it holds several exports, in which a job may stand twice.
    has_exports: bool,
    /// Whether its rows are in order of submission, so that it can be streamed.
    in_order: bool,
    /// Whether any of its jobs waits for another.
    pub(super) waits: bool,
    /// How many of its jobs do not come.
    pub comes_outside: Outside,
    /// What comes when the workload begins.
    pub begins_with: Beginning,
    /// How its times become those of the scenario.
    pub anchor: Anchor,
    /// The first submission of a row, whether or not the filter takes it, and the first and the last of its jobs.
    pub submissions: (Time, Time, Time),
    /// What time 0 of the log is on the machine's own clock, in seconds since 1970, where that is known.
    pub time_zero: Option<i64>,
    /// Queues of the log whose jobs go to partitions of their own.
    pub queues: Vec<(String, PartitionId)>,
    /// What comes on top of each job's run time: to start it and to clean up.
    pub overhead: Span,
    /// The users of its jobs by name, where it has words for them.
    pub users: Vec<String>,
    /// The account of its rows.
    pub quality: Quality,
    /// How many of its jobs had accelerators.
    pub with_accelerators: u64,
    /// Whether its jobs hold the accelerators that they had, if there are any.
    pub counts_accelerators: bool,
}

/// How large a job is, and whether that counts cores although the log counts nodes: jobs that share nodes would else seem to
/// need all of them.
fn size_of(shape: Shape) -> (u32, bool) {
    match shape.layout {
        Layout::OnePerNode if 0 < shape.per_task.cores => (shape.total().cores, true),
        Layout::OnePerNode | Layout::Anywhere => (shape.tasks, false),
    }
}

/// A time of a log as one of the scenario; nothing where that is before it starts.
pub(super) fn shifted(submit: Time, shift: i128) -> Option<Time> {
    let moved = i128::from(submit.as_micros()) + shift;
    // A time beyond all time is beyond the end of any workload, too.
    (0 <= moved).then(|| Time::from_micros(u64::try_from(moved).unwrap_or(u64::MAX)))
}

impl LogOrigin {
    /// Reads a log through.
    ///
    /// # Errors
    /// When it cannot be read to its end, or has no job.
    pub fn survey(name: &str, logs: &Logs) -> Result<LogOrigin, LogError> {
        let (origin, exports) = LogOrigin::read_through(name, logs, logs.open()?)?;
        if exports == 1 {
            return Ok(origin);
        }
        // Jobs that stand in two exports come once.
        let reader = logs.open()?.without_twins();
        Ok(LogOrigin::read_through(name, logs, reader)?.0)
    }

    /// Reads a log through, and says how many exports it holds.
    fn read_through(name: &str, logs: &Logs, mut reader: LogReader) -> Result<(LogOrigin, u32), LogError> {
        // Somebody who says what sizes count wants that and nothing else to count.
        let holds = if logs.unit.is_some() { Holds::SizesAlone } else { Holds::WhatIsKnown };
        let mut unit = match reader.unit() {
            SizeUnit::Processors => Unit::Cores,
            SizeUnit::Nodes => Unit::Nodes,
            // A request to a language model holds an accelerator, even if others share it in truth.
            SizeUnit::Accelerators | SizeUnit::Slots => Unit::Accelerators,
        };
        let (mut jobs, mut area, mut in_order, mut waits) =
            (0, 0_u128, true, logs.transform.split_at.is_some());
        let (mut first, mut last) = (Time::NEVER, Time::ZERO);
        let mut sizes = (u32::MAX, 0);
        let (mut with_accelerators, mut counts_accelerators) = (0, false);
        let mut users = BTreeSet::new();
        while let Some(Entry { job, row, .. }) = reader.next_entry()? {
            let Request { submit, shape, .. } = job.request;
            jobs += 1;
            waits |= row.after.is_some();
            if row.user.is_some() {
                users.insert(job.request.tenant.0);
            }
            counts_accelerators |= unit == Unit::Accelerators
                || (unit == Unit::Cores && holds == Holds::WhatIsKnown)
                || 0 < shape.per_task.accelerators;
            with_accelerators += u64::from(row.accelerators.is_some_and(|count| !count.is_zero()));
            in_order &= last <= submit;
            (first, last) = (first.min(submit), last.max(submit));
            let (size, in_cores) = size_of(shape);
            unit = if in_cores { Unit::Cores } else { unit };
            sizes = (sizes.0.min(size), sizes.1.max(size));
            area += u128::from(size) * u128::from(job.work.as_micros());
        }
        // A reader without a job has given an error.
        let span = last.since(first);
        let names = &reader.header().users;
        let exports = reader.part() + 1;
        let origin = LogOrigin {
            name: name.to_owned(),
            logs: logs.clone(),
            unit,
            holds,
            jobs,
            span,
            sizes,
            area: area as f64 / 1e6,
            has_exports: 1 < exports,
            in_order,
            waits,
            comes_outside: Outside::default(),
            begins_with: Beginning::FirstRow,
            anchor: Anchor::Begins(reader.earliest().unwrap_or(first)),
            submissions: (reader.earliest().unwrap_or(first), first, last),
            time_zero: reader.time_zero(),
            queues: Vec::new(),
            overhead: Span::ZERO,
            users: users.into_iter().filter_map(|user| names.word(user.into()).map(str::to_owned)).collect(),
            quality: reader.quality().clone(),
            with_accelerators,
            counts_accelerators,
        };
        Ok((origin, exports))
    }

    /// Added to the times of the log, in microseconds, where its workload begins then.
    pub(super) fn shift(&self, since: Time) -> i128 {
        let micros = |time: Time| i128::from(time.as_micros());
        match self.anchor {
            Anchor::Shifted(shift) => i128::from(shift),
            Anchor::Begins(first) => micros(since) - micros(first),
        }
    }

    /// How many jobs do not come in a workload of this time in a scenario that is so long. The log is read once more where there
    /// are any.
    ///
    /// # Errors
    /// When it cannot be read once more.
    pub fn outside(&self, (since, until): (Time, Time), horizon: Span) -> Result<Outside, LogError> {
        let end = until.min(Time::ZERO + horizon);
        let mut outside = Outside::default();
        let (_, first, last) = self.submissions;
        let shift = self.shift(since);
        let comes = |submit: Time| shifted(submit, shift).filter(|at| since <= *at);
        if comes(first).is_some() && comes(last).is_some_and(|at| at < end) {
            return Ok(outside);
        }
        let reader = self.logs.open()?;
        // One export alone needs no memory of its jobs.
        let mut reader = if self.has_exports { reader.without_twins() } else { reader };
        while let Some(Entry { job, .. }) = reader.next_entry()? {
            match comes(job.request.submit) {
                None => outside.before += 1,
                Some(at) => outside.after += u64::from(end <= at),
            }
        }
        Ok(outside)
    }

    /// How many jobs come on an average day.
    #[must_use]
    pub fn jobs_per_day(&self) -> f64 {
        // Of less than a day nobody knows whether another day is like it.
        if self.span < Span::DAY {
            return self.jobs as f64;
        }
        // The last job, too, has some time before the next one would have come.
        let gaps = self.jobs.saturating_sub(1).max(1);
        gaps as f64 * Span::DAY.as_micros() as f64 / self.span.as_micros() as f64
    }

    /// The mean of unit-seconds that one job holds.
    pub(super) fn area_mean(&self) -> f64 {
        self.area / self.jobs as f64
    }

    pub(super) fn open(&self) -> Result<LogSource, LogError> {
        let reader = self.logs.open()?;
        if self.in_order { LogSource::streamed(reader) } else { LogSource::sorted(reader) }
    }
}
