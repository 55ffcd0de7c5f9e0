//! Forecasts at an instant of a scenario: its run is stopped there, and goes on in many futures that know nothing of its own.
//!
//! All futures are branches of one state. How long jobs run that are there, which jobs come and which nodes fail is drawn anew in each, as
//! the scenario has it; the scenario's own run goes on, too, and is the truth.

use super::later::Later;
use super::past::Ran;
use super::runs::{Draws, Like, Runs, size};
use crate::engine::Simulation;
use crate::experiment::{Setup, World, source_of};
use crate::faults::CenterFailures;
use crate::model::{JobId, Outages, Request, SourceError, Span, Streams, Time, Use};
use crate::record::{Fact, JobFact, JobState, Observer, Record};
use crate::scenario::Scenario;
use crate::state::StateError;
use crate::workload::recorded;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fmt;

/// Futures have the chance of replications that no run has.
const FUTURES: u64 = 1 << 32;

/// Jobs from which lengths are drawn have that of another one, and there are so many at most.
const OTHERS: u64 = 1 << 33;
const OTHERS_MOST: usize = 20_000;

/// When jobs of a scenario start that wait at an instant is asked like this.
#[derive(Debug, Clone, Copy)]
pub struct Branching<'a> {
    /// The scenario, its policy and its replication.
    pub world: World<'a>,
    /// The instant.
    pub at: Time,
    /// In how many futures.
    pub futures: u32,
    /// The seed of their chance.
    pub seed: u64,
}

/// All that is known then, and came.
#[derive(Debug, Clone, PartialEq)]
pub struct Branched {
    /// The jobs that wait, in order of submission.
    pub waiting: Vec<Awaited>,
    /// How many run.
    pub running: usize,
}

/// A job that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaited {
    /// The job.
    pub request: Request,
    /// How many seconds after the instant it starts in each future, ascending; the end of the scenario where it does not.
    pub starts: Vec<u64>,
    /// How many seconds after it the job starts in the scenario's own run, if it does.
    pub came: Option<u64>,
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchingError {
    /// The scenario ends before.
    TooLate,
    /// Nobody waits then.
    NobodyWaits,
    /// Users of a workload wait for their results.
    UsersWait(String),
    /// The jobs of a workload come from a log.
    OfLog(String),
    /// A job cannot be read.
    Source(SourceError),
    /// The state cannot be written down.
    State(StateError),
}

impl fmt::Display for BranchingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BranchingError::TooLate => f.write_str("the scenario has ended by then"),
            BranchingError::NobodyWaits => f.write_str("no job waits then"),
            BranchingError::UsersWait(workload) => write!(
                f,
                "the users of workload `{workload}` wait for their results before they submit again, which no future can draw anew"
            ),
            BranchingError::OfLog(workload) => write!(
                f,
                "the jobs of workload `{workload}` come from a log, so that there is one future only: ask for a forecast of the log itself"
            ),
            BranchingError::Source(error) => error.fmt(f),
            BranchingError::State(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BranchingError {}

impl From<SourceError> for BranchingError {
    fn from(error: SourceError) -> BranchingError {
        BranchingError::Source(error)
    }
}

impl From<StateError> for BranchingError {
    fn from(error: StateError) -> BranchingError {
        BranchingError::State(error)
    }
}

/// Asks when jobs start that wait at an instant of a scenario.
///
/// # Errors
/// When the scenario has ended by then, nobody waits, its future cannot be drawn anew, or it cannot be simulated.
pub fn branched(branching: Branching<'_>) -> Result<Branched, BranchingError> {
    let Branching { world, at, futures, seed } = branching;
    refuse_what_is_certain(world.scenario)?;
    if world.horizon() <= at {
        return Err(BranchingError::TooLate);
    }
    let setup = world.setup();
    let (mut simulation, mut source) = (setup.simulation(), world.source());
    let mut present = Present::default();
    simulation.run_until(at, &mut *source, &mut present)?;
    if present.waiting.is_empty() {
        return Err(BranchingError::NobodyWaits);
    }
    let state = simulation.save()?;
    let waiting: Vec<Request> = present.waiting.into_values().collect();
    let mut truth = Starts::of(&waiting, at);
    simulation.run_until(setup.horizon, &mut *source, &mut truth)?;
    let draws = draws((world, &setup), &state, (at, seed))?;
    let future = Future { world, setup: &setup, state: &state, at, draws: &draws };
    let play = |number: u32| future.play(&waiting, Streams::new(seed, FUTURES + u64::from(number)));
    let played: Result<Vec<Vec<Option<u64>>>, BranchingError> =
        (0..futures).into_par_iter().map(play).collect();
    let played = played?;
    let never = at.until(setup.horizon).as_secs();
    let awaited = waiting.into_iter().zip(truth.starts).enumerate().map(|(place, (request, came))| {
        let mut starts: Vec<u64> = played.iter().map(|starts| starts[place].unwrap_or(never)).collect();
        starts.sort_unstable();
        Awaited { request, starts, came }
    });
    Ok(Branched { waiting: awaited.collect(), running: present.running })
}

/// Refuses scenarios whose futures would be those of their own run.
fn refuse_what_is_certain(scenario: &Scenario) -> Result<(), BranchingError> {
    for workload in &scenario.workloads {
        if recorded(workload).is_some() {
            return Err(BranchingError::OfLog(workload.name.clone()));
        }
        if workload.is_closed() {
            return Err(BranchingError::UsersWait(workload.name.clone()));
        }
    }
    Ok(())
}

/// The lengths that the jobs may have that are there, drawn from those of jobs alike that the scenario might have had.
fn draws(
    (world, setup): (World<'_>, &Setup<'_>),
    state: &[u8],
    (at, seed): (Time, u64),
) -> Result<BTreeMap<JobId, Draws>, BranchingError> {
    let runs = Runs::known_at(&others(world.scenario, Streams::new(seed, OTHERS))?, u64::MAX);
    let mut draws = BTreeMap::new();
    setup.restored(state)?.redraw(at, &mut |request, behind| {
        let user = Some(u32::from(request.class.0));
        let walltime = request.walltime.as_secs().max(1);
        let like = Like { user, size: size(request.shape), walltime, elapsed: behind.as_secs() };
        draws.insert(request.id, runs.of(like));
        behind
    });
    Ok(draws)
}

/// Jobs that the scenario might have had; in place of their users stand their classes.
fn others(scenario: &Scenario, streams: Streams) -> Result<Vec<Ran>, SourceError> {
    let mut source = source_of(scenario, streams);
    let mut others = Vec::new();
    while others.len() < OTHERS_MOST && source.next_submit()?.is_some() {
        let job = source.take();
        // A job that breaks off is over then, as far as anybody can see.
        let breaks = source.terms().and_then(|terms| terms.breaks.first());
        let run = breaks.map_or(job.work, |breaks| breaks.point(Span::ZERO, job.work));
        let request = job.request;
        let submit = request.submit.as_secs();
        others.push(Ran {
            job: request.id.0,
            submit,
            start: Some(submit),
            run: run.as_secs(),
            size: size(request.shape),
            walltime: request.walltime.as_secs().max(1),
            user: Some(u32::from(request.class.0)),
            queue: None,
        });
    }
    Ok(others)
}

/// All that the futures have in common.
struct Future<'a> {
    world: World<'a>,
    setup: &'a Setup<'a>,
    state: &'a [u8],
    at: Time,
    draws: &'a BTreeMap<JobId, Draws>,
}

impl Future<'_> {
    /// How many seconds after the instant each waiting job starts in one future; nothing where it does not before the scenario ends.
    fn play(&self, waiting: &[Request], streams: Streams) -> Result<Vec<Option<u64>>, BranchingError> {
        let Future { world, at, .. } = *self;
        let mut simulation = self.setup.restored(self.state)?;
        self.redraw(&mut simulation, streams);
        let mut source = Later::than(at, source_of(world.scenario, streams))?;
        let mut starts = Starts::of(waiting, at);
        while 0 < starts.left && simulation.step(self.setup.horizon, &mut source, &mut starts)? {}
        Ok(starts.starts)
    }

    /// Forgets what was to become of the jobs that are there, and which nodes were to fail.
    fn redraw(&self, simulation: &mut Simulation, streams: Streams) {
        let mut chance = streams.stream(Use::Futures, "lengths");
        simulation.redraw(self.at, &mut |request, behind| match self.draws.get(&request.id) {
            Some(draws) => behind + Span::from_secs(draws.left(&mut chance)),
            None => behind,
        });
        let World { scenario, policy, .. } = self.world;
        if scenario.failures.iter().all(CenterFailures::are_none) {
            return;
        }
        let centers = scenario.centers_under(policy).iter().zip(&scenario.failures);
        let outages: Vec<Outages> =
            centers.map(|(center, failures)| failures.outages(center, self.setup.horizon, streams)).collect();
        simulation.fail_otherwise(self.at, &outages);
    }
}

/// What there is: the jobs that wait, in order of submission, and how many run.
#[derive(Debug, Default)]
struct Present {
    waiting: BTreeMap<(Time, JobId), Request>,
    running: usize,
}

impl Observer for Present {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        let Some((before, after)) = fact.moves() else { return };
        let place = (request.submit, request.id);
        match before {
            JobState::Absent => {}
            JobState::Waiting => {
                self.waiting.remove(&place);
            }
            JobState::Running => self.running -= 1,
        }
        match after {
            JobState::Absent => {}
            JobState::Waiting => {
                self.waiting.insert(place, *request);
            }
            JobState::Running => self.running += 1,
        }
    }
}

/// When some jobs start.
struct Starts {
    at: Time,
    places: BTreeMap<JobId, usize>,
    starts: Vec<Option<u64>>,
    /// Of how many it is not known yet.
    left: usize,
}

impl Starts {
    fn of(waiting: &[Request], at: Time) -> Starts {
        let places = waiting.iter().enumerate().map(|(place, request)| (request.id, place)).collect();
        Starts { at, places, starts: vec![None; waiting.len()], left: waiting.len() }
    }
}

impl Observer for Starts {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        let is_start = matches!(fact, JobFact::Started { .. });
        if !is_start && !fact.is_last() {
            return;
        }
        // Only its first start is asked for, or that there is none.
        let Some(place) = self.places.remove(&request.id) else { return };
        self.starts[place] = is_start.then(|| self.at.until(record.at).as_secs());
        self.left -= 1;
    }
}
