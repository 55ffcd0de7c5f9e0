//! The state of synthetic workloads in writing: what chance has still to say, and what users have on their minds. What the
//! scenario says is not in it.

use super::closed::ClosedState;
use super::open::OpenState;
use super::{Flow, Synthetic};
use crate::model::Job;
use crate::state::{StateError, from_bytes, to_bytes};
use crate::workload::binder::Bound;
use serde::{Deserialize, Serialize};

/// All that a source must know to go on.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    flows: Vec<Stream>,
    jobs: u64,
    bound: Bound,
    companions: Vec<Job>,
}

/// The state of the jobs of one workload.
#[derive(Debug, Serialize, Deserialize)]
enum Stream {
    Open(OpenState),
    Closed(ClosedState),
}

impl Synthetic {
    /// The state in writing.
    pub(super) fn written(&self) -> Vec<u8> {
        let stream = |flow: &Flow| match flow {
            Flow::Open(flow) => Stream::Open(flow.state()),
            Flow::Closed(flow) => Stream::Closed(flow.state()),
        };
        to_bytes(&Written {
            flows: self.flows.iter().map(stream).collect(),
            jobs: self.jobs,
            bound: self.binder.bound.clone(),
            companions: self.companions.clone(),
        })
    }

    /// Takes up a state that the source of the same workloads wrote down.
    pub(super) fn take_up(&mut self, state: &[u8]) -> Result<(), StateError> {
        let Written { flows, jobs, bound, companions } = from_bytes(state)?;
        if flows.len() != self.flows.len() {
            let (found, known) = (flows.len(), self.flows.len());
            return Err(StateError::Other(format!("expected the state of {known} workloads, found {found}")));
        }
        for (flow, state) in self.flows.iter_mut().zip(flows) {
            match (flow, state) {
                (Flow::Open(flow), Stream::Open(state)) => flow.take_up(state)?,
                (Flow::Closed(flow), Stream::Closed(state)) => flow.take_up(state)?,
                (Flow::Open(_), Stream::Closed(_)) | (Flow::Closed(_), Stream::Open(_)) => {
                    let message = "the users of a workload waited for their results, or did not".into();
                    return Err(StateError::Other(message));
                }
            }
        }
        self.submits = self.flows.iter().map(Flow::next_submit).collect();
        (self.jobs, self.binder.bound, self.companions) = (jobs, bound, companions);
        self.find_first();
        Ok(())
    }
}
