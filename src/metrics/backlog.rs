//! How much work waited over time: the time that waiting jobs still ran in the end, times their size.
//!
//! How long a job really runs is only known when it is told of for the last time. Until then nothing is counted of it, and then
//! everything at once, from its submission on.

use super::gauge::pool_of_waiting;
use super::level::{Bins, Level};
use super::{Gauges, Window};
use crate::model::{Center, CenterId, JobId, Request, Span, Time};
use crate::record::JobFact;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Follows the work that waits in one centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct BacklogFold {
    id: CenterId,
    center: Center,
    /// For each pool of the centre, in units of the pool times microseconds of work.
    levels: Vec<Level>,
    /// The jobs that were stopped and are not gone yet, which are few.
    stopped: BTreeMap<JobId, Interrupted>,
}

/// The waits of a job that was stopped.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Interrupted {
    /// From when until when it waited before, and how much of its work it had done then.
    waits: Vec<(Window, Span)>,
    /// When it was stopped last.
    since: Time,
}

impl BacklogFold {
    pub(super) fn new(id: CenterId, center: &Center, bins: Bins) -> BacklogFold {
        let levels = vec![Level::new(bins); center.pools.len()];
        BacklogFold { id, center: center.clone(), levels, stopped: BTreeMap::new() }
    }

    /// The work that waited in each pool.
    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The centre.
    pub(super) const fn center(&self) -> &Center {
        &self.center
    }

    /// Takes note of what happened to a job.
    pub(super) fn observe(&mut self, gauges: &Gauges, at: Time, request: &Request, fact: &JobFact) {
        match *fact {
            JobFact::Stopped { start, past, .. } => self.stop(request, (start, at), past.kept),
            JobFact::Ended { start, past, .. } => {
                self.count(gauges, request, (start, past.kept), past.kept + at.since(start));
            }
            JobFact::Cancelled { past, work, .. } | JobFact::StillWaiting { past, work } => {
                self.count(gauges, request, (at, past.kept), work);
            }
            JobFact::StillRunning { start, past, work, .. } => {
                self.count(gauges, request, (start, past.kept), work);
            }
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. } => {}
        }
    }

    /// Keeps in mind the wait of a job that ended at its start.
    fn stop(&mut self, request: &Request, (start, at): (Time, Time), kept: Span) {
        let new = || Interrupted { waits: Vec::new(), since: request.submit };
        let job = self.stopped.entry(request.id).or_insert_with(new);
        job.waits.push((Window { start: job.since, end: start }, kept));
        job.since = at;
    }

    /// Counts all waits of a job, of which the last ended at an instant with so much of its work done.
    fn count(&mut self, gauges: &Gauges, request: &Request, (end, kept): (Time, Span), work: Span) {
        let before = self.stopped.remove(&request.id);
        let (mut waits, since) = before.map_or((Vec::new(), request.submit), |job| (job.waits, job.since));
        waits.push((Window { start: since, end }, kept));
        let Some(pool) = pool_of_waiting(&self.center, request) else { return };
        let unit = gauges.of(gauges.number(self.id, pool)).unit;
        let units = i128::from(request.shape.tasks) * i128::from(unit.of(request.shape.per_task));
        let level = &mut self.levels[usize::from(pool.0)];
        for (window, kept) in waits {
            let left = i128::from(work.as_micros().saturating_sub(kept.as_micros()));
            level.change(window.start, units * left);
            level.change(window.end, -units * left);
        }
    }
}
