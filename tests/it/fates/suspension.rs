//! Suspended jobs go on after every job that may suspend them: by hand, and by the theory of queues.

use super::{Made, fates, job, preempting, ranked};
use crate::support::request;
use rand_distr::{Distribution as _, Exp1};
use std::collections::BTreeMap;
use suanli::engine::simulate;
use suanli::model::{Center, Chance, ClassClaim, ClassId, Eviction, Job, JobId, Span, Streams, Time, Use};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobFact, Observer, Record};

/// One core, on which jobs of the third class suspend those of the others, and claim a higher priority.
fn one_core() -> Center {
    let mut center = preempting(ranked(&[1], &[&[0]]), |rules| rules.eviction = Eviction::Suspend);
    center.claims.classes =
        [1, 1, 2].map(|priority| ClassClaim { priority, ..ClassClaim::default() }).to_vec();
    center
}

/// A long job, and three that may suspend it and come while it runs.
fn one_and_three() -> [Made; 4] {
    [
        job(1, 0, 1, 20_000).works(10_000),
        job(2, 100, 1, 2000).works(1000).class(2),
        job(3, 200, 1, 2000).works(1000).class(2),
        job(4, 300, 1, 2000).works(1000).class(2),
    ]
}

const FATES: [&str; 4] = [
    "1: 0-100 suspended losing 0, 3100-13000 done",
    "2: 100-1100 done",
    "3: 1100-2100 done",
    "4: 2100-3100 done",
];

#[test]
fn a_suspended_job_goes_on_after_all_that_may_suspend_it() {
    for backfill in ["none", "any", "easy", "conservative", "replanned", "depth(2)", "slack(1)"] {
        for order in ["class-priority", "fcfs", "shortest-first"] {
            assert_eq!(fates(&one_core(), &format!("{order}+{backfill}"), &one_and_three()), FATES);
        }
    }
}

#[test]
fn a_suspended_job_goes_on_after_all_that_may_suspend_it_when_they_are_looked_at_by_the_clock() {
    assert_eq!(fates(&one_core(), "class-priority+none+pack+every(1)", &one_and_three()), FATES);
}

/// The waits of all jobs of each class, in microseconds.
#[derive(Debug, Default)]
struct Waits {
    by_class: BTreeMap<ClassId, (u64, u128)>,
}

impl Observer for Waits {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { request, fact: JobFact::Ended { start, past, .. }, .. } = record.fact {
            let (count, sum) = self.by_class.entry(request.class).or_default();
            let ran = past.ran + record.at.since(start);
            *count += 1;
            *sum += u128::from((record.at.since(request.submit) - ran).as_micros());
        }
    }
}

impl Waits {
    /// The mean wait of a class, in seconds.
    fn mean(&self, class: u16) -> f64 {
        let (count, sum) = self.by_class[&ClassId(class)];
        sum as f64 / count as f64 / 1e6
    }
}

/// How jobs of a class come: so many a second, for so many seconds each in the mean.
struct Stream {
    class: u16,
    rate: f64,
    length: f64,
}

fn exponential(chance: &mut Chance, mean: f64) -> Span {
    let drawn: f64 = Exp1.sample(chance);
    Span::from_micros((drawn * mean * 1e6).round() as u64)
}

/// So many jobs of these streams, in order of submission.
fn jobs(streams: &[Stream], count: usize) -> Vec<Job> {
    let mut drawn: Vec<(Time, u16, Span)> = Vec::new();
    let rate: f64 = streams.iter().map(|stream| stream.rate).sum();
    for Stream { class, rate: own, length } in streams {
        let mut chance = Streams::new(53, 0).stream(Use::Arrivals, &format!("class {class}"));
        let mut at = Time::ZERO;
        for _ in 0..(count as f64 * own / rate) as usize {
            at = at + exponential(&mut chance, 1.0 / own);
            drawn.push((at, *class, exponential(&mut chance, *length)));
        }
    }
    drawn.sort_unstable();
    let jobs = drawn.into_iter().enumerate().map(|(id, (submit, class, work))| {
        let mut request = request(id as u64, 0, 1, 0);
        (request.id, request.submit, request.class) = (JobId(id as u64), submit, ClassId(class));
        (request.walltime, request.estimate) = (work, work);
        Job { request, work }
    });
    jobs.collect()
}

/// Two classes of jobs come at random to one core and stay for times that know no age; the higher one interrupts the lower, which
/// goes on where it stopped. The waits are those of the textbook (Jaiswal 1968; Kleinrock, volume 2, section 3.4): with loads
/// a and b of the higher and the lower class, and mean lengths s and t, the mean of the times in the system are
/// s / (1 - a) and (t (1 - a - b) + a s + b t) / ((1 - a) (1 - a - b)). Of a hundred thousand jobs the means are known
/// to two in a hundred.
#[test]
fn the_waits_of_two_classes_are_those_of_the_theory_of_queues() {
    let (high, low) =
        (Stream { class: 2, rate: 0.03, length: 10.0 }, Stream { class: 0, rate: 0.01, length: 40.0 });
    let (a, b) = (high.rate * high.length, low.rate * low.length);
    let high_wait = high.length / (1.0 - a) - high.length;
    let left = low.length * (1.0 - a - b) + a * high.length + b * low.length;
    let low_wait = left / ((1.0 - a) * (1.0 - a - b)) - low.length;
    let jobs = jobs(&[high, low], 100_000);
    let policy = PolicySpec::parse("class-priority+none").expect("made of rows of the tables");
    let mut waits = Waits::default();
    simulate(&[one_core()], &policy, &mut jobs.into_iter().peekable(), Time::NEVER, &mut waits)
        .expect("jobs from memory can be read");
    for (name, found, expected) in [("high", waits.mean(2), high_wait), ("low", waits.mean(0), low_wait)] {
        let off = (found / expected - 1.0).abs();
        assert!(off < 0.05, "the {name} class waits {found:.2} s, by the theory {expected:.2} s");
    }
}
