//! The jobs whose stories are kept: those that waited longest, in all and in each class, those that held most, and some by chance.

use super::lanes::Stretches;
use crate::model::{Causes, ClassId, JobId, Request, Span, Time};
use crate::record::{Cancellation, End, JobFact, Stop};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many of each kind are kept.
pub(super) const MOST: usize = 1_000;
pub(super) const LONGEST: usize = 150;
pub(super) const LONGEST_OF_CLASS: usize = 12;
pub(super) const BY_CHANCE: usize = 150;

/// So many jobs are over before those that need not be kept are let go.
const DONE_MAX: usize = 4 * (MOST + LONGEST + BY_CHANCE);

/// What happened to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    Submitted,
    Started,
    Stopped(Stop),
    Lost,
    PromiseBroken,
    Ended(End),
    Cancelled(Cancellation),
    StillWaiting,
    StillRunning,
}

/// A job and its story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) request: Request,
    /// How long it waited in all.
    pub(super) waited: Span,
    pub(super) causes: Causes,
    pub(super) events: Vec<(Time, What)>,
    /// From when until when it held which nodes.
    pub(super) runs: Vec<(Time, Time, Stretches)>,
    /// Units times microseconds that it held.
    held: u128,
    /// A number that looks like chance.
    lot: u64,
}

/// From which values on a job is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Bounds {
    held: u128,
    waited: Span,
    of_class: BTreeMap<ClassId, Span>,
    lot: u64,
}

/// Keeps jobs as they come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Keeper {
    open: BTreeMap<JobId, Kept>,
    done: Vec<Kept>,
    bounds: Bounds,
    /// How many jobs there were.
    pub(super) jobs: u64,
}

impl Default for Keeper {
    fn default() -> Keeper {
        let bounds = Bounds { held: 0, waited: Span::ZERO, of_class: BTreeMap::new(), lot: u64::MAX };
        Keeper { open: BTreeMap::new(), done: Vec::new(), bounds, jobs: 0 }
    }
}

/// The number of a job, stirred (the finalizer of splitmix64), so that jobs with the least numbers are a fair sample.
fn lot(job: JobId) -> u64 {
    let mut lot = job.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
    lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    lot ^ (lot >> 31)
}

/// What a job holds of its machine, in what its machine is counted in.
pub(super) fn units(request: &Request) -> u64 {
    let each = request.shape.per_task;
    let per_task = if 0 < each.accelerators { each.accelerators } else { each.cores };
    u64::from(per_task) * u64::from(request.shape.tasks)
}

impl Bounds {
    fn may_take(&self, request: &Request, waited: Span, held: u128) -> bool {
        self.held <= held
            || self.waited <= waited
            || self.of_class.get(&request.class).is_none_or(|least| *least <= waited)
            || lot(request.id) <= self.lot
    }
}

impl Keeper {
    /// Takes note of a job that starts or waits no more; `causes` are those of its last wait.
    pub(super) fn waited(&mut self, request: &Request, causes: &Causes, fact: &JobFact) {
        if let Some(kept) = self.open.get_mut(&request.id) {
            kept.causes += *causes;
            return;
        }
        let Some(past) = fact.past() else { return };
        // How much it will hold is not known yet: its requested time is the most.
        let held = u128::from(units(request)) * u128::from(request.walltime.as_micros());
        let is_first = past.stops == 0;
        if is_first && self.bounds.may_take(request, past.waited, held) {
            let events = vec![(request.submit, What::Submitted)];
            let kept = Kept {
                request: *request,
                waited: past.waited,
                causes: *causes,
                events,
                runs: Vec::new(),
                held: 0,
                lot: lot(request.id),
            };
            self.open.insert(request.id, kept);
        }
    }

    /// Whether a job is followed.
    pub(super) fn follows(&self, job: JobId) -> bool {
        self.open.contains_key(&job)
    }

    /// Takes note of what happened to a job that is followed, and which nodes it held since when, where a stretch of running is over.
    pub(super) fn note(
        &mut self,
        at: Time,
        request: &Request,
        fact: &JobFact,
        run: Option<(Time, Stretches)>,
    ) {
        let Some(kept) = self.open.get_mut(&request.id) else { return };
        if let Some((start, nodes)) = run {
            kept.held += u128::from(units(request)) * u128::from(at.since(start).as_micros());
            kept.runs.push((start, at, nodes));
        }
        if let Some(past) = fact.past().filter(|_| !matches!(fact, JobFact::Stopped { .. })) {
            kept.waited = past.waited;
        }
        let what = match *fact {
            JobFact::Submitted | JobFact::Waited { .. } | JobFact::Rejected { .. } => return,
            JobFact::Started { .. } => What::Started,
            JobFact::Stopped { stop, .. } => What::Stopped(stop),
            JobFact::Lost { .. } => What::Lost,
            JobFact::PromiseBroken { .. } => What::PromiseBroken,
            JobFact::Ended { end, .. } => What::Ended(end),
            JobFact::Cancelled { why, .. } => What::Cancelled(why),
            JobFact::StillWaiting { .. } => What::StillWaiting,
            JobFact::StillRunning { .. } => What::StillRunning,
        };
        kept.events.push((at, what));
        if fact.is_last()
            && let Some(kept) = self.open.remove(&request.id)
        {
            self.done.push(kept);
            if DONE_MAX <= self.done.len() {
                self.prune(MOST);
            }
        }
    }

    /// Lets go of those that need not be kept, and learns which need not be looked at.
    fn prune(&mut self, most: usize) {
        let held = best(&self.done, most, |kept| kept.held);
        let waited = best(&self.done, LONGEST, |kept| kept.waited);
        let lots = best(&self.done, BY_CHANCE, |kept| std::cmp::Reverse(kept.lot));
        let full = |places: &[usize], count: usize| {
            (count <= places.len()).then(|| places.last().copied()).flatten()
        };
        if let Some(last) = full(&held, most) {
            self.bounds.held = self.done[last].held;
        }
        if let Some(last) = full(&waited, LONGEST) {
            self.bounds.waited = self.done[last].waited;
        }
        if let Some(last) = full(&lots, BY_CHANCE) {
            self.bounds.lot = self.done[last].lot;
        }
        let mut places: BTreeSet<usize> = held.into_iter().chain(waited).chain(lots).collect();
        let classes: BTreeSet<ClassId> = self.done.iter().map(|kept| kept.request.class).collect();
        for class in classes {
            let of_class: Vec<usize> =
                (0..self.done.len()).filter(|place| self.done[*place].request.class == class).collect();
            let mut longest = of_class;
            longest.sort_by_key(|place| {
                (std::cmp::Reverse(self.done[*place].waited), self.done[*place].request.id)
            });
            longest.truncate(LONGEST_OF_CLASS);
            if let Some(last) = full(&longest, LONGEST_OF_CLASS) {
                self.bounds.of_class.insert(class, self.done[last].waited);
            }
            places.extend(longest);
        }
        let mut place = 0;
        self.done.retain(|_| {
            place += 1;
            places.contains(&(place - 1))
        });
    }

    /// The jobs that are kept in the end, in the order of their submission; of those that held most no more than so many.
    pub(super) fn finish(&self, most: usize) -> Vec<Kept> {
        let mut keeper = self.clone();
        keeper.prune(most);
        let mut done = keeper.done;
        done.sort_by_key(|kept| (kept.request.submit, kept.request.id));
        done
    }
}

/// The places of so many jobs with the greatest of something, the greatest first; of equal ones those with the least number.
fn best<K: Ord>(done: &[Kept], count: usize, of: impl Fn(&Kept) -> K) -> Vec<usize> {
    let mut places: Vec<usize> = (0..done.len()).collect();
    places.sort_by(|one, other| {
        of(&done[*other]).cmp(&of(&done[*one])).then(done[*one].request.id.cmp(&done[*other].request.id))
    });
    places.truncate(count);
    places
}
