//! Synthetic workloads: the jobs of all workloads of a scenario, streamed in order of submission.

mod clock;
mod closed;
mod cycles;
pub(super) mod fit;
mod gaps;
mod growth;
mod maker;
mod open;
mod saved;
mod sessions;
mod tenants;

use super::binder::{Binder, Place as InBatch};
use super::log_origin::LogOrigin;
use super::{Component, Unit, Workload, recorded};
use crate::model::{
    BreakOff, Center, ClassId, Due, Ending, Gang, Job, JobId, PartitionId, Request, Source, SourceError,
    Span, Streams, Tenant, TenantId, Terms, Time,
};
use crate::state::{Saved, StateError};
use clock::Calendar;
use closed::{ClosedFlow, Crew};
use fit::Fit;
pub(super) use fit::Place;
use jiff::civil::DateTime;
use maker::Made;
use open::{OpenFlow, Setting};
pub(super) use tenants::Submitters;

/// The jobs of a scenario. Memory grows with the number of workloads and of users who wait, not of jobs.
///
/// Every workload draws its arrivals, sizes, runtimes, requested times and tenants from streams of its own, so that
/// adding a workload changes no job of another. Users who wait for their results have streams of their own, each.
#[derive(Debug, Clone)]
pub struct Synthetic {
    flows: Vec<Flow>,
    /// When each flow submits next; [`Time::NEVER`] when it does not, as far as is known.
    submits: Vec<Time>,
    /// The flow that submits next.
    first: usize,
    jobs: u64,
    binder: Binder,
    /// By class: what starts together with each job.
    components: Vec<Vec<Component>>,
    /// The components of the job that was taken last, which are submitted right behind it; the next one last.
    companions: Vec<Job>,
}

/// The jobs of one workload.
#[derive(Debug, Clone)]
enum Flow {
    /// They come whatever becomes of the earlier ones.
    Open(OpenFlow),
    /// They come from users who wait for the earlier ones.
    Closed(ClosedFlow),
}

impl Flow {
    fn new(setting: Setting<'_>, fit: Fit) -> Flow {
        match setting.workload.sessions.filter(|_| setting.workload.is_closed()) {
            Some(sessions) => Flow::Closed(ClosedFlow::new(setting, fit, sessions)),
            None => Flow::Open(OpenFlow::new(setting, fit)),
        }
    }

    fn next_submit(&self) -> Time {
        let next = match self {
            Flow::Open(flow) => flow.next_submit(),
            Flow::Closed(flow) => flow.next_submit(),
        };
        next.unwrap_or(Time::NEVER)
    }

    fn take(&mut self, id: JobId) -> Made {
        match self {
            Flow::Open(flow) => flow.take(id),
            Flow::Closed(flow) => flow.take(id),
        }
    }

    /// Takes note of the end of a job. Returns whether it changes anything here.
    fn learn(&mut self, ending: &Ending) -> bool {
        match self {
            Flow::Open(_) => false,
            Flow::Closed(flow) => flow.learn(ending),
        }
    }
}

impl Synthetic {
    /// The jobs of these workloads, submitted before the horizon. Time 0 lies at the civil time `start`.
    ///
    /// Panics when a workload does not fit its partition or has no tenants: [`misfit`] tells beforehand.
    #[must_use]
    pub fn new(
        workloads: &[Workload],
        centers: &[Center],
        tenants: &[Tenant],
        start: DateTime,
        horizon: Span,
        streams: Streams,
    ) -> Synthetic {
        let calendar = Calendar::new(start);
        let flow = |(class, workload): (usize, &Workload)| {
            let fit = fit(workload, &centers[usize::from(workload.center.0)]);
            Flow::new(Setting { class, workload, tenants, calendar, horizon, streams }, fit)
        };
        // Logs have a source of their own.
        let own = workloads.iter().enumerate().filter(|(_, workload)| recorded(workload).is_none());
        let flows: Vec<Flow> = own.map(flow).collect();
        let submits = flows.iter().map(Flow::next_submit).collect();
        let binder = Binder::new(workloads);
        let components = workloads.iter().map(|workload| workload.components.clone()).collect();
        let companions = Vec::new();
        let mut synthetic = Synthetic { flows, submits, first: 0, jobs: 0, binder, components, companions };
        synthetic.find_first();
        synthetic
    }

    /// Takes note of a job of a log that is submitted now, as if it were one of these, of the one that it waits for, and of how it
    /// ends of itself.
    pub(super) fn bind(&mut self, job: &Job, after: Option<JobId>, breaks: Vec<BreakOff>) {
        self.binder.bind(job, InBatch::First);
        self.binder.break_off(breaks);
        if let Some(after) = after {
            self.binder.wait_for(after);
        }
    }

    /// Makes the jobs that start together with this one: as long as it, for the same tenant, numbered on.
    fn invite(&mut self, job: &Job) {
        let components = &self.components[usize::from(job.request.class.0)];
        if components.is_empty() {
            return;
        }
        self.binder.gather(Gang { gang: job.request.id.0, members: components.len() as u32 + 1 });
        for (place, component) in components.iter().enumerate().rev() {
            let id = JobId(job.request.id.0 + 1 + place as u64);
            let Component { partition, shape } = *component;
            // A gang is due once, with the job itself: all its parts end together.
            let request = Request { id, partition, shape, due: Due::NEVER, ..job.request };
            self.companions.push(Job { request, ..*job });
        }
        self.jobs += components.len() as u64;
    }

    /// Looks through all flows: there are few, and a line of numbers is read faster than a heap is kept. Of two flows
    /// that submit at the same instant, the first of the scenario goes first.
    fn find_first(&mut self) {
        self.first = 0;
        for (place, submit) in self.submits.iter().enumerate() {
            if *submit < self.submits[self.first] {
                self.first = place;
            }
        }
    }
}

impl Source for Synthetic {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        if let Some(companion) = self.companions.last() {
            return Ok(Some(companion.request.submit));
        }
        Ok(self.submits.get(self.first).copied().filter(|submit| *submit < Time::NEVER))
    }

    fn take(&mut self) -> Job {
        if let Some(companion) = self.companions.pop() {
            self.binder.bind_companion();
            return companion;
        }
        self.jobs += 1;
        let flow = &mut self.flows[self.first];
        let Made { job, place, breaks } = flow.take(JobId(self.jobs));
        self.submits[self.first] = flow.next_submit();
        self.find_first();
        self.binder.bind(&job, place);
        self.binder.break_off(breaks);
        self.invite(&job);
        job
    }

    fn terms(&self) -> Option<&Terms> {
        self.binder.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.binder.has_dependencies()
    }

    fn learn(&mut self, ending: &Ending) {
        let place = self.flows.iter_mut().position(|flow| flow.learn(ending));
        if let Some(place) = place {
            self.submits[place] = self.flows[place].next_submit();
            self.find_first();
        }
    }

    fn save(&self) -> Saved {
        Saved::State(self.written())
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.take_up(state)
    }
}

/// Why no job of a workload could ever run in this centre, if that is so: an unknown application, or a partition
/// without what the application needs.
#[must_use]
pub fn misfit(workload: &Workload, center: &Center) -> Option<String> {
    if let Some(log) = recorded(workload) {
        let (smallest, _) = log.sizes;
        let too_small = |place: Place| {
            let message = format!("even its smallest jobs need {smallest} {}", log.unit.word());
            (!place.fits(smallest)).then_some(message)
        };
        return Place::new(log.unit, workload, center).map_or_else(Some, too_small);
    }
    Fit::new(workload, center).err()
}

/// How much a partition has of what sizes count.
#[must_use]
pub fn partition_capacity(unit: Unit, center: &Center, partition: PartitionId) -> u64 {
    let pools = &center.partitions[usize::from(partition.0)].pools;
    pools.iter().map(|id| fit::capacity(unit, &center.pools[usize::from(id.0)])).sum()
}

/// The share of its partition that a workload asks for at the start: 1 is all of it. It counts what the sizes count
/// (accelerators, cores or nodes), whole nodes where whole nodes are held, and no job longer than its limit.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn offered_load(workload: &Workload, center: &Center) -> f64 {
    if let Some(log) = recorded(workload) {
        let place = Place::new(log.unit, workload, center).unwrap_or_else(|why| panic!("{why}"));
        return log.jobs_per_day() * log.area_mean() / (place.capacity as f64 * 86_400.0);
    }
    let fit = fit(workload, center);
    open::jobs_per_day(workload, &fit) * fit.area_mean() / (fit.capacity as f64 * 86_400.0)
}

/// How many jobs a day a workload brings at the start, on average over a week.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn expected_jobs_per_day(workload: &Workload, center: &Center) -> f64 {
    if let Some(log) = recorded(workload) {
        return log.jobs_per_day();
    }
    open::jobs_per_day(workload, &fit(workload, center))
}

/// The smallest and the largest size of the jobs of a workload, and what the size counts.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn size_range(workload: &Workload, center: &Center) -> (u32, u32, Unit) {
    if let Some(LogOrigin { sizes: (smallest, largest), unit, .. }) = recorded(workload) {
        return (*smallest, *largest, *unit);
    }
    let fit = fit(workload, center);
    let (smallest, largest) = fit.sizes();
    (smallest, largest, fit.unit)
}

/// A request for the smallest job of a workload, by the first tenant, at the start and for no time.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn smallest_job(class: ClassId, workload: &Workload, center: &Center) -> Request {
    job_of_size(class, workload, center, |(smallest, _)| smallest)
}

/// The same for its largest job.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn largest_job(class: ClassId, workload: &Workload, center: &Center) -> Request {
    job_of_size(class, workload, center, |(_, largest)| largest)
}

fn job_of_size(class: ClassId, workload: &Workload, center: &Center, size: fn((u32, u32)) -> u32) -> Request {
    let shape = match recorded(workload) {
        Some(log) => {
            let place = Place::new(log.unit, workload, center).unwrap_or_else(|why| panic!("{why}"));
            place.shape(size(log.sizes))
        }
        None => {
            let fit = fit(workload, center);
            fit.shape(size(fit.sizes()))
        }
    };
    Request {
        id: JobId(0),
        submit: Time::ZERO,
        walltime: Span::ZERO,
        estimate: Span::ZERO,
        shape,
        tenant: TenantId(0),
        group: workload.group,
        class,
        center: workload.center,
        partition: workload.partition,
        due: Due::NEVER,
    }
}

/// How many people submit a workload whose users wait for their results, and which share of the demand they can bring
/// where nobody ever waits: 1 unless they are too few. `None` where nobody waits for anything.
///
/// Panics where [`misfit`] tells of a problem.
#[must_use]
pub fn crew(
    workload: &Workload,
    center: &Center,
    tenants: &[Tenant],
    start: DateTime,
) -> Option<(usize, f64)> {
    let sessions = workload.sessions.filter(|_| workload.is_closed())?;
    let (calendar, horizon) = (Calendar::new(start), Span::ZERO);
    let setting = Setting { class: 0, workload, tenants, calendar, horizon, streams: Streams::new(0, 0) };
    let crew = Crew::new(&setting, &fit(workload, center), sessions);
    Some((crew.count(), crew.attainable))
}

fn fit(workload: &Workload, center: &Center) -> Fit {
    Fit::new(workload, center)
        .unwrap_or_else(|why| panic!("workload `{}` cannot run at all: {why}", workload.name))
}
