//! The jobs of a log in the partitions of a centre.

use super::Workload;
use super::chain::Chain;
use super::log::{LogError, LogSource, Recorded};
use super::recorded::{Beginning, LogOrigin};
use super::synthetic::{Place, Submitters};
use crate::model::{
    Center, ClassId, Ending, Job, JobId, Layout, PartitionId, Request, Source, SourceError, Span, Tenant,
    Time,
};

/// The numbers of jobs of each log lie in a range of their own: job 17 of the third workload is 3,000,000,000,017.
const NUMBERS_OF_ONE_LOG: u64 = 1_000_000_000_000;

/// The jobs of a log in the partitions of a centre.
#[derive(Debug)]
pub(super) struct LogFlow {
    source: LogSource,
    /// The next job of the log; those that are held back come from the chain.
    next: Option<Job>,
    chain: Chain,
    /// What of the log comes when the workload begins.
    first: Time,
    since: Time,
    /// When it ends: nobody submits then or later.
    end: Time,
    request: Request,
    /// What comes on top of each job's run time.
    overhead: Span,
    place: Place,
    /// Queues of the log whose jobs go to partitions of their own.
    queues: Vec<(String, PartitionId, Place)>,
    submitters: Submitters,
    /// Added to the number of each job.
    number_base: u64,
}

impl LogFlow {
    pub(super) fn new(
        (class, origin, workload): (usize, &LogOrigin, &Workload),
        center: &Center,
        tenants: &[Tenant],
        horizon: Span,
    ) -> Result<LogFlow, SourceError> {
        let told = |error: LogError| SourceError { message: error.to_string() };
        let mut source = origin.open().map_err(told)?;
        let first = match origin.begins_with {
            Beginning::FirstJob => source.next_submit()?.unwrap_or(Time::ZERO),
            Beginning::TimeZero => Time::ZERO,
        };
        let place_in = |partition: PartitionId| {
            let there = Workload { partition, ..workload.clone() };
            Place::new(origin.unit, &there, center).unwrap_or_else(|why| panic!("{why}"))
        };
        let place = place_in(workload.partition);
        let queues = origin.queues.iter().map(|(name, id)| (name.clone(), *id, place_in(*id))).collect();
        let request = Request {
            id: JobId(0),
            submit: Time::ZERO,
            walltime: Span::ZERO,
            estimate: Span::ZERO,
            shape: place.shape(1),
            tenant: crate::model::TenantId(0),
            group: workload.group,
            class: ClassId(u16::try_from(class).expect("a scenario has fewer than 65,536 workloads")),
            center: workload.center,
            partition: workload.partition,
        };
        Ok(LogFlow {
            source,
            next: None,
            chain: Chain::default(),
            first,
            since: workload.since,
            end: workload.until.min(Time::ZERO + horizon),
            request,
            overhead: origin.overhead,
            place,
            queues,
            submitters: Submitters::new(tenants, workload),
            number_base: (class as u64 + 1) * NUMBERS_OF_ONE_LOG,
        })
    }

    pub(super) fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        while self.next.is_none() && self.source.next_submit()?.is_some() {
            let recorded = self.source.take_recorded();
            let after = recorded.after.map(|number| self.number(number));
            let job = self.job(&recorded);
            self.next = self.chain.hold(job, after);
        }
        let next = [self.next.map(|job| job.request.submit), self.chain.next()];
        Ok(next.into_iter().flatten().min().filter(|submit| *submit < self.end))
    }

    /// The next job. Panics when there is none.
    pub(super) fn take(&mut self) -> Job {
        let submit = self.next.map_or(Time::NEVER, |job| job.request.submit);
        let job = match self.chain.next() {
            Some(at) if at <= submit => self.chain.take(),
            Some(_) | None => self.next.take().expect("take is called only when next_submit gave a time"),
        };
        self.chain.given(job.request.id);
        job
    }

    pub(super) fn learn(&mut self, ending: &Ending) {
        self.chain.learn(ending);
    }

    fn number(&self, number: u64) -> JobId {
        JobId(self.number_base + number % NUMBERS_OF_ONE_LOG)
    }

    /// A job of the log as it comes here.
    fn job(&mut self, recorded: &Recorded) -> Job {
        let Job { request, work } = recorded.job;
        let queue = recorded.queue.and_then(|queue| self.source.queue_name(queue));
        let (partition, place) = match self.queues.iter().find(|(name, ..)| Some(name.as_str()) == queue) {
            Some((_, partition, place)) => (*partition, place),
            None => (self.request.partition, &self.place),
        };
        let shape = match request.shape.layout {
            Layout::Anywhere => place.shape(request.shape.tasks),
            // The log tells what the job asked for on each node.
            Layout::OnePerNode => request.shape,
        };
        let request = Request {
            id: self.number(request.id.0),
            submit: self.since + request.submit.since(self.first),
            walltime: request.walltime,
            estimate: request.estimate,
            shape,
            tenant: self.submitters.of_user(request.tenant.0),
            partition,
            ..self.request
        };
        Job { request, work: work + self.overhead }
    }
}
