//! The promise of conservative backfilling: nobody starts later than he was promised when he was submitted.

use super::finding::{Findings, Law};
use super::plan::Plan;
use super::schedule::{Course, Happened, Instants};
use crate::model::Time;
use std::collections::BTreeMap;

/// Follows the schedule with a plan of its own: each job is promised its earliest time beside what runs and what is promised
/// to others; when a job ends, each waiting job in order is taken out and placed again, never later.
pub(super) fn check(findings: &mut Findings, course: &Course, processors: u64, instants: Instants) {
    let mut book = Book { course, plan: Plan::new(processors), promises: BTreeMap::new() };
    for (&at, happened) in &course.instants {
        book.plan.forget_before(at);
        match instants {
            Instants::Batched => {
                book.end(at, happened);
                book.submit(at, happened, processors);
            }
            Instants::Sequential => {
                book.submit(at, happened, processors);
                book.end(at, happened);
            }
        }
        book.start(findings, at, happened);
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
}

impl Book<'_> {
    fn end(&mut self, at: Time, happened: &Happened) {
        for &place in happened.ended.iter().filter(|place| self.course.start(**place) < at) {
            let expected = self.course.expected_end(place, self.course.start(place));
            if at < expected {
                self.plan.give(at, expected, self.course.rows[place].procs);
            }
        }
        if happened.ended.is_empty() {
            return;
        }
        for (&place, promise) in &mut self.promises {
            let (procs, span) = (self.course.rows[place].procs, self.course.estimate(place));
            self.plan.give(promise.now, promise.now + span, procs);
            promise.now = self.plan.earliest(at, procs, span).min(promise.now);
            self.plan.take(promise.now, promise.now + span, procs);
        }
    }

    fn submit(&mut self, at: Time, happened: &Happened, processors: u64) {
        for &place in &happened.submitted {
            let (procs, span) = (self.course.rows[place].procs, self.course.estimate(place));
            if processors < procs {
                continue;
            }
            let promised = self.plan.earliest(at, procs, span);
            self.plan.take(promised, promised + span, procs);
            self.promises.insert(place, Promise { made: at, first: promised, now: promised });
        }
    }

    /// Whoever starts holds what he holds from now on, whatever he was promised.
    fn start(&mut self, findings: &mut Findings, at: Time, happened: &Happened) {
        for &place in &happened.started {
            let Some(promise) = self.promises.remove(&place) else { continue };
            let row = &self.course.rows[place];
            let span = self.course.estimate(place);
            self.plan.give(promise.now, promise.now + span, row.procs);
            if self.course.end(place) != at {
                self.plan.take(at, at + span, row.procs);
            }
            if promise.first < at {
                findings.add(Law::ConservativePromise, at, &[row.job], || {
                    format!("was promised {} at {}", promise.first, promise.made)
                });
            }
        }
    }
}
