//! Jobs that end of themselves do so at the points that their terms say, one attempt after the other, and no others do.

use super::scenario::Scenario;
use std::collections::BTreeMap;
use suanli::model::{BreakKind, BreakOff, Job, JobId, Span, Time};
use suanli::record::{End, JobFact, Past, Spent, Stop, Tape};

/// How far the attempts at a job have come.
#[derive(Debug, Clone, Copy, Default)]
struct Attempt {
    number: usize,
    /// How much of its work was kept when it began.
    kept: Span,
}

/// What a run had done of its job's work when it was over.
fn done(at: Time, start: Time, spent: Spent, past: Past) -> Span {
    let ran = at.since(start);
    past.kept + (ran - spent.total().min(ran))
}

/// The faults of a run.
pub(super) fn breaches(scenario: &Scenario, jobs: &BTreeMap<JobId, &Job>, tape: &Tape) -> Vec<String> {
    let mut attempts: BTreeMap<JobId, Attempt> = BTreeMap::new();
    let mut breaches = Vec::new();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let attempt = attempts.entry(request.id).or_default();
        let terms = scenario.terms.get(&request.id);
        let due: Option<BreakOff> = terms.and_then(|terms| terms.breaks.get(attempt.number)).copied();
        let expected = due.map(|due| (due.kind, due.point(attempt.kept, jobs[&request.id].work)));
        let found = match *fact {
            JobFact::Stopped { start, stop: Stop::Failed, lost, spent, past } => {
                let done = done(entry.at, start, spent, past);
                (attempt.number, attempt.kept) = (attempt.number + 1, done - lost);
                Some((BreakKind::Retried, done))
            }
            JobFact::Ended { start, end: End::Failed, spent, past } => {
                Some((BreakKind::Failed, done(entry.at, start, spent, past)))
            }
            JobFact::Ended { start, end: End::Cancelled, spent, past } => {
                Some((BreakKind::Cancelled, done(entry.at, start, spent, past)))
            }
            JobFact::Ended { end: End::Finished, .. } if expected.is_some() => {
                breaches.push(format!("job {}: done, expected {expected:?}", request.id));
                continue;
            }
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::Ended { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => continue,
        };
        if found != expected {
            breaches.push(format!("job {}: {found:?}, expected {expected:?}", request.id));
        }
    }
    breaches
}
