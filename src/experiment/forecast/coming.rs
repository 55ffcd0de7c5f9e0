//! The jobs of one future: those of the snapshot, then those that come, day by day as on the same weekday of a week drawn from the past.

use super::past::Ran;
use super::runs::{Draws, Like, Runs};
use crate::model::{
    CenterId, Chance, ClassId, Due, GroupId, Job, JobId, PartitionId, Request, Shape, Source, SourceError,
    Span, TenantId, Time,
};
use rand::RngExt as _;
use std::collections::{BTreeMap, VecDeque};

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;

/// Weeks that are drawn from: the last so many.
const WEEKS: u64 = 8;

/// Jobs come for so many days; who has not started by then starts later than anybody asks.
pub(super) const DAYS_MAX: u64 = 60;

/// Jobs that may come: what there was in the last weeks before an instant.
#[derive(Debug)]
pub(super) struct Arrivals<'a> {
    at: u64,
    jobs: &'a [Ran],
    /// How many weeks there were.
    weeks: u64,
    /// How long the jobs may run that had not ended at the instant, by their place.
    open: Vec<(usize, Draws)>,
    /// Nothing larger can ever run.
    machine: u32,
    /// Where jobs of which queues go; others go to the first partition.
    partitions: BTreeMap<u32, PartitionId>,
}

impl<'a> Arrivals<'a> {
    /// What was submitted before an instant.
    #[must_use]
    pub(super) fn before(jobs: &'a [Ran], at: u64, runs: &Runs, machine: u32) -> Arrivals<'a> {
        let jobs = &jobs[..jobs.partition_point(|job| job.submit < at)];
        let age = jobs.first().map_or(0, |first| at - first.submit);
        let weeks = (age / WEEK).min(WEEKS);
        let from = jobs.partition_point(|job| job.submit < at - weeks * WEEK);
        let jobs = &jobs[from..];
        let like = |job: &Ran| Like { user: job.user, size: job.size, walltime: job.walltime, elapsed: 0 };
        let open = jobs.iter().enumerate().filter(|(_, job)| at < job.end());
        let open = open.map(|(place, job)| (place, runs.of(like(job)))).collect();
        Arrivals { at, jobs, weeks, open, machine, partitions: BTreeMap::new() }
    }

    /// The same with jobs that go to the partitions of their queues.
    pub(super) fn sent_to(self, partitions: BTreeMap<u32, PartitionId>) -> Arrivals<'a> {
        Arrivals { partitions, ..self }
    }

    /// Those that come on a day, counted from the instant on.
    fn day(&self, day: u64, chance: &mut Chance, runtimes: &mut Chance, into: &mut VecDeque<(Time, Job)>) {
        if self.weeks == 0 {
            return;
        }
        let shift = chance.random_range(1..=self.weeks) * WEEK;
        let begin = self.at - shift + day % 7 * DAY;
        let from = self.jobs.partition_point(|job| job.submit < begin);
        let until = self.jobs.partition_point(|job| job.submit < begin + DAY);
        for (job, place) in self.jobs[from..until].iter().zip(from..) {
            if self.machine < job.size {
                continue;
            }
            let open = self.open.binary_search_by_key(&place, |(place, _)| *place).ok();
            let run = open.map_or(job.run, |open| self.open[open].1.left(runtimes));
            let submit = Time::from_secs(self.at + day * DAY + (job.submit - begin));
            let partition = job.queue.and_then(|queue| self.partitions.get(&queue)).copied();
            let wish = Wish {
                number: u64::MAX,
                submit,
                walltime: job.walltime,
                shape: Shape::processors(job.size),
                partition: partition.unwrap_or(PartitionId(0)),
                user: job.user,
            };
            // What comes at the very instant comes behind what is there.
            into.push_back((submit.max(Time::from_secs(self.at) + Span::from_micros(2)), wish.job(run)));
        }
    }
}

/// A job to be simulated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub(super) number: u64,
    pub(super) submit: Time,
    pub(super) walltime: u64,
    pub(super) shape: Shape,
    pub(super) partition: PartitionId,
    pub(super) user: Option<u32>,
}

impl Wish {
    pub(super) fn job(self, run: u64) -> Job {
        let walltime = Span::from_secs(self.walltime);
        let request = Request {
            id: JobId(self.number),
            submit: self.submit,
            walltime,
            estimate: walltime,
            shape: self.shape,
            tenant: TenantId(self.user.unwrap_or(0)),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: self.partition,
            due: Due::NEVER,
        };
        Job { request, work: Span::from_secs(run) }
    }
}

/// The jobs of one future.
#[derive(Debug)]
pub(super) struct Coming<'a> {
    pub(super) jobs: VecDeque<(Time, Job)>,
    pub(super) arrivals: Option<&'a Arrivals<'a>>,
    pub(super) days: u64,
    pub(super) weeks: Chance,
    pub(super) runtimes: Chance,
}

impl Source for Coming<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        while self.jobs.is_empty() && self.days < DAYS_MAX {
            if let Some(arrivals) = self.arrivals {
                arrivals.day(self.days, &mut self.weeks, &mut self.runtimes, &mut self.jobs);
            }
            self.days += 1;
        }
        Ok(self.jobs.front().map(|(at, _)| *at))
    }

    fn take(&mut self) -> Job {
        self.jobs.pop_front().expect("a job is taken only when there is one").1
    }

    fn listens(&self) -> bool {
        false
    }
}
