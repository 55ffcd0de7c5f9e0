//! Centres that stand still: nothing runs, and each of the jobs that wait could start.

use super::finding::{Findings, Law};
use crate::model::{CenterId, JobId, Request, Time};
use crate::record::{JobFact, JobState};
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
    pub(super) fn follow(&mut self, center: CenterId, request: &Request, fact: &JobFact) {
        let Some(doing) = self.centers.get_mut(usize::from(center.0)) else { return };
        let Some((before, after)) = fact.moves() else { return };
        match before {
            JobState::Absent => {}
            JobState::Waiting => _ = doing.waiting.remove(&request.id),
            JobState::Running => doing.running = doing.running.saturating_sub(1),
        }
        match after {
            JobState::Absent => {}
            JobState::Waiting => _ = doing.waiting.insert(request.id, *request),
            JobState::Running => doing.running += 1,
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
