//! Jobs that end in any order, given back in the order in which they were submitted.

use crate::model::{Causes, JobId, Request, Span, Time};
use crate::record::{End, JobFact};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// What has become of a job so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Fate {
    /// Nothing yet.
    Open,
    Finished,
    Killed,
    /// Made to leave for good.
    Evicted,
    /// Given up because nodes failed under it.
    NodeFailed,
    /// Failed by itself.
    Failed,
    /// Stopped by its user while it ran.
    CancelledRunning,
    /// Given up while it waited.
    Cancelled,
    Rejected,
    StillWaiting,
    StillRunning,
}

impl Fate {
    /// What this makes of its job; nothing where more is to come.
    pub(super) const fn told(fact: &JobFact) -> Option<Fate> {
        match fact {
            JobFact::Rejected { .. } => Some(Fate::Rejected),
            JobFact::Cancelled { .. } => Some(Fate::Cancelled),
            JobFact::Ended { end: End::Finished, .. } => Some(Fate::Finished),
            JobFact::Ended { end: End::Killed, .. } => Some(Fate::Killed),
            JobFact::Ended { end: End::Evicted, .. } => Some(Fate::Evicted),
            JobFact::Ended { end: End::NodeFailed, .. } => Some(Fate::NodeFailed),
            JobFact::Ended { end: End::Failed, .. } => Some(Fate::Failed),
            JobFact::Ended { end: End::Cancelled, .. } => Some(Fate::CancelledRunning),
            JobFact::StillWaiting { .. } => Some(Fate::StillWaiting),
            JobFact::StillRunning { .. } => Some(Fate::StillRunning),
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. } => None,
        }
    }

    /// The name, as in files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Fate::Open => "open",
            Fate::Finished => "finished",
            Fate::Killed => "killed",
            Fate::Evicted => "evicted",
            Fate::NodeFailed => "node_failed",
            Fate::Failed => "failed",
            Fate::CancelledRunning => "cancelled_running",
            Fate::Cancelled => "cancelled",
            Fate::Rejected => "rejected",
            Fate::StillWaiting => "waiting",
            Fate::StillRunning => "running",
        }
    }

    /// Whether it held nodes when this became of it.
    pub(super) const fn has_started(self) -> bool {
        match self {
            Fate::Finished
            | Fate::Killed
            | Fate::Evicted
            | Fate::NodeFailed
            | Fate::Failed
            | Fate::CancelledRunning
            | Fate::StillRunning => true,
            Fate::Open | Fate::Cancelled | Fate::Rejected | Fate::StillWaiting => false,
        }
    }

    /// Whether it is gone.
    pub(super) const fn has_ended(self) -> bool {
        match self {
            Fate::Finished
            | Fate::Killed
            | Fate::Evicted
            | Fate::NodeFailed
            | Fate::Failed
            | Fate::CancelledRunning
            | Fate::Cancelled => true,
            Fate::Open | Fate::Rejected | Fate::StillWaiting | Fate::StillRunning => false,
        }
    }
}

/// A job and what has become of it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Course {
    pub(super) request: Request,
    pub(super) fate: Fate,
    pub(super) start: Time,
    pub(super) end: Time,
    /// On how many nodes it ran.
    pub(super) nodes: u32,
    /// For how long it waited in all.
    pub(super) waited: Span,
    /// For how long it ran in all.
    pub(super) ran: Span,
    /// How often it started.
    pub(super) runs: u32,
    /// For what it waited.
    pub(super) causes: Causes,
}

/// Holds the jobs from the oldest open one on; older ones have been given back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct InOrder {
    courses: VecDeque<Course>,
    /// How many jobs have been given back.
    given: u64,
    numbering: Numbering,
}

/// How a job is found by its number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
enum Numbering {
    /// Numbers have only grown: a search in the queue itself finds them, mostly at the first look.
    #[default]
    Ascending,
    /// Numbers jump or repeat: each open job, by number and place.
    Any(BTreeSet<(JobId, u64)>),
}

impl InOrder {
    pub(super) fn is_empty(&self) -> bool {
        self.courses.is_empty()
    }

    pub(super) fn submit(&mut self, course: Course) {
        let ascends = self.courses.back().is_none_or(|last| last.request.id < course.request.id);
        if !ascends && matches!(self.numbering, Numbering::Ascending) {
            let numbered = self.given..;
            let open = self.courses.iter().zip(numbered).filter(|(course, _)| course.fate == Fate::Open);
            self.numbering = Numbering::Any(open.map(|(course, place)| (course.request.id, place)).collect());
        }
        if let (Numbering::Any(places), Fate::Open) = (&mut self.numbering, course.fate) {
            places.insert((course.request.id, self.given + self.courses.len() as u64));
        }
        self.courses.push_back(course);
    }

    /// The open job of this request, to be closed. Panics when it was never submitted.
    pub(super) fn close(&mut self, request: &Request) -> &mut Course {
        let place = self.place(request);
        if let Numbering::Any(places) = &mut self.numbering {
            places.remove(&(request.id, self.given + place as u64));
        }
        &mut self.courses[place]
    }

    /// The open job of this request, which stays open. Panics when it was never submitted.
    pub(super) fn open(&mut self, request: &Request) -> &mut Course {
        let place = self.place(request);
        &mut self.courses[place]
    }

    fn place(&self, request: &Request) -> usize {
        let place = match &self.numbering {
            Numbering::Ascending => find_ascending(&self.courses, request.id),
            Numbering::Any(places) => {
                let same_number = places.range((request.id, 0)..=(request.id, u64::MAX));
                // Where two jobs of one number are open, everything else that is known tells them apart.
                let mut places = same_number.map(|(_, place)| (place - self.given) as usize);
                places.find(|place| self.courses[*place].request.is_of_same_job(request))
            }
        };
        let place = place.filter(|place| self.courses[*place].fate == Fate::Open);
        place.unwrap_or_else(|| panic!("job {} is not open", request.id))
    }

    /// The next job in order, if something has become of it.
    pub(super) fn next_closed(&mut self) -> Option<Course> {
        if self.courses.front()?.fate == Fate::Open {
            return None;
        }
        self.given += 1;
        self.courses.pop_front()
    }
}

fn find_ascending(courses: &VecDeque<Course>, id: JobId) -> Option<usize> {
    let first = courses.front()?.request.id;
    // Most logs number their jobs without gaps.
    let guess = usize::try_from(id.0.checked_sub(first.0)?).ok()?;
    if courses.get(guess).is_some_and(|course| course.request.id == id) {
        return Some(guess);
    }
    courses.binary_search_by_key(&id, |course| course.request.id).ok()
}
