//! Logs as workloads of a scenario: their jobs come as they came then, beside those of the synthetic workloads.

use super::log::{LogError, LogSource, Logs, SizeUnit};
use super::synthetic::{Place, Submitters};
use super::{Origin, Synthetic, Unit, Workload};
use crate::model::{
    Center, ClassId, Ending, Job, JobId, Request, Source, SourceError, Span, Tenant, Terms, Time,
};

/// The numbers of jobs of each log lie in a range of their own: job 17 of the third workload is 3,000,000,000,017.
const NUMBERS_OF_ONE_LOG: u64 = 1_000_000_000_000;

/// A log that has been read through once.
#[derive(Debug, Clone, PartialEq)]
pub struct LogOrigin {
    /// The file, as it was named.
    pub name: String,
    /// How it is read.
    pub logs: Logs,
    /// What the sizes of its jobs count.
    pub unit: Unit,
    /// How many jobs it has.
    pub jobs: u64,
    /// From the first submission to the last.
    pub span: Span,
    /// The smallest and the largest job.
    pub sizes: (u32, u32),
    /// What all jobs together hold, in seconds of one unit.
    area: f64,
    /// Whether its rows are in order of submission, so that it can be streamed.
    in_order: bool,
}

impl LogOrigin {
    /// Reads a log through.
    ///
    /// # Errors
    /// When it cannot be read to its end, or has no job.
    pub fn survey(name: &str, logs: Logs) -> Result<LogOrigin, LogError> {
        let mut reader = logs.open()?;
        let unit = match reader.unit() {
            SizeUnit::Processors => Unit::Cores,
            SizeUnit::Nodes => Unit::Nodes,
            // A request to a language model holds an accelerator, whoever else may share it in truth.
            SizeUnit::Accelerators | SizeUnit::Slots => Unit::Accelerators,
        };
        let (mut jobs, mut area, mut in_order) = (0, 0_u128, true);
        let (mut first, mut last) = (Time::NEVER, Time::ZERO);
        let mut sizes = (u32::MAX, 0);
        while let Some(job) = reader.next_job()? {
            let Request { submit, shape, .. } = job.request;
            jobs += 1;
            in_order &= last <= submit;
            (first, last) = (first.min(submit), last.max(submit));
            sizes = (sizes.0.min(shape.tasks), sizes.1.max(shape.tasks));
            area += u128::from(shape.tasks) * u128::from(job.work.as_micros());
        }
        // A reader without a job has given an error.
        let span = last.since(first);
        Ok(LogOrigin {
            name: name.to_owned(),
            logs,
            unit,
            jobs,
            span,
            sizes,
            area: area as f64 / 1e6,
            in_order,
        })
    }

    /// How many jobs come on an average day.
    #[must_use]
    pub fn jobs_per_day(&self) -> f64 {
        // The last job, too, has some time before the next one would have come.
        let gaps = self.jobs.saturating_sub(1).max(1);
        let day = Span::DAY.as_micros() as f64;
        let span = (self.span.as_micros() as f64).max(1.0);
        if self.span == Span::ZERO { self.jobs as f64 } else { gaps as f64 * day / span }
    }

    /// The mean of unit-seconds that one job holds.
    pub(super) fn area_mean(&self) -> f64 {
        self.area / self.jobs as f64
    }

    fn open(&self) -> Result<LogSource, LogError> {
        let reader = self.logs.open()?;
        if self.in_order { LogSource::streamed(reader) } else { LogSource::sorted(reader) }
    }
}

/// The jobs of a log in one partition.
#[derive(Debug)]
struct LogFlow {
    source: LogSource,
    /// The first submission, which comes when the workload begins.
    first: Time,
    since: Time,
    /// When it ends: nobody submits then or later.
    end: Time,
    request: Request,
    place: Place,
    submitters: Submitters,
    /// Added to the number of each job.
    number_base: u64,
}

impl LogFlow {
    fn new(
        (class, origin, workload): (usize, &LogOrigin, &Workload),
        center: &Center,
        tenants: &[Tenant],
        horizon: Span,
    ) -> Result<LogFlow, SourceError> {
        let told = |error: LogError| SourceError { message: error.to_string() };
        let mut source = origin.open().map_err(told)?;
        let first = source.next_submit()?.unwrap_or(Time::ZERO);
        let place = Place::new(origin.unit, workload, center).unwrap_or_else(|why| panic!("{why}"));
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
            first,
            since: workload.since,
            end: workload.until.min(Time::ZERO + horizon),
            request,
            place,
            submitters: Submitters::new(tenants, workload),
            number_base: (class as u64 + 1) * NUMBERS_OF_ONE_LOG,
        })
    }

    fn moved(&self, submit: Time) -> Time {
        self.since + submit.since(self.first)
    }

    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        let next = self.source.next_submit()?;
        Ok(next.map(|submit| self.moved(submit)).filter(|submit| *submit < self.end))
    }

    fn take(&mut self) -> Job {
        let Job { request, work } = self.source.take();
        let request = Request {
            id: JobId(self.number_base + request.id.0 % NUMBERS_OF_ONE_LOG),
            submit: self.moved(request.submit),
            walltime: request.walltime,
            estimate: request.estimate,
            shape: self.place.shape(request.shape.tasks),
            tenant: self.submitters.of_user(request.tenant.0),
            ..self.request
        };
        Job { request, work }
    }
}

/// The jobs of a scenario some of whose workloads are logs.
#[derive(Debug)]
pub struct WithLogs {
    synthetic: Synthetic,
    /// Those of the logs, or why one of them cannot be opened.
    flows: Result<Vec<LogFlow>, SourceError>,
    /// Which log submits next; `None` where it is a synthetic workload.
    first: Option<usize>,
}

impl WithLogs {
    /// The synthetic jobs, and those of the logs among these workloads, submitted before the horizon.
    ///
    /// Panics when a workload does not fit its partition or has no tenants: [`super::misfit`] tells beforehand.
    #[must_use]
    pub fn new(
        synthetic: Synthetic,
        workloads: &[Workload],
        centers: &[Center],
        tenants: &[Tenant],
        horizon: Span,
    ) -> WithLogs {
        let log = |(class, workload)| match recorded(workload) {
            Some(origin) => {
                let center = &centers[usize::from(workload.center.0)];
                Some(LogFlow::new((class, origin, workload), center, tenants, horizon))
            }
            None => None,
        };
        let flows = workloads.iter().enumerate().filter_map(log).collect();
        WithLogs { synthetic, flows, first: None }
    }
}

/// The log of a workload, if it is one.
#[must_use]
pub fn recorded(workload: &Workload) -> Option<&LogOrigin> {
    match &workload.origin {
        Origin::Log(origin) => Some(origin),
        Origin::Application(_) | Origin::Model { .. } => None,
    }
}

impl Source for WithLogs {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        let flows = self.flows.as_mut().map_err(|error| error.clone())?;
        let mut next = self.synthetic.next_submit()?;
        self.first = None;
        for (place, flow) in flows.iter_mut().enumerate() {
            let submit = flow.next_submit()?;
            if submit.is_some_and(|submit| next.is_none_or(|known| submit < known)) {
                (next, self.first) = (submit, Some(place));
            }
        }
        Ok(next)
    }

    fn take(&mut self) -> Job {
        match (self.first, &mut self.flows) {
            (Some(place), Ok(flows)) => {
                let job = flows[place].take();
                self.synthetic.bind(&job);
                job
            }
            (None, _) | (Some(_), Err(_)) => self.synthetic.take(),
        }
    }

    fn terms(&self) -> Option<&Terms> {
        self.synthetic.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.synthetic.has_dependencies()
    }

    fn learn(&mut self, ending: &Ending) {
        self.synthetic.learn(ending);
    }
}
