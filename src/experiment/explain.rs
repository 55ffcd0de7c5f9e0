//! The story of one job: what it waited for and when that changed, and what would have let it start at once.
//!
//! What would have let it start is tried out, not reasoned out: everything up to its submission is played again with that one job
//! changed. Until then nothing can differ, and so the answer holds for every policy.

use super::Setup;
use super::again::{Again, Start};
use super::ways::{Way, WaysError, ways};
use crate::model::{Causes, Ending, Job, JobId, Request, Source, SourceError, Span, Terms, Time};
use crate::record::{Entry, Fact, JobFact, Observer, Record, Scene, Tape};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// The story of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The job.
    pub request: Request,
    /// Everything that happened to it, in order.
    pub events: Vec<Entry>,
    /// How things stood whenever what it waited for changed, in order.
    pub scenes: Vec<Scene>,
    /// For what it waited in all.
    pub causes: Causes,
    /// What would have let it start at its submission; nothing where it did, or could not be queued.
    pub remedies: Option<Remedies>,
    /// Where it could have run, and when it would have started there; nothing where it could run at one place only.
    pub ways: Vec<Way>,
}

/// What would have let a job start at its submission, each for itself; `None` where nothing of the kind would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedies {
    /// The longest requested time.
    pub walltime: Option<Span>,
    /// The most tasks.
    pub tasks: Option<u32>,
}

/// Why a job cannot be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExplainError {
    /// No job has that number; the smallest and the largest that there are, if any.
    Unknown(JobId, Option<(JobId, JobId)>),
    /// The jobs cannot be had.
    Source(SourceError),
    /// Somebody said stop.
    Stopped,
}

impl fmt::Display for ExplainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExplainError::Unknown(job, Some((first, last))) => {
                write!(f, "there is no job {job}; jobs are numbered from {first} to {last}")
            }
            ExplainError::Unknown(job, None) => write!(f, "there is no job {job}, nor any other"),
            ExplainError::Source(error) => error.fmt(f),
            ExplainError::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for ExplainError {}

/// Simulates until the job has left, and then tries what would have let it start at once. Ends with an error as soon as it can
/// once somebody has raised `stop`.
///
/// # Errors
/// When there is no such job, the jobs cannot be had, or somebody said stop.
pub fn explain(
    setup: &Setup<'_>,
    source: &mut dyn Source,
    job: JobId,
    stop: &AtomicBool,
) -> Result<Explanation, ExplainError> {
    let mut attempts = explain_attempts(setup, source, (job, 1), stop)?;
    Ok(attempts.swap_remove(0))
}

/// The same of a number that so many jobs have: one story for each of those that were submitted, in order.
///
/// # Errors
/// As [`explain`].
pub fn explain_attempts(
    setup: &Setup<'_>,
    source: &mut dyn Source,
    (job, attempts): (JobId, u64),
    stop: &AtomicBool,
) -> Result<Vec<Explanation>, ExplainError> {
    let mut source = Recorder { source, job, jobs: Vec::new(), submit: None, attempts, numbers: None };
    let mut ear = Ear { job, tape: Tape::default(), left: attempts };
    let mut simulation = setup.simulation().following(job);
    while 0 < ear.left {
        if stop.load(Ordering::Relaxed) {
            return Err(ExplainError::Stopped);
        }
        if !simulation.step(setup.horizon, &mut source, &mut ear).map_err(ExplainError::Source)? {
            simulation.report_unfinished(setup.horizon, &mut ear);
            break;
        }
    }
    let mut requests: Vec<Request> = Vec::new();
    for (request, _) in ear.tape.entries.iter().filter_map(|entry| entry.event.job()) {
        if !requests.iter().any(|known| known.submit == request.submit) {
            requests.push(*request);
        }
    }
    if requests.is_empty() {
        return Err(ExplainError::Unknown(job, source.numbers));
    }
    let dependencies = source.has_dependencies();
    let told = requests.into_iter().map(|request| {
        let is_its =
            |entry: &&Entry| entry.event.job().is_some_and(|(other, _)| other.submit == request.submit);
        let events = ear.tape.entries.iter().filter(is_its).cloned().collect();
        let its = |scene: &&Scene| scene.request.submit == request.submit;
        let scenes = simulation.scenes().iter().filter(its).cloned().collect();
        let upto = source.jobs.partition_point(|(job, _)| job.request.submit <= request.submit);
        let jobs = &source.jobs[..upto];
        let is_it = |job: &Job| (job.request.id, job.request.submit) == (request.id, request.submit);
        // What it asked for at home, where it may have gone elsewhere.
        let home = jobs.iter().rev().find(|(job, _)| is_it(job)).map_or(request, |(job, _)| job.request);
        let trial = Trial { setup, stop, jobs, dependencies, request, home };
        explained(&trial, events, scenes)
    });
    told.collect()
}

/// The story of one job of which this is known.
fn explained(trial: &Trial<'_>, events: Vec<Entry>, scenes: Vec<Scene>) -> Result<Explanation, ExplainError> {
    let request = trial.request;
    // A job that did not wait, or was held for the sake of others, needs no other request.
    let at_once = scenes.first().filter(|scene| scene.at == request.submit && scene.bonds.is_empty());
    let remedies = at_once.map(|_| trial.remedies()).transpose()?;
    let mut causes = Causes::default();
    for entry in &events {
        if let Some((_, JobFact::Waited { causes: told })) = entry.event.job() {
            causes += *told;
        }
    }
    let Trial { setup, stop, jobs, dependencies, home, .. } = *trial;
    let source = Again { jobs, next: 0, request: home, dependencies };
    let ways = ways(setup, source, stop).map_err(|error| match error {
        WaysError::Source(error) => ExplainError::Source(error),
        WaysError::Stopped => ExplainError::Stopped,
    })?;
    Ok(Explanation { request, events, scenes, causes, remedies, ways })
}

/// Takes note of what concerns one job.
struct Ear {
    job: JobId,
    tape: Tape,
    /// How many jobs of that number have not left yet.
    left: u64,
}

impl Observer for Ear {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if request.id == self.job {
            self.tape.observe(record);
            self.left = self.left.saturating_sub(u64::from(fact.is_last()));
        }
    }
}

/// A source whose jobs are remembered, up to the instant at which one of them is submitted.
struct Recorder<'a> {
    source: &'a mut dyn Source,
    job: JobId,
    jobs: Vec<(Job, Option<Terms>)>,
    submit: Option<Time>,
    /// How many jobs have that number.
    attempts: u64,
    /// The smallest and the largest number.
    numbers: Option<(JobId, JobId)>,
}

impl Source for Recorder<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.source.next_submit()
    }

    fn take(&mut self) -> Job {
        let job = self.source.take();
        let id = job.request.id;
        self.numbers = Some(self.numbers.map_or((id, id), |(first, last)| (first.min(id), last.max(id))));
        if id == self.job {
            self.submit = Some(job.request.submit);
        }
        // Of several of one number the last is not known yet.
        if 1 < self.attempts || self.submit.is_none_or(|submit| job.request.submit <= submit) {
            self.jobs.push((job, self.source.terms().cloned()));
        }
        job
    }

    fn terms(&self) -> Option<&Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn learn(&mut self, ending: &Ending) {
        self.source.learn(ending);
    }
}

/// One attempt: everything up to the submission of a job that may ask for something else.
struct Trial<'a> {
    setup: &'a Setup<'a>,
    stop: &'a AtomicBool,
    jobs: &'a [(Job, Option<Terms>)],
    dependencies: bool,
    request: Request,
    /// What it asks for at home.
    home: Request,
}

impl Trial<'_> {
    fn remedies(&self) -> Result<Remedies, ExplainError> {
        // To the second up to an hour, and to the minute beyond: each digit more is one more trial.
        let unit = if self.home.walltime <= Span::HOUR { Span::SECOND } else { Span::MINUTE };
        let asked = self.home.walltime.as_micros().div_ceil(unit.as_micros());
        let span = |units: u64| Span::from_micros(units * unit.as_micros());
        let walltime = most(asked, |units| self.starts(Request { walltime: span(units), ..self.home }))?;
        let tasks = most(u64::from(self.home.shape.tasks), |tasks| {
            let shape = crate::model::Shape { tasks: tasks as u32, ..self.home.shape };
            self.starts(Request { shape, ..self.home })
        })?;
        Ok(Remedies { walltime: walltime.map(span), tasks: tasks.map(|tasks| tasks as u32) })
    }

    /// Whether the job starts the instant it is submitted when it asks for this.
    fn starts(&self, asked: Request) -> Result<bool, ExplainError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(ExplainError::Stopped);
        }
        let request = Request { estimate: asked.estimate.min(asked.walltime), ..asked };
        let mut source = Again { jobs: self.jobs, next: 0, request, dependencies: self.dependencies };
        let (job, submit) = (request.id, request.submit);
        let mut start = Start { job, submit, at: None, refused: None };
        let until = Time::from_micros(request.submit.as_micros() + 1);
        let mut simulation = self.setup.simulation();
        simulation
            .run_until(until.min(self.setup.horizon), &mut source, &mut start)
            .map_err(ExplainError::Source)?;
        Ok(start.at == Some(request.submit))
    }
}

/// The largest number below `asked` for which something holds, if it holds for any from one on that it holds for.
fn most(
    asked: u64,
    mut holds: impl FnMut(u64) -> Result<bool, ExplainError>,
) -> Result<Option<u64>, ExplainError> {
    if asked <= 1 || !holds(1)? {
        return Ok(None);
    }
    let (mut good, mut bad) = (1, asked);
    while good + 1 < bad {
        let middle = good + (bad - good) / 2;
        if holds(middle)? {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Ok(Some(good))
}
