//! Forecasts at an instant of a scenario: its run is stopped there, and goes on in many futures that know nothing of its own.
//!
//! All futures are branches of one state. How long jobs run that are there, which jobs come and which nodes fail is drawn anew in each, as
//! the scenario has it; the scenario's own run goes on, too, and is the truth.

use super::later::Later;
use super::lengths::{Bag, Lengths, Lots, near};
use crate::engine::Simulation;
use crate::experiment::{Setup, World, source_of};
use crate::faults::CenterFailures;
use crate::model::{JobId, Outages, Request, SourceError, Span, Streams, Time, Use, uniform};
use crate::record::{End, Fact, JobFact, JobState, Observer, Record};
use crate::scenario::Scenario;
use crate::state::StateError;
use crate::workload::recorded;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fmt;

/// Futures have the chance of replications that no run has.
const FUTURES: u64 = 1 << 32;

/// Jobs from which lengths are drawn have that of another one.
const OTHERS: u64 = 1 << 33;

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
    let waiting: Vec<Request> = std::mem::take(&mut present.waiting).into_values().collect();
    let mut truth = Starts::of(&waiting, at);
    simulation.run_until(setup.horizon, &mut *source, &mut truth)?;
    let draws = draws((world, &setup), &state, (at, seed), &present)?;
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
    present: &Present,
) -> Result<BTreeMap<JobId, Lots>, BranchingError> {
    let lengths = Lengths::of(world.scenario, Streams::new(seed, OTHERS))?;
    let mut there = Vec::new();
    setup.restored(state)?.redraw(at, &mut |request, behind| {
        there.push((*request, behind));
        behind
    });
    // What one of a bag has behind it, all others of it will run for.
    let mut longest: BTreeMap<Bag, Span> = BTreeMap::new();
    for (request, behind) in &there {
        let known = longest.entry(Bag::of(request)).or_default();
        *known = (*known).max(*behind);
    }
    let lots = |(request, behind): (Request, Span)| {
        let bag = Bag::of(&request);
        let about =
            present.ended.get(&bag).map(|ended| lengths.lots(&request, Span::ZERO).about(*ended, behind));
        let lots = about.filter(|lots| !lots.is_empty());
        let of_bag = || lengths.lots(&request, longest.get(&bag).copied().unwrap_or(behind));
        let lots = lots.unwrap_or_else(of_bag);
        (request.id, if lots.is_empty() { lengths.lots(&request, behind) } else { lots })
    };
    Ok(there.into_iter().map(lots).collect())
}

/// All that the futures have in common.
struct Future<'a> {
    world: World<'a>,
    setup: &'a Setup<'a>,
    state: &'a [u8],
    at: Time,
    draws: &'a BTreeMap<JobId, Lots>,
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
        let mut ranks: BTreeMap<Bag, f64> = BTreeMap::new();
        simulation.redraw(self.at, &mut |request, behind| {
            let rank = *ranks.entry(Bag::of(request)).or_insert_with(|| uniform(&mut chance));
            let rank = near(rank, &mut chance);
            let drawn = self.draws.get(&request.id).and_then(|lots| lots.at(rank));
            // One that has outrun all that are known runs into its limit.
            drawn.unwrap_or(request.walltime).max(behind)
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
    /// How long the last one of each bag ran that did its work.
    ended: BTreeMap<Bag, Span>,
}

impl Observer for Present {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        let Some((before, after)) = fact.moves() else { return };
        if let JobFact::Ended { start, end: End::Finished, past, .. } = *fact {
            self.ended.insert(Bag::of(request), past.kept + record.at.since(start));
        }
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
