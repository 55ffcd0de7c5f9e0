//! One future of a snapshot: run times are drawn, the policy is simulated, and the jobs that wait start some time.

use super::coming::{Arrivals, Coming, Wish};
use super::runs::{Draws, Like, Runs, size};
use crate::engine::{AtWalltime, Settings};
use crate::experiment::Setup;
use crate::model::{JobId, Span, Streams, Time, Use};
use crate::policy::PolicySpec;
use crate::record::{Fact, JobFact, Observer, Record};
use crate::snapshot::Snapshot;
use std::collections::VecDeque;

/// A snapshot and all that is known of its jobs.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) policy: &'a PolicySpec,
    running: Vec<Draws>,
    waiting: Vec<Draws>,
    arrivals: Option<&'a Arrivals<'a>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        policy: &'a PolicySpec,
        runs: &Runs,
        arrivals: Option<&'a Arrivals<'a>>,
    ) -> Ground<'a> {
        let running = snapshot.running.iter().map(|job| Like {
            user: job.user,
            size: size(job.shape),
            walltime: job.walltime,
            elapsed: snapshot.at.saturating_sub(job.start),
        });
        let waiting = snapshot.waiting.iter().map(|job| Like {
            user: job.user,
            size: size(job.shape),
            walltime: job.walltime,
            elapsed: 0,
        });
        Ground {
            snapshot,
            policy,
            running: running.map(|like| runs.of(like)).collect(),
            waiting: waiting.map(|like| runs.of(like)).collect(),
            arrivals,
        }
    }

    /// The jobs of a future: those that run come first, and at once take what they hold.
    fn coming(&self, streams: Streams) -> Coming<'a> {
        let at = Time::from_secs(self.snapshot.at);
        let mut chance = streams.stream(Use::Runtimes, "running");
        let mut jobs = VecDeque::with_capacity(self.running.len() + self.waiting.len());
        for (job, draws) in self.snapshot.running.iter().zip(&self.running) {
            let elapsed = self.snapshot.at.saturating_sub(job.start);
            // Of a job that outlives its request the scheduler expects the end any moment.
            let walltime = job.walltime.saturating_sub(elapsed).max(60);
            let (shape, partition, user) = (job.shape, job.partition, job.user);
            let wish = Wish { number: u64::MAX, submit: at, walltime, shape, partition, user };
            jobs.push_back((at, wish.job(draws.left(&mut chance))));
        }
        let mut chance = streams.stream(Use::Runtimes, "waiting");
        for ((job, draws), number) in self.snapshot.waiting.iter().zip(&self.waiting).zip(0..) {
            let submit = Time::from_secs(job.submit.min(self.snapshot.at));
            let (walltime, shape, partition, user) = (job.walltime, job.shape, job.partition, job.user);
            let wish = Wish { number, submit, walltime, shape, partition, user };
            jobs.push_back((at + Span::from_micros(1), wish.job(draws.left(&mut chance))));
        }
        Coming {
            jobs,
            arrivals: self.arrivals,
            days: 0,
            weeks: streams.stream(Use::Arrivals, "weeks"),
            runtimes: streams.stream(Use::Runtimes, "coming"),
        }
    }

    /// How many seconds after the instant each waiting job starts; nothing where it does not within all the time that is simulated.
    pub(super) fn play(&self, streams: Streams) -> Vec<Option<u64>> {
        let count = self.snapshot.waiting.len();
        let mut source = self.coming(streams);
        let mut starts = Starts { at: vec![None; count], left: count };
        let settings = Settings { at_walltime: AtWalltime::RunOn, ..Settings::default() };
        let mut simulation = Setup::of_machine(&self.snapshot.center, self.policy, settings).simulation();
        let begin = Time::from_secs(self.snapshot.at);
        while 0 < starts.left
            && simulation.step(Time::NEVER, &mut source, &mut starts).expect("jobs at hand can be given")
        {
        }
        starts.at.into_iter().map(|at| at.map(|at| begin.until(at).as_secs())).collect()
    }
}

/// When the waiting jobs start.
struct Starts {
    at: Vec<Option<Time>>,
    left: usize,
}

impl Observer for Starts {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        let JobId(number) = request.id;
        let Some(place) = usize::try_from(number).ok().filter(|place| *place < self.at.len()) else { return };
        if let JobFact::Started { .. } = fact {
            self.at[place] = Some(record.at);
            self.left -= 1;
        } else if let JobFact::Rejected { .. } = fact {
            self.left -= 1;
        }
    }
}
