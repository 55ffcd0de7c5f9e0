//! Logs as workloads of a scenario: their jobs come as they came then, beside those of the synthetic workloads.

use super::flow::{Coming, LogFlow};
use super::{Synthetic, Workload, recorded};
use crate::model::{Center, Ending, Job, Source, SourceError, Span, Streams, Tenant, Terms, Time};
use crate::state::{Saved, StateError, from_bytes};

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
        (horizon, streams): (Span, Streams),
    ) -> WithLogs {
        let log = |(class, workload)| match recorded(workload) {
            Some(origin) => {
                let center = &centers[usize::from(workload.center.0)];
                Some(LogFlow::new((class, origin, workload), center, tenants, (horizon, streams)))
            }
            None => None,
        };
        let flows = workloads.iter().enumerate().filter_map(log).collect();
        let waits = workloads.iter().filter_map(recorded).any(|origin| origin.waits);
        WithLogs { synthetic, flows, first: None, waits }
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
                let Coming { job, after, breaks } = flows[place].take();
                self.synthetic.bind(&job, after, breaks);
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
