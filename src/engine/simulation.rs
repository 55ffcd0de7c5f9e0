//! A simulation that can be stepped from instant to instant.

use super::jobs::Jobs;
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Center, CenterId, Ending, Layout, Outcome, Request, Shape, Source, SourceError, Time};
use crate::policy::{Desk, Entry, Key, LaneKey, Leaver, PolicySpec, Queue, Scheduler, Started, Waiting};
use crate::record::{End, Fact, Observer, Record, Rejection};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Centres at work.
#[derive(Debug)]
pub struct Simulation {
    now: Time,
    sites: Vec<Site>,
    jobs: Jobs,
    ends: BinaryHeap<Reverse<Ends>>,
    /// Submissions and starts so far: they order what happens at one instant.
    arrivals: u64,
    starts: u64,
}

/// One centre at work.
#[derive(Debug)]
struct Site {
    center: Center,
    cluster: Cluster,
    queue: Queue,
    scheduler: Box<dyn Scheduler>,
    running: Vec<Running>,
    newcomers: Vec<Waiting>,
    started: Vec<Started>,
    freed: PoolSet,
}

/// A running job, by the number of its run in the cluster.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    job: u32,
    start: Time,
    /// The number of its start, or nothing when nobody runs here.
    number: Option<u64>,
}

/// A job that will end: when, and which. Those of one instant end in the order in which they started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ends {
    at: Time,
    number: u64,
    center: CenterId,
    run: u32,
}

impl Simulation {
    /// Empty centres under a policy at time zero.
    #[must_use]
    pub fn new(centers: &[Center], policy: &PolicySpec) -> Simulation {
        Simulation::with_schedulers(centers, policy, |center| policy.scheduler(center))
    }

    /// Empty centres under schedulers of one's own; the policy says only how nodes are offered.
    #[must_use]
    pub fn with_schedulers(
        centers: &[Center],
        policy: &PolicySpec,
        mut scheduler: impl FnMut(&Center) -> Box<dyn Scheduler>,
    ) -> Simulation {
        let sites = centers.iter().map(|center| Site::new(center, policy, scheduler(center))).collect();
        Simulation {
            now: Time::ZERO,
            sites,
            jobs: Jobs::default(),
            ends: BinaryHeap::new(),
            arrivals: 0,
            starts: 0,
        }
    }

    /// The present instant.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// Lets everything happen that happens before the horizon.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn run_until(
        &mut self,
        horizon: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(), SourceError> {
        while self.step(horizon, source, observer)? {}
        Ok(())
    }

    /// Goes through the next instant, if it lies before the horizon. Returns false when there is none.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn step(
        &mut self,
        horizon: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<bool, SourceError> {
        let next_end = self.ends.peek().map(|Reverse(next)| next.at);
        let next_submit = source.next_submit()?;
        let Some(next) = [next_end, next_submit].into_iter().flatten().min() else { return Ok(false) };
        if horizon <= next {
            return Ok(false);
        }
        assert!(self.now <= next, "the source went back in time, from {} to {next}", self.now);
        self.now = next;
        self.end_jobs(source, observer);
        while source.next_submit()? == Some(self.now) {
            let job = source.take();
            self.submit(&job, source, observer);
        }
        self.schedule(observer);
        Ok(true)
    }

    /// Tells of every job that still waits or runs, in order of submission and of start.
    pub fn report_unfinished(&self, observer: &mut dyn Observer) {
        for (number, site) in self.sites.iter().enumerate() {
            let center = CenterId(number as u16);
            let mut waiting: Vec<&Entry> =
                site.queue.lanes().iter().flat_map(|(_, lane)| lane.iter()).collect();
            waiting.sort_unstable_by_key(|entry| entry.key.arrival);
            for entry in waiting {
                let fact = Fact::StillWaiting { request: self.jobs.request(entry.job) };
                observer.observe(&Record { at: self.now, center, fact });
            }
            let mut running: Vec<(u64, u32)> = Vec::new();
            for (run, state) in site.running.iter().enumerate() {
                running.extend(state.number.map(|number| (number, run as u32)));
            }
            running.sort_unstable();
            for (_, run) in running {
                let Running { job, start, .. } = site.running[run as usize];
                let pieces = site.cluster.pieces(run);
                let fact = Fact::StillRunning { request: self.jobs.request(job), start, pieces };
                observer.observe(&Record { at: self.now, center, fact });
            }
        }
    }

    fn end_jobs(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        while let Some(&Reverse(Ends { at, center, run, .. })) = self.ends.peek() {
            if at != self.now {
                break;
            }
            self.ends.pop();
            let site = &mut self.sites[usize::from(center.0)];
            let Running { job, start, .. } = std::mem::take(&mut site.running[run as usize]);
            let request = self.jobs.request(job);
            let truth = self.jobs.truth(job);
            let (end, outcome) = if truth.work <= request.walltime {
                (End::Finished, Outcome::Finished)
            } else {
                (End::Killed, Outcome::Killed)
            };
            site.freed = site.freed.with(site.cluster.give_back(run));
            let pieces = site.cluster.pieces(run);
            let leaver = Leaver { request, units: truth.units, until: site.cluster.until(run), pieces };
            site.scheduler.ended(&site.cluster, &leaver, at);
            observer.observe(&Record { at, center, fact: Fact::Ended { request, start, end, pieces } });
            source.learn(&Ending { job: request.id, at, outcome });
            self.jobs.remove(job);
        }
    }

    fn submit(&mut self, job: &crate::model::Job, source: &mut dyn Source, observer: &mut dyn Observer) {
        let request = &job.request;
        let (at, center) = (self.now, request.center);
        let site = &mut self.sites[usize::from(center.0)];
        if let Some(why) = site.rejection(request) {
            observer.observe(&Record { at, center, fact: Fact::Rejected { request, why } });
            source.learn(&Ending { job: request.id, at, outcome: Outcome::Rejected });
            return;
        }
        observer.observe(&Record { at, center, fact: Fact::Submitted { request } });
        let access = site.center.access_of(request.partition, request.group);
        let units = site.cluster.units(access, request.shape.total());
        let slot = self.jobs.add(job, units);
        let key = Key { rank: site.scheduler.rank(request, units), arrival: self.arrivals };
        self.arrivals += 1;
        let wall_secs = request.walltime.as_secs().min(u64::from(u32::MAX - 1)) as u32;
        let lane_key = LaneKey { access, tenant: site.scheduler.lane_of(request.tenant) };
        let kind = site.queue.kind_of(access, request.shape);
        let lane = site.queue.insert(lane_key, Entry { key, job: slot, kind, units, wall_secs });
        site.newcomers.push(Waiting { job: slot, lane, key });
    }

    fn schedule(&mut self, observer: &mut dyn Observer) {
        for (number, site) in self.sites.iter_mut().enumerate() {
            if site.freed == PoolSet::NONE && site.newcomers.is_empty() {
                continue;
            }
            site.schedule(self.now, &self.jobs);
            let center = CenterId(number as u16);
            for &Started { job, run } in &site.started {
                let request = self.jobs.request(job);
                let truth = self.jobs.truth(job);
                let pieces = site.cluster.pieces(run);
                observer.observe(&Record { at: self.now, center, fact: Fact::Started { request, pieces } });
                site.scheduler.started(request, truth.units, self.now);
                if site.running.len() <= run as usize {
                    site.running.resize(run as usize + 1, Running::default());
                }
                site.running[run as usize] = Running { job, start: self.now, number: Some(self.starts) };
                let at = self.now + truth.work.min(request.walltime);
                self.ends.push(Reverse(Ends { at, number: self.starts, center, run }));
                self.starts += 1;
            }
            site.started.clear();
        }
    }
}

impl Site {
    fn new(center: &Center, policy: &PolicySpec, scheduler: Box<dyn Scheduler>) -> Site {
        Site {
            center: center.clone(),
            cluster: Cluster::new(center, policy.visit()),
            queue: Queue::default(),
            scheduler,
            running: Vec::new(),
            newcomers: Vec::new(),
            started: Vec::new(),
            freed: PoolSet::NONE,
        }
    }

    fn schedule(&mut self, now: Time, jobs: &Jobs) {
        let mut desk = Desk::new(
            now,
            &self.center,
            &mut self.cluster,
            &mut self.queue,
            &jobs.requests,
            &self.newcomers,
            self.freed,
            &mut self.started,
        );
        self.scheduler.schedule(&mut desk);
        self.newcomers.clear();
        self.freed = PoolSet::NONE;
    }

    /// Why a job could never run here, if it could not.
    fn rejection(&self, request: &Request) -> Option<Rejection> {
        let access = self.center.access_of(request.partition, request.group);
        let pools = self.center.pools_of(access).iter().map(|pool| &self.center.pools[usize::from(pool.0)]);
        let slots: u64 = pools.clone().map(|pool| pool.slots(request.shape)).sum();
        if u64::from(request.shape.tasks) <= slots {
            return None;
        }
        let one = Shape { tasks: 1, layout: Layout::OnePerNode, ..request.shape };
        let one_fits = pools.map(|pool| pool.slots(one)).sum::<u64>() != 0;
        Some(if one_fits { Rejection::TooManyTasks } else { Rejection::TaskTooLarge })
    }
}
