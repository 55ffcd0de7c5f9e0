//! The promise of conservative backfilling: no job starts later than it was promised when it was submitted.

use super::course::{Course, Instants};
use super::finding::{Findings, Law};
use super::plan::Plan;
use crate::model::Time;
use std::collections::{BTreeMap, BTreeSet};

/// Follows the schedule with a plan of its own: each job is promised its earliest time beside what runs and what is promised
/// to others; when a job ends, each waiting job in order is taken out and placed again, never later.
pub(super) fn check(findings: &mut Findings, course: &Course, processors: u64, instants: Instants) {
    let mut book =
        Book { course, plan: Plan::new(processors), promises: BTreeMap::new(), instants, starts: Vec::new() };
    for (&at, happened) in &course.instants {
        book.plan.forget_before(at);
        let before = happened.ended.iter().copied().filter(|place| course.start(*place) < at).collect();
        match instants {
            Instants::Batched => {
                book.end(at, &before);
                book.submit(at, &happened.submitted, processors);
            }
            Instants::Sequential => {
                book.submit(at, &happened.submitted, processors);
                book.end(at, &before);
            }
        }
        book.start_in_rounds(findings, at, &happened.started);
    }
    for (place, promise) in &book.promises {
        if promise.first < course.horizon {
            findings.add(Law::ConservativePromise, promise.first, &[course.rows[*place].job], || {
                format!("was promised {} at {}, and never started", promise.first, promise.made)
            });
        }
    }
}

/// What was promised to a waiting job: at its submission, and as it stands.
#[derive(Debug)]
struct Promise {
    made: Time,
    first: Time,
    now: Time,
}

#[derive(Debug)]
struct Book<'a> {
    course: &'a Course,
    plan: Plan,
    promises: BTreeMap<usize, Promise>,
    instants: Instants,
    /// The running jobs, in order of start.
    starts: Vec<usize>,
}

impl Book<'_> {
    fn end(&mut self, at: Time, ended: &BTreeSet<usize>) {
        let (ended, running): (Vec<usize>, Vec<usize>) =
            self.starts.iter().partition(|place| ended.contains(place));
        self.starts = running;
        let last = ended.last().copied();
        for place in ended {
            let expected = self.course.expected_end(place, self.course.start(place));
            if at < expected {
                self.plan.give(at, expected, self.course.rows[place].procs);
            }
            match self.instants {
                Instants::Batched if Some(place) == last => self.improve(at, |_| true),
                Instants::Batched => {}
                Instants::Sequential => self.improve(at, |promised| promised != at),
            }
        }
    }

    /// Takes waiting jobs out in order and places each again at its earliest time, all others keeping theirs.
    fn improve(&mut self, at: Time, may_move: impl Fn(Time) -> bool) {
        for (&place, promise) in self.promises.iter_mut().filter(|(_, promise)| may_move(promise.now)) {
            let (procs, span) = (self.course.rows[place].procs, self.course.estimate(place));
            self.plan.give(promise.now, promise.now + span, procs);
            promise.now = self.plan.earliest(at, procs, span).min(promise.now);
            self.plan.take(promise.now, promise.now + span, procs);
        }
    }

    fn submit(&mut self, at: Time, submitted: &[usize], processors: u64) {
        for &place in submitted {
            let (procs, span) = (self.course.rows[place].procs, self.course.estimate(place));
            if processors < procs {
                continue;
            }
            let promised = self.plan.earliest(at, procs, span);
            self.plan.take(promised, promised + span, procs);
            self.promises.insert(place, Promise { made: at, first: promised, now: promised });
        }
    }

    /// A job of no length ends at the instant of its start, which frees others to start at that instant, too.
    fn start_in_rounds(&mut self, findings: &mut Findings, at: Time, started: &[usize]) {
        let mut left = started.to_vec();
        while !left.is_empty() {
            let promised = |place: &usize| self.promises.get(place).is_some_and(|promise| promise.now == at);
            let (mut round, others): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|place| promised(place));
            left = others;
            if round.is_empty() {
                // Nobody left was promised this instant: the schedule does as it likes, and the plan follows.
                round = std::mem::take(&mut left);
            }
            self.start(findings, at, &round);
            round.retain(|place| self.course.end(*place) == at);
            self.end(at, &round.into_iter().collect());
        }
    }

    /// A job that starts holds what it holds from now on, whatever it was promised.
    fn start(&mut self, findings: &mut Findings, at: Time, started: &[usize]) {
        for &place in started {
            let Some(promise) = self.promises.remove(&place) else { continue };
            self.starts.push(place);
            let row = &self.course.rows[place];
            let span = self.course.estimate(place);
            self.plan.give(promise.now, promise.now + span, row.procs);
            self.plan.take(at, at + span, row.procs);
            if promise.first < at {
                findings.add(Law::ConservativePromise, at, &[row.job], || {
                    format!("was promised {} at {}", promise.first, promise.made)
                });
            }
        }
    }
}
