//! What was in vain of a run that is over, and how much of its time was no work.

use crate::model::{Span, Time};
use crate::record::{End, JobFact, Spent, Stop};

/// Of a run that is over: why work was in vain, how much, and how much of its time was no work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Losses {
    pub(super) cause: Option<Stop>,
    pub(super) lost: Span,
    pub(super) spent: Spent,
}

impl Losses {
    pub(super) fn of(at: Time, fact: &JobFact) -> Option<Losses> {
        match *fact {
            JobFact::Stopped { stop, lost, spent, .. } => Some(Losses { cause: Some(stop), lost, spent }),
            JobFact::Lost { lost } => {
                Some(Losses { cause: Some(Stop::NodeFailed), lost, spent: Spent::default() })
            }
            JobFact::Ended { start, end, spent, past } if vain(end).is_some() => {
                let lost = past.kept + (at.since(start) - spent.total());
                Some(Losses { cause: vain(end), lost, spent })
            }
            JobFact::Ended { spent, .. } | JobFact::StillRunning { spent, .. } => {
                (spent != Spent::default()).then_some(Losses { cause: None, lost: Span::ZERO, spent })
            }
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillWaiting { .. } => None,
        }
    }
}

/// Why all work of a job was in vain that ended so; nothing where it was not.
const fn vain(end: End) -> Option<Stop> {
    match end {
        End::Evicted => Some(Stop::Requeued),
        End::NodeFailed => Some(Stop::NodeFailed),
        End::Failed => Some(Stop::Failed),
        End::Finished | End::Killed | End::Cancelled => None,
    }
}
