//! Centres that stand still: nothing runs, and each of the jobs that wait could start.

use super::finding::{Findings, Law};
use crate::model::{CenterId, JobId, Request, Time};
use crate::record::Fact;
use std::collections::BTreeMap;

/// What one centre does.
#[derive(Debug, Clone, Default)]
struct Doing {
    running: u64,
    waiting: BTreeMap<JobId, Request>,
}

/// What runs and waits in each centre, where somebody asked for it.
#[derive(Debug, Default)]
pub(super) struct Standstill {
    centers: Vec<Doing>,
}

impl Standstill {
    /// Of so many centres.
    pub(super) fn watching(centers: usize) -> Standstill {
        Standstill { centers: vec![Doing::default(); centers] }
    }

    /// Follows what runs and waits.
    pub(super) fn follow(&mut self, center: CenterId, fact: &Fact<'_>) {
        let Some(doing) = self.centers.get_mut(usize::from(center.0)) else { return };
        match *fact {
            Fact::Submitted { request } => {
                doing.waiting.insert(request.id, *request);
            }
            Fact::Started { request, .. } => {
                doing.waiting.remove(&request.id);
                doing.running += 1;
            }
            Fact::Stopped { request, .. } => {
                doing.waiting.insert(request.id, *request);
                doing.running = doing.running.saturating_sub(1);
            }
            Fact::Ended { .. } => doing.running = doing.running.saturating_sub(1),
            Fact::Cancelled { request, .. } => {
                doing.waiting.remove(&request.id);
            }
            Fact::Rejected { .. }
            | Fact::Waited { .. }
            | Fact::Waiting { .. }
            | Fact::PromiseBroken { .. }
            | Fact::Capacity { .. }
            | Fact::StillWaiting { .. }
            | Fact::StillRunning { .. } => {}
        }
    }

    /// Finds centres that stand still when everything of an instant has happened. Where one of the waiting jobs could not start,
    /// the others may wait for its sake.
    pub(super) fn close(
        &self,
        findings: &mut Findings,
        at: Time,
        could_start: impl Fn(usize, &Request) -> bool,
    ) {
        for (place, doing) in self.centers.iter().enumerate() {
            let Some((first, _)) = doing.waiting.first_key_value().filter(|_| doing.running == 0) else {
                continue;
            };
            if doing.waiting.values().all(|request| could_start(place, request)) {
                findings.add(Law::Standstill, at, &[*first], || {
                    format!("nothing runs in centre {place}, and {} jobs could start", doing.waiting.len())
                });
            }
        }
    }
}
