//! The jobs whose stories are kept: those that waited longest, in all and in each class, those that held most, and some by chance.

use super::lanes::{Holder, Stretches};
use crate::model::{Causes, ClassId, JobId, Request, Span, Time};
use crate::record::{Cancellation, End, JobFact, Stop};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many of each kind are kept.
pub(super) const MOST: usize = 1_000;
pub(super) const LONGEST: usize = 150;
pub(super) const LONGEST_OF_CLASS: usize = 12;
pub(super) const BY_CHANCE: usize = 150;

/// By so much numbers of jobs are divided, to look at what is left over.
const ENDINGS: u64 = 1_024;

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
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Keeper {
    /// Several jobs may have one number.
    open: BTreeMap<JobId, Vec<Kept>>,
    /// How many of these have a number with such last digits (to the base of [`ENDINGS`]): of most jobs a look tells that nobody follows them.
    endings: Vec<u32>,
    done: Vec<Kept>,
    bounds: Bounds,
    /// How many jobs there were.
    pub(super) jobs: u64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { held: 0, waited: Span::ZERO, of_class: BTreeMap::new(), lot: u64::MAX }
    }
}

/// The number of a job, stirred (the finalizer of splitmix64), so that jobs with the least numbers are a fair sample.
fn lot(job: JobId) -> u64 {
    let mut lot = job.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
    lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    lot ^ (lot >> 31)
}

fn ending(job: JobId) -> usize {
    (job.0 % ENDINGS) as usize
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
    /// Takes note of a job that starts or waits no more, and says whether it is followed from then on; `causes` are those of its last wait.
    pub(super) fn waited(&mut self, request: &Request, causes: &Causes, fact: &JobFact) -> bool {
        let Some(past) = fact.past() else { return false };
        // Most jobs wait but once, and nobody follows a job before.
        if 0 < past.stops {
            let Some(kept) = self.followed(request) else { return false };
            kept.causes += *causes;
            return true;
        }
        // How much it will hold is not known yet: its requested time is the most.
        let held = u128::from(units(request)) * u128::from(request.walltime.as_micros());
        let is_followed = self.bounds.may_take(request, past.waited, held);
        if is_followed {
            let events = vec![(request.submit, What::Submitted)];
            let kept = Kept {
                request: *request,
                waited: past.waited,
                causes: *causes,
                events,
                runs: Vec::new(),
                held: 0,
            };
            self.open.entry(request.id).or_default().push(kept);
            self.endings.resize(ENDINGS as usize, 0);
            self.endings[ending(request.id)] += 1;
        }
        is_followed
    }

    /// Whether a job is followed.
    pub(super) fn follows(&self, request: &Request) -> bool {
        if self.endings.get(ending(request.id)).is_none_or(|count| *count == 0) {
            return false;
        }
        let of_number = self.open.get(&request.id);
        of_number.is_some_and(|all| all.iter().any(|kept| kept.request.is_of_same_job(request)))
    }

    fn followed(&mut self, request: &Request) -> Option<&mut Kept> {
        self.open.get_mut(&request.id)?.iter_mut().find(|kept| kept.request.is_of_same_job(request))
    }

    /// The job, which is not followed any more.
    fn let_go(&mut self, request: &Request) -> Option<Kept> {
        let of_number = self.open.get_mut(&request.id)?;
        let place = of_number.iter().position(|kept| kept.request.is_of_same_job(request))?;
        let kept = of_number.remove(place);
        if of_number.is_empty() {
            self.open.remove(&request.id);
        }
        self.endings[ending(request.id)] -= 1;
        Some(kept)
    }

    /// Takes note of what happened to a job that is followed, and which nodes it held since when, where a stretch of running is over.
    pub(super) fn note(
        &mut self,
        at: Time,
        request: &Request,
        fact: &JobFact,
        run: Option<(Time, Stretches)>,
    ) {
        let Some(kept) = self.followed(request) else { return };
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
            && let Some(kept) = self.let_go(request)
        {
            self.done.push(kept);
            if DONE_MAX <= self.done.len() {
                self.prune();
            }
        }
    }

    /// What runs held of which that was not known while they went on.
    pub(super) fn held(&mut self, held: Vec<(Holder, Stretches)>) {
        let mut known: BTreeMap<(JobId, Time), Stretches> =
            held.into_iter().map(|(holder, stretches)| ((holder.job, holder.start), stretches)).collect();
        for kept in self.open.values_mut().flatten().chain(&mut self.done) {
            for (start, _, nodes) in kept.runs.iter_mut().filter(|(.., nodes)| nodes.is_empty()) {
                *nodes = known.remove(&(kept.request.id, *start)).unwrap_or_default();
            }
        }
    }

    /// Lets go of those that need not be kept, and learns which need not be looked at.
    fn prune(&mut self) {
        let (places, bounds) = chosen(&self.done, MOST);
        self.bounds = bounds;
        let mut place = 0;
        self.done.retain(|_| {
            place += 1;
            places.contains(&(place - 1))
        });
    }

    /// The jobs that are kept in the end, in the order of their submission; of those that held most no more than so many.
    pub(super) fn finish(&self, most: usize) -> Vec<&Kept> {
        let (places, _) = chosen(&self.done, most);
        let mut done: Vec<&Kept> = places.into_iter().map(|place| &self.done[place]).collect();
        done.sort_by_key(|kept| (kept.request.submit, kept.request.id));
        done
    }
}

/// The places of the jobs that are kept, of those that held most no more than so many; and from which values on others have to be looked at.
fn chosen(done: &[Kept], most: usize) -> (BTreeSet<usize>, Bounds) {
    let mut bounds = Bounds::default();
    let last = |places: &[usize], count: usize| {
        (count <= places.len()).then(|| places.last().map(|place| &done[*place])).flatten()
    };
    let all = || (0..done.len()).collect::<Vec<usize>>();
    let held = best(done, all(), most, |kept| kept.held);
    if let Some(kept) = last(&held, most) {
        bounds.held = kept.held;
    }
    let waited = best(done, all(), LONGEST, |kept| kept.waited);
    if let Some(kept) = last(&waited, LONGEST) {
        bounds.waited = kept.waited;
    }
    let lots = best(done, all(), BY_CHANCE, |kept| Reverse(lot(kept.request.id)));
    if let Some(kept) = last(&lots, BY_CHANCE) {
        bounds.lot = lot(kept.request.id);
    }
    let mut places: BTreeSet<usize> = held.into_iter().chain(waited).chain(lots).collect();
    let mut classes: BTreeMap<ClassId, Vec<usize>> = BTreeMap::new();
    for (place, kept) in done.iter().enumerate() {
        classes.entry(kept.request.class).or_default().push(place);
    }
    for (class, of_class) in classes {
        let longest = best(done, of_class, LONGEST_OF_CLASS, |kept| kept.waited);
        if let Some(kept) = last(&longest, LONGEST_OF_CLASS) {
            bounds.of_class.insert(class, kept.waited);
        }
        places.extend(longest);
    }
    (places, bounds)
}

/// Of these places so many of jobs with the greatest of something, the greatest first; of equal ones those with the least number.
fn best<K: Ord>(done: &[Kept], mut places: Vec<usize>, count: usize, of: impl Fn(&Kept) -> K) -> Vec<usize> {
    places.sort_by(|one, other| {
        of(&done[*other]).cmp(&of(&done[*one])).then(done[*one].request.id.cmp(&done[*other].request.id))
    });
    places.truncate(count);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CenterId, Due, GroupId, PartitionId, Shape, TenantId};
    use crate::record::Past;

    fn request(submit: u64) -> Request {
        Request {
            id: JobId(7),
            submit: Time::from_secs(submit),
            walltime: Span::HOUR,
            estimate: Span::HOUR,
            shape: Shape::processors(1),
            tenant: TenantId(0),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        }
    }

    #[test]
    fn jobs_of_one_number_have_stories_of_their_own() {
        let (mut keeper, first, second) = (Keeper::default(), request(0), request(10));
        for (job, start) in [(first, 20), (second, 30)] {
            let at = Time::from_secs(start);
            let fact = JobFact::Started { past: Past::of_wait(&job, at) };
            keeper.waited(&job, &Causes::NONE, &fact);
            keeper.note(at, &job, &fact, None);
        }
        // The second ends first.
        for (job, end) in [(second, 40), (first, 50)] {
            let (at, start) = (Time::from_secs(end), Time::from_secs(if job == first { 20 } else { 30 }));
            let past = Past::of_wait(&job, start);
            let fact = JobFact::Ended { start, end: End::Finished, spent: Default::default(), past };
            keeper.note(at, &job, &fact, Some((start, Stretches::new())));
        }
        assert!(!keeper.follows(&first) && !keeper.follows(&second));
        let told: Vec<(u64, u64)> = keeper
            .finish(MOST)
            .iter()
            .map(|kept| (kept.waited.as_micros() / 1_000_000, kept.runs[0].1.as_micros() / 1_000_000))
            .collect();
        assert_eq!(told, [(20, 50), (20, 40)]);
    }
}
