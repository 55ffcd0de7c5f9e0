//! A simulation that can be stepped from instant to instant.

use super::agenda::{Agenda as _, Ends};
use super::jobs::Jobs;
use super::predictor::Predictor;
use super::settings::{AtWalltime, Estimates, Instants, Settings};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{
    Center, CenterId, Ending, Job, Layout, Outcome, Piece, Request, Shape, Source, SourceError, Span,
    TenantId, Time,
};
use crate::policy::{
    Desk, Entry, Key, LaneKey, Leaver, Moment, PolicySpec, Queue, Scheduler, Started, Waiting,
};
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
    /// Running jobs that will outlive what is expected of them, by the time at which they do.
    overruns: BinaryHeap<Reverse<Ends>>,
    /// When schedulers asked to be asked again.
    wakes: BinaryHeap<Reverse<(Time, CenterId)>>,
    settings: Settings,
    predictor: Predictor,
    /// Submissions and starts so far: they order what happens at one instant.
    arrivals: u64,
    starts: u64,
    /// Room for the ends of one instant, with whose jobs they were where they have been dealt with, and for the places of one job: kept, so that
    /// no event allocates.
    ends_now: Vec<(Ends, Option<(TenantId, Span)>)>,
    pieces: Vec<Piece>,
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
    wakes: Vec<Time>,
    freed: PoolSet,
}

/// A running job, by the number of its run in the cluster.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    job: u32,
    start: Time,
    end: Time,
    /// How often its estimate was found too short.
    corrections: u32,
    /// The number of its start, or nothing when nobody runs here.
    number: Option<u64>,
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
            overruns: BinaryHeap::new(),
            wakes: BinaryHeap::new(),
            settings: Settings::default(),
            predictor: Predictor::new(Estimates::default()),
            arrivals: 0,
            starts: 0,
            ends_now: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The same with settings other than the default.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Simulation {
        Simulation { settings, predictor: Predictor::new(settings.estimates), ..self }
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
        let next_overrun = self.overruns.peek().map(|Reverse(next)| next.at);
        let next_submit = source.next_submit()?;
        let next_wake = self.wakes.peek().map(|Reverse((at, _))| *at);
        let next = [next_end, next_overrun, next_wake, next_submit].into_iter().flatten().min();
        let Some(next) = next else { return Ok(false) };
        if horizon <= next {
            return Ok(false);
        }
        assert!(self.now <= next, "the source went back in time, from {} to {next}", self.now);
        self.now = next;
        self.wake();
        match self.settings.instants {
            Instants::Batched => {
                while let Some(ends) = self.next_end() {
                    let (tenant, ran) = self.end(ends, source, observer);
                    self.predictor.ended(tenant, ran);
                }
                self.correct_estimates();
                while source.next_submit()? == Some(self.now) {
                    let job = source.take();
                    self.submit(&job, source, observer);
                }
                self.schedule(Moment::Whole, observer);
            }
            Instants::Sequential => self.one_by_one(source, observer)?,
        }
        Ok(true)
    }

    /// Goes through an instant one event at a time.
    fn one_by_one(
        &mut self,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(), SourceError> {
        let mut ends = std::mem::take(&mut self.ends_now);
        while let Some(next) = self.next_end() {
            // Who ends when he was expected to counts as gone before anything else happens.
            let as_expected = self.sites[usize::from(next.center.0)].cluster.until(next.run) <= self.now;
            let ran = as_expected.then(|| self.end(next, source, observer));
            ends.push((next, ran));
        }
        self.correct_estimates();
        while source.next_submit()? == Some(self.now) {
            let job = source.take();
            if self.submit(&job, source, observer) {
                self.schedule(Moment::Submission, observer);
            }
        }
        for (next, gone) in ends.drain(..) {
            // What was learnt from it nobody knew before the submissions.
            let (tenant, ran) = gone.unwrap_or_else(|| self.end(next, source, observer));
            self.predictor.ended(tenant, ran);
            let site = &mut self.sites[usize::from(next.center.0)];
            // The scheduler is asked after every end, also after one that has been dealt with above.
            site.freed = site.freed.with(site.cluster.all_pools());
            self.schedule(Moment::End, observer);
        }
        self.schedule(Moment::Close, observer);
        self.ends_now = ends;
        Ok(())
    }

    /// Tells of every job that still waits or runs at the horizon, in order of submission and of start.
    pub fn report_unfinished(&self, horizon: Time, observer: &mut dyn Observer) {
        let at = if horizon == Time::NEVER { self.now } else { horizon };
        for (number, site) in self.sites.iter().enumerate() {
            let center = CenterId(number as u16);
            let mut waiting: Vec<&Entry> =
                site.queue.lanes().iter().flat_map(|(_, lane)| lane.iter()).collect();
            waiting.sort_unstable_by_key(|entry| entry.key.arrival);
            for entry in waiting {
                let fact = Fact::StillWaiting { request: self.jobs.request(entry.job) };
                observer.observe(&Record { at, center, fact });
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
                observer.observe(&Record { at, center, fact });
            }
        }
    }

    /// Has the schedulers asked who wanted to be asked now.
    fn wake(&mut self) {
        while let Some(&Reverse((at, center))) = self.wakes.peek()
            && at <= self.now
        {
            self.wakes.pop();
            let site = &mut self.sites[usize::from(center.0)];
            site.freed = site.freed.with(site.cluster.all_pools());
        }
    }

    /// The next job to end at this instant.
    fn next_end(&mut self) -> Option<Ends> {
        self.ends.pop_if_at(self.now)
    }

    /// Lets a job end. Gives whose it was and how long it ran.
    fn end(&mut self, ends: Ends, source: &mut dyn Source, observer: &mut dyn Observer) -> (TenantId, Span) {
        let Ends { at, center, run, .. } = ends;
        let site = &mut self.sites[usize::from(center.0)];
        let Running { job, start, .. } = std::mem::take(&mut site.running[run as usize]);
        let request = self.jobs.request(job);
        let truth = self.jobs.truth(job);
        let killed = self.settings.at_walltime != AtWalltime::RunOn && at.since(start) < truth.work;
        let (end, outcome) =
            if killed { (End::Killed, Outcome::Killed) } else { (End::Finished, Outcome::Finished) };
        site.freed = site.freed.with(site.cluster.give_back(run));
        let pieces = site.cluster.pieces(run);
        let leaver = Leaver { request, units: truth.units, until: site.cluster.until(run), pieces };
        site.scheduler.ended(&site.cluster, &leaver, at);
        let ran = (request.tenant, at.since(start));
        observer.observe(&Record { at, center, fact: Fact::Ended { request, start, end, pieces } });
        source.learn(&Ending { job: request.id, at, outcome });
        self.jobs.remove(job);
        ran
    }

    /// Gives a new estimate to every running job that has outlived its own.
    fn correct_estimates(&mut self) {
        while let Some(Ends { at, number, center, run }) = self.overruns.pop_if_at(self.now) {
            let site = &mut self.sites[usize::from(center.0)];
            let state = &mut site.running[run as usize];
            if state.number != Some(number) {
                continue;
            }
            let estimate = at.since(state.start);
            let request = self.jobs.request(state.job);
            let until = state.start + self.predictor.corrected(request, estimate, state.corrections);
            state.corrections += 1;
            site.cluster.expect(run, until);
            site.freed = site.freed.with(PoolSet::of_pieces(site.cluster.pieces(run)));
            site.scheduler.replan();
            if until < state.end {
                self.overruns.push(Reverse(Ends { at: until, number, center, run }));
            }
        }
    }

    /// Takes in a new job. Returns whether the scheduler is to be asked about it at once, where events come one by one: when
    /// it fits into what is free now, or when the scheduler wants every one.
    fn submit(&mut self, job: &Job, source: &mut dyn Source, observer: &mut dyn Observer) -> bool {
        let request = &job.request;
        let (at, center) = (self.now, request.center);
        let site = &mut self.sites[usize::from(center.0)];
        if let Some(why) = site.rejection(request) {
            observer.observe(&Record { at, center, fact: Fact::Rejected { request, why } });
            source.learn(&Ending { job: request.id, at, outcome: Outcome::Rejected });
            return false;
        }
        observer.observe(&Record { at, center, fact: Fact::Submitted { request } });
        let access = site.center.access_of(request.partition, request.group);
        let units = site.cluster.units(access, request.shape.total());
        let slot = self.jobs.add(job, self.predictor.estimate(job), units);
        let request = self.jobs.request(slot);
        let key = Key { rank: site.scheduler.rank(request, units), arrival: self.arrivals };
        self.arrivals += 1;
        let wall_secs = request.estimate.as_secs().min(u64::from(u32::MAX - 1)) as u32;
        let lane_key = LaneKey { access, tenant: site.scheduler.lane_of(request.tenant) };
        let kind = site.queue.kind_of(access, request.shape);
        let lane = site.queue.insert(lane_key, Entry { key, job: slot, kind, units, wall_secs });
        site.newcomers.push(Waiting { job: slot, lane, key });
        self.settings.instants == Instants::Sequential
            && (site.scheduler.wants_every_submission()
                || site.cluster.find(access, PoolSet::NONE, request.shape, &mut self.pieces))
    }

    fn schedule(&mut self, moment: Moment, observer: &mut dyn Observer) {
        for (number, site) in self.sites.iter_mut().enumerate() {
            if site.freed == PoolSet::NONE && site.newcomers.is_empty() && moment != Moment::Close {
                continue;
            }
            site.schedule(self.now, moment, &self.jobs);
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
                let runs = self.settings.at_walltime.runs(self.now, request.walltime, truth.work);
                let (start, end) = (self.now, self.now + runs);
                let number = self.starts;
                site.running[run as usize] =
                    Running { job, start, end, number: Some(number), corrections: 0 };
                self.ends.push(Reverse(Ends { at: end, number, center, run }));
                if request.estimate < runs {
                    let at = start + request.estimate;
                    self.overruns.push(Reverse(Ends { at, number, center, run }));
                }
                self.starts += 1;
            }
            site.started.clear();
            self.wakes.extend(site.wakes.drain(..).map(|at| Reverse((at, center))));
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
            wakes: Vec::new(),
            freed: PoolSet::NONE,
        }
    }

    fn schedule(&mut self, now: Time, moment: Moment, jobs: &Jobs) {
        let mut desk = Desk::new(
            now,
            moment,
            &self.center,
            &mut self.cluster,
            &mut self.queue,
            &jobs.requests,
            &self.newcomers,
            self.freed,
            &mut self.started,
            &mut self.wakes,
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
