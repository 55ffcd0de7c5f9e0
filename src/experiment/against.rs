//! The waits of a replay beside those that its log has, job by job.

use super::score::WaitsBySize;
use crate::log::Recorded;
use crate::log::statistics::{Clock, Course, RUN_CLASSES, run_class, size_class};
use crate::model::{JobId, Request, Span, Time};
use crate::record::{Fact, JobFact, Observer, Record};
use crate::stats::Histogram;
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;

/// So many queues are told apart; the jobs of later ones go together.
const QUEUES_MAX: usize = 64;

/// How close to the record a start counts as the same, loosely and more loosely.
pub const CLOSE: [Span; 3] = [Span::MINUTE, Span::from_secs(600), Span::HOUR];

/// The bounds between classes of differences.
pub const APART: [Span; 4] = [Span::MINUTE, Span::from_secs(600), Span::HOUR, Span::DAY];

/// The waits of some jobs, both ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waits {
    /// By the log, in microseconds.
    pub recorded: Histogram,
    /// By the replay, in microseconds.
    pub replayed: Histogram,
    /// By how much they differ in either direction, summed up, in microseconds.
    pub apart: u128,
    /// How many jobs started so close to the record, as in [`CLOSE`].
    pub close: [u64; CLOSE.len()],
}

impl Waits {
    fn note(&mut self, recorded: Span, replayed: Span) {
        let apart = recorded.max(replayed) - recorded.min(replayed);
        self.recorded.push(recorded.as_micros());
        self.replayed.push(replayed.as_micros());
        self.apart += u128::from(apart.as_micros());
        for (count, close) in self.close.iter_mut().zip(CLOSE) {
            *count += u64::from(apart <= close);
        }
    }

    /// How many jobs.
    #[must_use]
    pub const fn jobs(&self) -> u64 {
        self.recorded.count()
    }
}

/// Sums of milliseconds from which a correlation follows; 128 bits are enough for ten million waits of half a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Moments {
    count: i128,
    x: i128,
    y: i128,
    xx: i128,
    yy: i128,
    xy: i128,
}

impl Moments {
    fn note(&mut self, x: Span, y: Span) {
        let (x, y) = (i128::from(x.as_micros() / 1_000), i128::from(y.as_micros() / 1_000));
        self.count += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    /// The correlation of Pearson; `None` where one side is always the same.
    fn correlation(&self) -> Option<f64> {
        let Moments { count, x, y, xx, yy, xy } = *self;
        let spread = |squares: i128, sum: i128| (count * squares - sum * sum) as f64;
        let (of_x, of_y) = (spread(xx, x), spread(yy, y));
        (0.0 < of_x && 0.0 < of_y).then(|| (count * xy - x * y) as f64 / (of_x.sqrt() * of_y.sqrt()))
    }
}

/// The waits of a replay beside those of its log.
#[derive(Debug)]
pub struct Against {
    told: Receiver<Recorded>,
    clock: Clock,
    origin: Span,
    waiting: BTreeMap<(JobId, u64), Recorded>,
    submitted: u64,
    moments: Moments,
    /// Jobs whose wait the log does not say.
    pub jobs_without_wait: u64,
    /// Jobs that the replay turned away.
    pub jobs_rejected: u64,
    /// All jobs.
    pub all: Waits,
    /// Jobs by class of size.
    pub by_size: Vec<Waits>,
    /// All waits by the log and by the replay, for the score.
    pub scored: [WaitsBySize; 2],
    /// Jobs by class of run time.
    pub by_run: [Waits; RUN_CLASSES.len()],
    /// Jobs by the number of their queue.
    pub by_queue: BTreeMap<u32, Waits>,
    /// The record over time.
    pub recorded: Course,
    /// The replay over time.
    pub replayed: Course,
    /// How many jobs started earlier or later than recorded: by more than a day, an hour, ten minutes, a minute, about then,
    /// and the same with later.
    pub apart: [u64; 2 * APART.len() + 1],
    /// From the first submission to the last end by the log and by the replay.
    pub bounds: [(Time, Time); 2],
    /// Processors times microseconds held, by the log and by the replay.
    pub work: [u128; 2],
}

impl Against {
    /// Nothing yet; `told` tells of each job before it is submitted, and `origin` is when simulated time 0 is in the time of
    /// the log.
    #[must_use]
    pub fn new(told: Receiver<Recorded>, origin: Span, clock: Clock) -> Against {
        Against {
            told,
            clock,
            origin,
            waiting: BTreeMap::new(),
            submitted: 0,
            moments: Moments::default(),
            jobs_without_wait: 0,
            jobs_rejected: 0,
            all: Waits::default(),
            by_size: Vec::new(),
            scored: Default::default(),
            by_run: std::array::from_fn(|_| Waits::default()),
            by_queue: BTreeMap::new(),
            recorded: Course::default(),
            replayed: Course::default(),
            apart: [0; 2 * APART.len() + 1],
            bounds: [(Time::NEVER, Time::ZERO); 2],
            work: [0; 2],
        }
    }

    /// The clock on which times are told.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// The correlation of Pearson between waits by the log and by the replay.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        self.moments.correlation()
    }

    fn next_told(&self) -> Recorded {
        self.told.recv().expect("the log tells of each job before it is submitted")
    }

    fn submit(&mut self, request: &Request) {
        let recorded = self.next_told();
        self.submitted += 1;
        if recorded.wait.is_some() {
            self.waiting.insert((request.id, self.submitted), recorded);
        } else {
            self.jobs_without_wait += 1;
        }
    }

    fn start(&mut self, request: &Request, at: Time) {
        let same_number = self.waiting.range((request.id, 0)..=(request.id, u64::MAX));
        // Where two jobs of one number wait, everything else that is known tells them apart, but for their estimates.
        let told = same_number.into_iter().find(|(_, told)| {
            let of = &told.job.request;
            of.submit == request.submit && of.shape == request.shape && of.walltime == request.walltime
        });
        let Some(key) = told.map(|(key, _)| *key) else { return };
        let recorded = self.waiting.remove(&key).expect("it was found there");
        if let Some(wait) = recorded.wait {
            self.note(&recorded, wait, at.since(request.submit));
        }
    }

    fn note(&mut self, told: &Recorded, recorded: Span, replayed: Span) {
        let request = &told.job.request;
        let size = request.shape.total().cores;
        self.moments.note(recorded, replayed);
        self.scored[0].note(size, request.submit, recorded);
        self.scored[1].note(size, request.submit, replayed);
        self.all.note(recorded, replayed);
        let class = size_class(size);
        if self.by_size.len() <= class {
            self.by_size.resize_with(class + 1, Waits::default);
        }
        self.by_size[class].note(recorded, replayed);
        self.by_run[run_class(told.job.work)].note(recorded, replayed);
        if let Some(queue) = told.queue
            && (self.by_queue.len() < QUEUES_MAX || self.by_queue.contains_key(&queue))
        {
            self.by_queue.entry(queue).or_default().note(recorded, replayed);
        }
        self.apart[apart_class(recorded, replayed)] += 1;
        let submit = self.clock.shown(request.submit + self.origin);
        self.recorded.submit(submit, 0);
        self.replayed.submit(submit, 0);
        self.recorded.wait(submit, recorded);
        self.replayed.wait(submit, replayed);
        // The replay gives what was asked for; by the log, a job may have had more.
        let got = told.asked.got.unwrap_or(size);
        self.held(0, (request, got), request.submit + recorded, told.job.work);
    }

    /// Takes note of what a job held: by the log or by the replay.
    fn held(&mut self, place: usize, (request, size): (&Request, u32), start: Time, run: Span) {
        let course = if place == 0 { &mut self.recorded } else { &mut self.replayed };
        let shown = |at: Time| self.clock.shown(at + self.origin);
        course.hold(size, shown(start), shown(start + run));
        self.work[place] += u128::from(size) * u128::from(run.as_micros());
        let (first, last) = self.bounds[place];
        self.bounds[place] = (first.min(request.submit), last.max(start + run));
    }
}

impl Observer for Against {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if *fact == JobFact::Submitted {
            self.submit(request);
        } else if let JobFact::Rejected { .. } = fact {
            self.next_told();
            self.jobs_rejected += 1;
        } else if let JobFact::Started { .. } = fact {
            self.start(request, record.at);
        } else if let JobFact::Ended { start, .. } | JobFact::StillRunning { start, .. } = fact {
            self.held(1, (request, request.shape.total().cores), *start, record.at.since(*start));
        }
    }
}

/// The place of a difference in [`Against::apart`].
fn apart_class(recorded: Span, replayed: Span) -> usize {
    let middle = APART.len();
    let apart = recorded.max(replayed) - recorded.min(replayed);
    let steps = APART.iter().filter(|bound| **bound < apart).count();
    if replayed < recorded { middle - steps } else { middle + steps }
}
