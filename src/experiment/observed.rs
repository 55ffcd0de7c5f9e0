//! What really happened, played from a log: its own start times in place of a policy, as the same stream of facts.

use super::replay::{Replay, Replayed, tries};
use crate::log::{LogError, LogReader, LogSource};
use crate::model::{Job, NodeId, Piece, PoolId, Source, SourceError, Span, Time};
use crate::record::{End, Fact, JobFact, Observer, Past, Record, Spent};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::atomic::{AtomicBool, Ordering};

/// So many jobs pass between two looks at the stop flag.
const JOBS_BETWEEN_LOOKS: u64 = 256;

/// Whether what a log says can have happened on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Feasibility {
    /// Jobs that were played.
    pub jobs: u64,
    /// Rows left out, because they do not say how long they waited.
    pub jobs_without_wait: u64,
    /// Jobs that started when fewer processors were free than they need.
    pub jobs_over: u64,
    /// The most processors held at once.
    pub held_most: u64,
    /// When that was for the first time.
    pub held_most_at: Time,
    /// For how long more were held than the machine has.
    pub over: Span,
}

/// Plays what a log says, which has been opened, to its end. Only the machine's processors are counted: a log does not say
/// which nodes a job had. The policy and the settings of the question play no part.
///
/// # Errors
/// When the log cannot be read or understood, when no observer can be made, or when it was stopped.
pub fn observed<O: Observer, E: From<LogError> + From<SourceError>>(
    replay: Replay<'_>,
    opened: LogReader,
    mut watch: impl FnMut(&LogSource) -> Result<O, E>,
) -> Result<Replayed<(O, Feasibility)>, E> {
    tries(replay, opened, |source| Ok((watch(source)?, ())), played)
}

fn played<O: Observer>(
    replay: Replay<'_>,
    mut source: LogSource,
    (mut observer, ()): (O, ()),
) -> (Result<(O, Feasibility), SourceError>, LogSource) {
    let processors = u64::from(replay.center.capacity().cores);
    let mut play = Play::new(processors, &mut observer);
    let result = play.all(&mut source, replay.stop);
    let feasibility = play.feasibility;
    (result.map(|()| (observer, feasibility)), source)
}

/// The events to come, in the order of one instant: ends, in the order of starts; submissions, which are not kept here;
/// starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    End,
    Start,
}

/// A play under way.
struct Play<'a, O> {
    processors: u64,
    observer: &'a mut O,
    /// When, what, and which job: by the number of its start for ends, of its submission for starts.
    ahead: BinaryHeap<Reverse<(Time, Step, u64)>>,
    waiting: BTreeMap<u64, Job>,
    running: BTreeMap<u64, (Job, Time)>,
    submitted: u64,
    started: u64,
    held: u64,
    now: Time,
    feasibility: Feasibility,
}

impl<'a, O: Observer> Play<'a, O> {
    fn new(processors: u64, observer: &'a mut O) -> Play<'a, O> {
        Play {
            processors,
            observer,
            ahead: BinaryHeap::new(),
            waiting: BTreeMap::new(),
            running: BTreeMap::new(),
            submitted: 0,
            started: 0,
            held: 0,
            now: Time::ZERO,
            feasibility: Feasibility::default(),
        }
    }

    fn all(&mut self, source: &mut LogSource, stop: &AtomicBool) -> Result<(), SourceError> {
        while let Some(submit) = source.next_submit()? {
            if self.submitted.is_multiple_of(JOBS_BETWEEN_LOOKS) && stop.load(Ordering::Relaxed) {
                return Err(SourceError { message: "stopped".into() });
            }
            self.go_on(submit);
            let recorded = source.take_recorded();
            self.submitted += 1;
            let Some(wait) = recorded.wait else {
                self.feasibility.jobs_without_wait += 1;
                continue;
            };
            let job = recorded.job;
            self.tell(submit, &job, &[], JobFact::Submitted);
            self.waiting.insert(self.submitted, job);
            self.ahead.push(Reverse((submit + wait, Step::Start, self.submitted)));
        }
        self.go_on(Time::NEVER);
        Ok(())
    }

    /// Does everything that comes before a submission at an instant.
    fn go_on(&mut self, submit: Time) {
        while let Some(Reverse((at, step, number))) = self.ahead.peek().copied() {
            if submit < at || (submit == at && step == Step::Start) {
                return;
            }
            self.ahead.pop();
            if self.processors < self.held {
                self.feasibility.over += self.now.until(at);
            }
            self.now = at;
            match step {
                Step::End => self.end(number),
                Step::Start => self.start(number),
            }
        }
    }

    fn start(&mut self, number: u64) {
        let job = self.waiting.remove(&number).expect("a job starts once, after it was submitted");
        let size = u64::from(job.request.shape.tasks);
        self.held += size;
        let feasibility = &mut self.feasibility;
        feasibility.jobs += 1;
        feasibility.jobs_over += u64::from(self.processors < self.held);
        if feasibility.held_most < self.held {
            (feasibility.held_most, feasibility.held_most_at) = (self.held, self.now);
        }
        self.started += 1;
        let past = Past::of_wait(&job.request, self.now);
        self.tell(self.now, &job, &pieces(&job), JobFact::Started { past });
        self.running.insert(self.started, (job, self.now));
        self.ahead.push(Reverse((self.now + job.work, Step::End, self.started)));
    }

    fn end(&mut self, number: u64) {
        let (job, start) = self.running.remove(&number).expect("a job ends once, after it started");
        self.held -= u64::from(job.request.shape.tasks);
        // A log seldom says who was stopped at its limit; what ran is what ran.
        let (end, past) = (End::Finished, Past::of_wait(&job.request, start));
        self.tell(
            self.now,
            &job,
            &pieces(&job),
            JobFact::Ended { start, end, spent: Spent::default(), past },
        );
    }

    fn tell(&mut self, at: Time, job: &Job, pieces: &[Piece], fact: JobFact) {
        let request = &job.request;
        let fact = Fact::Job { request, pieces, fact };
        self.observer.observe(&Record { at, center: request.center, fact });
    }
}

/// What a job holds of a machine of which only the processors are counted.
const fn pieces(job: &Job) -> [Piece; 1] {
    [Piece { pool: PoolId(0), node: NodeId(0), tasks: job.request.shape.tasks }]
}
