//! A log as a model is learned from it: its jobs by day and hour, in order of submission.

use crate::log::statistics::{Calendar, Clock, Levels, size_shown};
use crate::log::{Entry, LogError, LogReader, Quality, SizeUnit, State};
use crate::model::{
    CenterId, ClassId, Due, GroupId, Job, JobId, PartitionId, Request, Shape, Span, TenantId, Time,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

const DAY_SECS: u64 = 86_400;

/// A machine's size is read off the waits only where nearly all rows know theirs.
const WAITS_KNOWN_MIN: f64 = 0.9;

/// A job as the log tells of it, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// When it was submitted, since midnight of the log's first day.
    pub submit: u64,
    /// How long it ran.
    pub run: u64,
    /// How much of the unit it held.
    pub size: u32,
    /// For how long it asked; as long as it ran, where nobody knows.
    pub walltime: u64,
    /// How long it really waited, where that is known.
    pub wait: Option<u64>,
    /// The user that submitted it; 0 where nobody knows.
    pub user: u32,
    /// What became of it.
    pub state: State,
}

/// The jobs of a log in order of submission, and what is known of their machine.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// From which log, for people.
    pub title: String,
    /// The jobs.
    pub jobs: Vec<Observed>,
    /// What sizes count.
    pub unit: SizeUnit,
    /// The first day by the machine's own clock, where the log has dates.
    pub start: Option<Date>,
    /// Whether most jobs say for how long they asked.
    pub requests_known: bool,
    /// How large the machine is, as the log says.
    pub machine: Option<u32>,
    /// The account of the rows.
    pub quality: Quality,
}

impl History {
    /// Reads a log to its end.
    ///
    /// # Errors
    /// When it cannot be read or holds no job.
    pub fn read(mut reader: LogReader, title: &str) -> Result<History, LogError> {
        let mut jobs = Vec::new();
        let mut requests = 0_usize;
        while let Some(entry) = reader.next_entry()? {
            requests += usize::from(entry.row.walltime.is_some());
            jobs.push(observed(&entry));
        }
        jobs.sort_by_key(|job: &Observed| job.submit);
        let header = reader.header();
        let machine = header.size(reader.unit());
        let first = jobs.first().map_or(0, |job| job.submit);
        let clock = Clock::new(header, Time::from_secs(first), None);
        let shown = clock.shown(Time::from_secs(first)).as_secs();
        // The first day begins at midnight, which may lie before the log's own origin.
        let into_day = shown % DAY_SECS;
        for job in &mut jobs {
            job.submit = job.submit - first + into_day;
        }
        let start = match clock.calendar {
            Calendar::Unknown => None,
            Calendar::Unzoned | Calendar::Local => day_of(shown),
        };
        let requests_known = jobs.len() < 2 * requests;
        let (unit, quality) = (reader.unit(), reader.quality().clone());
        Ok(History { title: title.into(), jobs, unit, start, requests_known, machine, quality })
    }

    /// How many days it covers, the first and the last included.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.jobs.last().map_or(0, |job| job.submit / DAY_SECS + 1)
    }

    /// How large its machine shows itself to be: how much its jobs held at most for more than moments, by the waits that the
    /// log records; nothing where it does not.
    #[must_use]
    pub fn held_most(&self) -> Option<u32> {
        let known = self.jobs.iter().filter(|job| job.wait.is_some()).count();
        if (known as f64) < WAITS_KNOWN_MIN * self.jobs.len() as f64 {
            return None;
        }
        let mut changes: BTreeMap<u64, i64> = BTreeMap::new();
        for job in &self.jobs {
            let Some(wait) = job.wait else { continue };
            let start = job.submit.saturating_add(wait);
            *changes.entry(start).or_default() += i64::from(job.size);
            *changes.entry(start.saturating_add(job.run)).or_default() -= i64::from(job.size);
        }
        let (mut held, mut most, mut since) = (0_i64, 0_i64, 0);
        let mut levels = Levels::default();
        for (at, change) in changes {
            levels.note(
                u64::try_from(held).unwrap_or(0),
                Span::from_micros((at - since).saturating_mul(1_000_000)),
            );
            since = at;
            held += change;
            most = most.max(held);
        }
        let most = size_shown(u64::try_from(most).unwrap_or(0), &levels);
        u32::try_from(most).ok().filter(|most| 0 < *most)
    }
}

impl Observed {
    /// How long it holds its machine where jobs are killed at their requested time.
    #[must_use]
    pub fn held_secs(&self) -> u64 {
        self.run.min(self.walltime)
    }

    /// The job for a simulation, under this number.
    #[must_use]
    pub fn job(&self, number: u64) -> Job {
        let request = Request {
            id: JobId(number),
            submit: Time::from_secs(self.submit),
            walltime: Span::from_secs(self.walltime),
            estimate: Span::from_secs(self.walltime),
            shape: Shape::processors(self.size),
            tenant: TenantId(self.user),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        };
        Job { request, work: Span::from_secs(self.run) }
    }
}

fn observed(entry: &Entry) -> Observed {
    let request = &entry.job.request;
    Observed {
        submit: request.submit.as_secs(),
        run: nearest_secs(entry.job.work),
        size: request.shape.tasks,
        walltime: nearest_secs(request.walltime),
        wait: entry.row.wait.map(|wait| nearest_secs(wait.secs())),
        user: request.tenant.0,
        state: entry.row.state,
    }
}

fn nearest_secs(span: Span) -> u64 {
    (span + Span::from_micros(500_000)).as_secs()
}

/// The day of an instant in seconds since 1970.
fn day_of(secs: u64) -> Option<Date> {
    let days = i64::try_from(secs / DAY_SECS).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days.days()).ok()
}
