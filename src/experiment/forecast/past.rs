//! All that is known of the past of a machine: the jobs of its log, what they asked for, and when they ran.

use crate::log::statistics::{Calendar, Clock, Levels, size_shown};
use crate::log::{Entry, Header, LogError, LogReader, Names, Quality, SizeUnit};
use crate::model::{Center, PartitionId, Shape, Span, Time};
use crate::snapshot::{Holding, Snapshot, Waiting};
use std::collections::BTreeMap;

/// A job of the past. Times are whole seconds on the machine's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    /// Its number.
    pub job: u64,
    /// When it was submitted.
    pub submit: u64,
    /// When it started, where that is known.
    pub start: Option<u64>,
    /// How long it ran.
    pub run: u64,
    /// How much of the unit it held.
    pub size: u32,
    /// For how long it asked.
    pub walltime: u64,
    /// Its user, where the log knows.
    pub user: Option<u32>,
    /// Its queue, where the log knows.
    pub queue: Option<u32>,
}

impl Ran {
    /// When it ended; where nobody knows how long it waited, when it would have if it had not waited.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.start.unwrap_or(self.submit).saturating_add(self.run)
    }
}

/// The past of a machine.
#[derive(Debug, Clone)]
pub struct Past {
    /// From which log, for people.
    pub title: String,
    /// The jobs, in order of submission.
    pub jobs: Vec<Ran>,
    /// The places of those whose starts are known, in the order of these.
    started: Vec<u32>,
    /// What it says of its machine, and what it calls its users.
    pub header: Header,
    /// What sizes count.
    pub unit: SizeUnit,
    /// What it knows of the calendar.
    pub calendar: Calendar,
    /// Whether most jobs say for how long they asked; else all are taken to ask for as long as the longest ran.
    pub requests_known: bool,
    /// The account of its rows.
    pub quality: Quality,
}

impl Past {
    /// Reads a log to its end.
    ///
    /// # Errors
    /// When it cannot be read or holds no job.
    pub fn read(mut reader: LogReader, title: &str) -> Result<Past, LogError> {
        let mut clock = None;
        let (mut jobs, mut requests) = (Vec::new(), 0_usize);
        while let Some(entry) = reader.next_entry()? {
            requests += usize::from(entry.row.walltime.is_some());
            let first = entry.job.request.submit;
            let clock = clock.get_or_insert_with(|| Clock::new(reader.header(), first, None));
            jobs.push(ran(&entry, clock));
        }
        jobs.sort_by_key(|job: &Ran| job.submit);
        let requests_known = jobs.len() < 2 * requests;
        if !requests_known {
            let longest = jobs.iter().map(|job| job.run).max().unwrap_or(0).max(1);
            jobs.iter_mut().for_each(|job| job.walltime = longest);
        }
        let calendar = clock.map_or(Calendar::Unknown, |clock| clock.calendar);
        let (header, unit, quality) = (reader.header().clone(), reader.unit(), reader.quality().clone());
        let started = in_order_of_starts(&jobs);
        Ok(Past { title: title.into(), jobs, started, header, unit, calendar, requests_known, quality })
    }

    /// A past of these jobs, in order of submission, of which no log tells.
    pub(super) fn of_jobs(title: &str, jobs: Vec<Ran>, unit: SizeUnit, machine: Option<u32>) -> Past {
        let header = Header { processors: machine, nodes: machine, ..Header::default() };
        let (calendar, quality) = (Calendar::Unknown, Quality::default());
        let started = in_order_of_starts(&jobs);
        Past { title: title.into(), jobs, started, header, unit, calendar, requests_known: true, quality }
    }

    /// Whether its times are dates.
    #[must_use]
    pub fn has_dates(&self) -> bool {
        self.calendar != Calendar::Unknown
    }

    /// The number of a user.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<u32> {
        number_of(&self.header.users, name)
    }

    /// The number of a queue.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<u32> {
        number_of(&self.header.queues, name)
    }

    /// The same moved by whole weeks so that its last job was submitted in the week before an instant, where it ended earlier.
    #[must_use]
    pub fn moved_before(self, at: u64) -> Past {
        const WEEK: u64 = 7 * 86_400;
        let Some(last) = self.jobs.last().map(|job| job.submit) else { return self };
        let later = at.saturating_sub(last) / WEEK * WEEK;
        let jobs = self.jobs.iter();
        let jobs = jobs.map(|job| Ran {
            submit: job.submit + later,
            start: job.start.map(|start| start + later),
            ..*job
        });
        self.with_jobs(jobs.collect())
    }

    /// The same with other jobs, in order of submission.
    pub(super) fn with_jobs(&self, jobs: Vec<Ran>) -> Past {
        Past { started: in_order_of_starts(&jobs), jobs, ..self.clone() }
    }

    /// The jobs that had started at an instant, the latest first.
    pub fn started_by(&self, at: u64) -> impl Iterator<Item = &Ran> {
        let start = |place: u32| self.jobs[place as usize].start;
        let until = self.started.partition_point(|place| start(*place).is_some_and(|start| start <= at));
        self.started[..until].iter().rev().map(|place| &self.jobs[*place as usize])
    }

    /// How large its machine is: as the log says, or else as its jobs show; nothing where neither is known.
    #[must_use]
    pub fn machine(&self) -> Option<u32> {
        self.header.size(self.unit).or_else(|| self.held_most())
    }

    /// The most that its jobs held for more than moments.
    fn held_most(&self) -> Option<u32> {
        let mut changes: BTreeMap<u64, i64> = BTreeMap::new();
        for job in &self.jobs {
            let Some(start) = job.start else { continue };
            *changes.entry(start).or_default() += i64::from(job.size);
            *changes.entry(job.end()).or_default() -= i64::from(job.size);
        }
        let (mut held, mut most, mut since) = (0_i64, 0_i64, 0);
        let mut levels = Levels::default();
        for (at, change) in changes {
            let length = Span::from_micros((at - since).saturating_mul(1_000_000));
            levels.note(u64::try_from(held).unwrap_or(0), length);
            since = at;
            held += change;
            most = most.max(held);
        }
        u32::try_from(size_shown(u64::try_from(most).unwrap_or(0), &levels)).ok().filter(|most| 0 < *most)
    }

    /// The jobs that waited at an instant, in order of submission.
    pub fn waiting_at(&self, at: u64) -> impl Iterator<Item = &Ran> {
        let so_far = &self.jobs[..self.jobs.partition_point(|job| job.submit <= at)];
        so_far.iter().filter(move |job| job.start.is_some_and(|start| at < start))
    }

    /// The stretches of time in which any job waits, from each begin until before its end, in order.
    #[must_use]
    pub fn waiting_times(&self) -> Vec<(u64, u64)> {
        let mut stretches: Vec<(u64, u64)> = Vec::new();
        for job in &self.jobs {
            let Some(start) = job.start.filter(|start| job.submit < *start) else { continue };
            match stretches.last_mut() {
                Some((_, end)) if job.submit <= *end => *end = start.max(*end),
                Some(_) | None => stretches.push((job.submit, start)),
            }
        }
        stretches
    }

    /// The queue as it was at an instant on a machine of this size, which is taken to be larger where more was held.
    #[must_use]
    pub fn snapshot(&self, at: u64, machine: u32) -> Snapshot {
        let so_far = &self.jobs[..self.jobs.partition_point(|job| job.submit <= at)];
        let known = so_far.iter().filter_map(|job| job.start.map(|start| (start, job)));
        let mut running: Vec<(u64, &Ran)> =
            known.filter(|(start, job)| *start <= at && at < job.end()).collect();
        running.sort_by_key(|(start, _)| *start);
        let held: u64 = running.iter().map(|(_, job)| u64::from(job.size)).sum();
        let waiting: Vec<Waiting> = self.waiting_at(at).map(|job| self.waiting(job)).collect();
        let largest = waiting.iter().map(|job| job.shape.tasks).max().unwrap_or(0);
        let size = u32::try_from(held).unwrap_or(u32::MAX).max(machine).max(largest);
        Snapshot {
            at,
            center: Center::counted("machine", size),
            running: running.into_iter().map(|(start, job)| holding(job, start)).collect(),
            waiting,
        }
    }

    fn waiting(&self, job: &Ran) -> Waiting {
        let word = |user| self.header.users.word(user).map_or_else(|| user.to_string(), str::to_owned);
        Waiting {
            name: job.job.to_string(),
            owner: job.user.map_or_else(String::new, |user| word(u64::from(user))),
            user: job.user,
            shape: Shape::processors(job.size),
            partition: PartitionId(0),
            submit: job.submit,
            walltime: job.walltime,
            queue: job.queue,
            scheduler_start: None,
        }
    }
}

/// The number of a word; where a log has numbers of its own, the word may be one.
fn number_of(names: &Names, word: &str) -> Option<u32> {
    let known = (1..=names.len() as u64).find(|number| names.word(*number) == Some(word));
    known
        .and_then(|number| u32::try_from(number).ok())
        .or_else(|| word.parse().ok().filter(|_| names.is_empty()))
}

fn in_order_of_starts(jobs: &[Ran]) -> Vec<u32> {
    let known = jobs.iter().zip(0..).filter(|(job, _)| job.start.is_some());
    let mut started: Vec<u32> = known.map(|(_, place)| place).collect();
    started.sort_by_key(|place| jobs[*place as usize].start);
    started
}

fn holding(job: &Ran, start: u64) -> Holding {
    Holding {
        name: job.job.to_string(),
        user: job.user,
        shape: Shape::processors(job.size),
        partition: PartitionId(0),
        start,
        walltime: job.walltime,
    }
}

fn ran(entry: &Entry, clock: &Clock) -> Ran {
    let request = &entry.job.request;
    let submit = clock.shown(request.submit).as_secs();
    Ran {
        job: request.id.0,
        submit,
        start: entry.row.wait.map(|wait| submit.saturating_add(nearest_secs(wait.secs()))),
        run: nearest_secs(entry.job.work),
        size: request.shape.tasks,
        walltime: nearest_secs(request.walltime).max(1),
        user: entry.row.user.map(|_| request.tenant.0),
        queue: entry.row.queue.and_then(|queue| u32::try_from(queue.whole()).ok()),
    }
}

fn nearest_secs(span: Span) -> u64 {
    (Time::ZERO + span + Span::from_micros(500_000)).as_secs()
}
