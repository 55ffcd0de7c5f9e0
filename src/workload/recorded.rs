//! Logs as workloads of a scenario: their jobs come as they came then, beside those of the synthetic workloads.

use super::flow::LogFlow;
use super::log::{Entry, LogError, LogSource, Logs, SizeUnit};
use super::{Origin, Synthetic, Unit, Workload};
use crate::model::{
    Center, Ending, Job, Layout, PartitionId, Request, Shape, Source, SourceError, Span, Tenant, Terms, Time,
};
use crate::state::{Saved, StateError, from_bytes};

/// What of a log comes when its workload begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Its first job.
    FirstJob,
    /// Its time 0; the first job follows as it did then.
    TimeZero,
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
    /// Whether any of its jobs waits for another.
    waits: bool,
    /// What comes when the workload begins.
    pub begins_with: Beginning,
    /// Queues of the log whose jobs go to partitions of their own.
    pub queues: Vec<(String, PartitionId)>,
    /// What comes on top of each job's run time: to start it and to clean up.
    pub overhead: Span,
}

/// How large a job is, and whether that counts cores although the log counts nodes: jobs that share nodes would else seem to
/// need all of them.
fn size_of(shape: Shape) -> (u32, bool) {
    match shape.layout {
        Layout::OnePerNode if 0 < shape.per_task.cores => (shape.total().cores, true),
        Layout::OnePerNode | Layout::Anywhere => (shape.tasks, false),
    }
}

impl LogOrigin {
    /// Reads a log through.
    ///
    /// # Errors
    /// When it cannot be read to its end, or has no job.
    pub fn survey(name: &str, logs: Logs) -> Result<LogOrigin, LogError> {
        let mut reader = logs.open()?;
        let mut unit = match reader.unit() {
            SizeUnit::Processors => Unit::Cores,
            SizeUnit::Nodes => Unit::Nodes,
            // A request to a language model holds an accelerator, whoever else may share it in truth.
            SizeUnit::Accelerators | SizeUnit::Slots => Unit::Accelerators,
        };
        let (mut jobs, mut area, mut in_order, mut waits) = (0, 0_u128, true, false);
        let (mut first, mut last) = (Time::NEVER, Time::ZERO);
        let mut sizes = (u32::MAX, 0);
        while let Some(Entry { job, row, .. }) = reader.next_entry()? {
            let Request { submit, shape, .. } = job.request;
            jobs += 1;
            waits |= row.after.is_some();
            in_order &= last <= submit;
            (first, last) = (first.min(submit), last.max(submit));
            let (size, in_cores) = size_of(shape);
            unit = if in_cores { Unit::Cores } else { unit };
            sizes = (sizes.0.min(size), sizes.1.max(size));
            area += u128::from(size) * u128::from(job.work.as_micros());
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
            waits,
            begins_with: Beginning::FirstJob,
            queues: Vec::new(),
            overhead: Span::ZERO,
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

    pub(super) fn open(&self) -> Result<LogSource, LogError> {
        let reader = self.logs.open()?;
        if self.in_order { LogSource::streamed(reader) } else { LogSource::sorted(reader) }
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
    /// Whether any job of a log waits for another.
    waits: bool,
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
        let waits = workloads.iter().filter_map(recorded).any(|origin| origin.waits);
        WithLogs { synthetic, flows, first: None, waits }
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
                let (job, after) = flows[place].take();
                self.synthetic.bind(&job, after);
                job
            }
            (None, _) | (Some(_), Err(_)) => self.synthetic.take(),
        }
    }

    fn terms(&self) -> Option<&Terms> {
        self.synthetic.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.synthetic.has_dependencies() || self.waits
    }

    fn learn(&mut self, ending: &Ending) {
        self.synthetic.learn(ending);
    }

    fn save(&self) -> Saved {
        match (&self.flows, self.synthetic.save()) {
            (Ok(flows), Saved::State(synthetic)) => {
                let taken: Vec<u64> = flows.iter().map(LogFlow::taken).collect();
                Saved::of(&(synthetic, taken))
            }
            (Err(error), _) => Saved::CannotBeSaved(error.message.clone()),
            (Ok(_), cannot @ Saved::CannotBeSaved(_)) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let (synthetic, taken): (Vec<u8>, Vec<u64>) = from_bytes(state)?;
        let flows = self.flows.as_mut().map_err(|error| StateError::Other(error.message.clone()))?;
        if taken.len() != flows.len() {
            let (found, known) = (taken.len(), flows.len());
            return Err(StateError::Other(format!("expected the state of {known} logs, found {found}")));
        }
        for (flow, taken) in flows.iter_mut().zip(taken) {
            flow.skip(taken)?;
        }
        self.synthetic.restore(&synthetic)
    }
}
