//! The jobs inside the centres: memory grows with those that wait and run, never with those that are gone.

use crate::model::{BreakOff, CenterId, Job, Piece, Request, Span, Terms, Time};
use crate::record::Past;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Slots for jobs; a slot is used again when its job is gone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Jobs {
    /// What a scheduler may know, by slot.
    pub(super) requests: Vec<Request>,
    /// What some jobs ask for beside that.
    pub(super) terms: BTreeMap<u32, Terms>,
    /// What a scheduler must not know, by slot.
    truths: Vec<Truth>,
    /// What has become of jobs that were stopped or may be given up; the others need no entry.
    lives: BTreeMap<u32, Life>,
    /// The jobs whose present attempt ends of itself.
    doomed: BTreeMap<u32, Doomed>,
    vacant: Vec<u32>,
}

/// A job whose present attempt ends of itself, before its work is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Doomed {
    /// All its work.
    work: Span,
    /// How the present attempt ends.
    now: BreakOff,
    /// How the next ones end, the last of them first.
    later: Vec<BreakOff>,
}

/// What a scheduler must not see.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Truth {
    /// How much work is done when the present attempt ends.
    pub(super) work: Span,
    /// The size in units of the pools open to it.
    pub(super) units: u32,
    /// Whether it has a life of its own, or its attempts end of themselves: of all others nothing has to be looked up.
    has_more: bool,
}

/// What a job has behind it, and where it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Life {
    /// The number of its submission, which is its place in the queue.
    pub(super) arrival: u64,
    /// What it had behind it when its present wait began.
    pub(super) past: Past,
    /// When that was.
    pub(super) since: Time,
    /// How much of what counts towards its work is in a checkpoint.
    pub(super) safe: Span,
    /// How often nodes have failed under it.
    pub(super) failures: u32,
    /// How long the present attempt has run before it was suspended.
    pub(super) attempt: Span,
    pub(super) place: Place,
}

/// Where a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// In the queue.
    #[default]
    Queued,
    /// Not yet in the queue: another job has to end first.
    Held,
    Running,
    /// On nodes that it does not use.
    Suspended(Vec<Piece>),
}

impl Jobs {
    /// Takes in a job of which schedulers are told to expect so much.
    pub(super) fn add(&mut self, job: &Job, estimate: Span, units: u32) -> u32 {
        let truth = Truth { work: job.work, units, has_more: false };
        let request = Request { estimate, ..job.request };
        if let Some(slot) = self.vacant.pop() {
            self.requests[slot as usize] = request;
            self.truths[slot as usize] = truth;
            return slot;
        }
        self.requests.push(request);
        self.truths.push(truth);
        u32::try_from(self.requests.len() - 1).expect("fewer than four thousand million jobs at once")
    }

    pub(super) fn remove(&mut self, slot: u32) {
        self.vacant.push(slot);
        // Most runs have no such jobs at all, which a glance tells.
        if !self.terms.is_empty() {
            self.terms.remove(&slot);
        }
        if self.truths[slot as usize].has_more {
            self.lives.remove(&slot);
            self.doomed.remove(&slot);
        }
    }

    /// Lets the attempts of a job that has just come end as they do.
    pub(super) fn doom(&mut self, slot: u32, breaks: &[BreakOff]) {
        let Some((now, later)) = breaks.split_first() else { return };
        let work = self.truths[slot as usize].work;
        let later = later.iter().rev().copied().collect();
        self.truths[slot as usize] =
            Truth { work: now.point(Span::ZERO, work), has_more: true, ..self.truths[slot as usize] };
        self.doomed.insert(slot, Doomed { work, now: *now, later });
    }

    /// How the present attempt at a job ends of itself, if it does.
    pub(super) fn breaks_off(&self, slot: u32) -> Option<BreakOff> {
        let doomed = self.truths[slot as usize].has_more.then(|| self.doomed.get(&slot))?;
        doomed.map(|doomed| doomed.now)
    }

    /// Begins the next attempt at a job that has broken off and has kept so much of its work.
    pub(super) fn try_again(&mut self, slot: u32, kept: Span) {
        let Some(doomed) = self.doomed.get_mut(&slot) else { return };
        let next = doomed.later.pop();
        let work = next.map_or(doomed.work, |next| next.point(kept, doomed.work));
        self.truths[slot as usize].work = work;
        match next {
            Some(next) => doomed.now = next,
            None => drop(self.doomed.remove(&slot)),
        }
    }

    /// The jobs that are there, by slot.
    pub(super) fn present(&self) -> Vec<u32> {
        let mut present = vec![true; self.requests.len()];
        self.vacant.iter().for_each(|slot| present[*slot as usize] = false);
        (0..).zip(present).filter_map(|(slot, is_there)| is_there.then_some(slot)).collect()
    }

    /// Gives a job other work, which it does to its end.
    pub(super) fn redraw(&mut self, slot: u32, work: Span) {
        self.truths[slot as usize].work = work;
        self.doomed.remove(&slot);
    }

    pub(super) fn request(&self, slot: u32) -> &Request {
        &self.requests[slot as usize]
    }

    pub(super) fn truth(&self, slot: u32) -> Truth {
        self.truths[slot as usize]
    }

    /// How long a job holds its nodes in all if nothing stops it but its walltime.
    pub(super) fn work_held(&self, slot: u32) -> Span {
        self.truth(slot).work.min(self.request(slot).walltime)
    }

    /// The life of a job that has one of its own.
    pub(super) fn life(&self, slot: u32) -> Option<&Life> {
        if self.truths[slot as usize].has_more { self.lives.get(&slot) } else { None }
    }

    /// The same, to be changed.
    pub(super) fn life_mut(&mut self, slot: u32) -> Option<&mut Life> {
        if self.truths[slot as usize].has_more { self.lives.get_mut(&slot) } else { None }
    }

    /// The jobs of a centre that wait outside its queue, with the numbers of their submissions.
    pub(super) fn apart(&self, center: CenterId) -> impl Iterator<Item = (u64, u32)> {
        let lives = self.lives.iter().filter(move |(slot, life)| {
            let here = self.requests[**slot as usize].center == center;
            here && matches!(life.place, Place::Held | Place::Suspended(_))
        });
        lives.map(|(slot, life)| (life.arrival, *slot))
    }

    /// Gives a job a life of its own, if it has none.
    pub(super) fn life_of(&mut self, slot: u32, arrival: u64) -> &mut Life {
        let since = self.requests[slot as usize].submit;
        self.truths[slot as usize].has_more = true;
        self.lives.entry(slot).or_insert_with(|| Life { arrival, since, ..Life::default() })
    }

    /// What a waiting job has behind it, up to now.
    pub(super) fn past(&self, slot: u32, now: Time) -> Past {
        match self.life(slot) {
            None => Past::of_wait(&self.requests[slot as usize], now),
            Some(life) => Past { waited: life.past.waited + now.since(life.since), ..life.past },
        }
    }

    /// How much work a job has left that has this behind it.
    pub(super) fn left(&self, slot: u32, past: Past) -> Span {
        let work = self.truth(slot).work;
        work - past.kept.min(work)
    }

    /// For how long a job has run since it last began anew.
    pub(super) fn attempt(&self, slot: u32) -> Span {
        self.life(slot).map_or(Span::ZERO, |life| life.attempt)
    }
}
