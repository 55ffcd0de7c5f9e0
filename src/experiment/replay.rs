//! A log replayed on a machine: read on one thread, simulated on another, sorted first where it has to be.

use super::changed::{Change, Changed};
use super::paced::Paces;
use super::{Beginning, Keep, Keeping, Pace, Prefetched, Setup};
use crate::engine::Settings;
use crate::log::{Cleaning, Header, JobKind, LogError, LogReader, LogSource, Logs, Quality, Recorded};
use crate::model::{Center, Job, Source, SourceError, Terms, Time};
use crate::policy::PolicySpec;
use crate::record::Observer;
use crate::state::{from_bytes, to_bytes};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// The replay that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Replay<'a> {
    /// Which logs, and how they are read.
    pub logs: &'a Logs,
    /// Which of their rows give a job.
    pub cleaning: Cleaning,
    /// The machine.
    pub center: &'a Center,
    /// The policy.
    pub policy: &'a PolicySpec,
    /// How the simulation is run.
    pub settings: Settings,
    /// How its state is kept, and from which it begins.
    pub keeping: Keeping<'a>,
    /// At which paces its jobs come from some instants on, these in order of time.
    pub paces: &'a [Pace],
    /// Raised by somebody who wants the replay to end with an error as soon as it can.
    pub stop: &'a AtomicBool,
}

/// What a replay leaves behind.
#[derive(Debug)]
pub struct Replayed<O> {
    /// The observer that watched it.
    pub observer: O,
    /// The account of the log.
    pub quality: Quality,
    /// What the log calls its users, groups, queues and qualities of service.
    pub header: Header,
    /// The kinds of its jobs, by their class, where they are told apart.
    pub kinds: Vec<JobKind>,
}

impl<O> Replayed<O> {
    fn of(observer: O, source: &LogSource) -> Replayed<O> {
        let (quality, header) = (source.quality().clone(), source.header().clone());
        Replayed { observer, quality, header, kinds: source.kinds().to_vec() }
    }
}

/// Replays a log, which has been opened, until nothing is left to happen.
///
/// The log streams; when a row turns out to be submitted before one above it, everything begins again with the jobs
/// sorted. `watch` therefore makes an observer for each try; it is given what is about to be replayed.
///
/// # Errors
/// When the log cannot be read or understood, when no observer can be made, or when the replay was stopped.
pub fn replay<O: Observer, E: From<LogError> + From<SourceError>>(
    replay: Replay<'_>,
    opened: LogReader,
    mut watch: impl FnMut(&LogSource) -> Result<O, E>,
) -> Result<Replayed<O>, E> {
    tries(replay, opened, |source| Ok((watch(source)?, None)), simulated)
}

/// The same, and what the log tells of each job besides is sent to the listener, in the order of submission and before the
/// job is submitted.
///
/// # Errors
/// As [`replay`].
pub fn replay_against<O: Observer, E: From<LogError> + From<SourceError>>(
    replay: Replay<'_>,
    opened: LogReader,
    mut watch: impl FnMut(&LogSource, Receiver<Recorded>) -> Result<O, E>,
) -> Result<Replayed<O>, E> {
    let listened = |source: &LogSource| {
        let (teller, listener) = channel();
        Ok((watch(source, listener)?, Some(teller)))
    };
    tries(replay, opened, listened, simulated)
}

/// Plays a log to its end before somebody, who may have been given something to go with it.
pub(super) type Play<O, T, R> = fn(Replay<'_>, LogSource, (O, T)) -> (Result<R, SourceError>, LogSource);

/// Plays a log as it streams, once more with its jobs sorted, where a row goes back in time.
pub(super) fn tries<O, T, R, E: From<LogError> + From<SourceError>>(
    replay: Replay<'_>,
    opened: LogReader,
    mut watch: impl FnMut(&LogSource) -> Result<(O, T), E>,
    play: Play<O, T, R>,
) -> Result<Replayed<R>, E> {
    let opened = opened.cleaned(replay.cleaning);
    // A pipe cannot be read twice; and what was sorted when the state was kept must be sorted again.
    let streams = opened.repeatable() && !replay.was_sorted()?;
    let source = if streams { LogSource::streamed(opened)? } else { LogSource::sorted(opened)? };
    let observer = watch(&source)?;
    let (observer, source) = play(replay, source, observer);
    if !source.went_back() {
        return Ok(Replayed::of(observer?, &source));
    }
    if replay.keeping.from.is_some_and(|from| from.is_branched) {
        let message = "a row of the log was submitted before one above it, which was not known yet when the state was saved: \
                       `resume` it first, and branch one of the states that are saved then";
        return Err(SourceError { message: message.into() }.into());
    }
    // What was written about the first try must be gone before the second one writes the same files.
    drop(observer);
    // Nor does a state of the first try count.
    let replay = Replay { keeping: Keeping { from: None, ..replay.keeping }, ..replay };
    let source = LogSource::sorted(replay.logs.open()?.cleaned(replay.cleaning))?;
    let observer = watch(&source)?;
    let (observer, source) = play(replay, source, observer);
    Ok(Replayed::of(observer?, &source))
}

impl Replay<'_> {
    /// Whether its jobs were sorted when the state was kept from which it begins.
    fn was_sorted(&self) -> Result<bool, SourceError> {
        Ok(kept(self.keeping.from)?.is_some_and(|(sorted, _)| sorted))
    }
}

/// The state of a replay, and whether its jobs were sorted.
fn kept(from: Option<Beginning<'_>>) -> Result<Option<(bool, Vec<u8>)>, SourceError> {
    let read = from.map(|from| from_bytes(from.state)).transpose();
    read.map_err(|error| SourceError { message: error.to_string() })
}

fn simulated<O: Observer>(
    replay: Replay<'_>,
    source: LogSource,
    (mut observer, teller): (O, Option<Sender<Recorded>>),
) -> (Result<O, SourceError>, LogSource) {
    let setup = Setup::of_machine(replay.center, replay.policy, replay.settings);
    let sorted = source.is_sorted();
    let source = Prefetched::new(Telling { source, teller });
    let paced = Changed { source, change: Paces(replay.paces) };
    let mut ahead = Changed { source: paced, change: Stop(replay.stop) };
    let Keeping { states, from } = replay.keeping;
    let keep = |at, state: Vec<u8>| match states {
        Some((_, keep)) => keep(at, to_bytes(&(sorted, state))),
        None => Ok(()),
    };
    let result = kept(from).and_then(|from| {
        let from = from.as_ref().zip(replay.keeping.from);
        let from = from.map(|((_, state), from)| Beginning { state, ..from });
        let keeping = Keeping { states: states.map(|(every, _)| (every, &keep as &Keep<'_>)), from };
        setup.simulate_kept(keeping, &mut ahead, &mut observer)
    });
    (result.map(|()| observer), ahead.source.source.finish().source)
}

/// A log that tells somebody more of each job than a source gives.
struct Telling {
    source: LogSource,
    teller: Option<Sender<Recorded>>,
}

impl Source for Telling {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.source.next_submit()
    }

    fn take(&mut self) -> Job {
        let recorded = self.source.take_recorded();
        if let Some(teller) = &self.teller {
            // Nothing need be told where nobody listens any longer.
            let _ = teller.send(recorded);
        }
        recorded.job
    }

    fn terms(&self) -> Option<&Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }
}

/// Somebody may want everything to end: then the source fails.
struct Stop<'a>(&'a AtomicBool);

impl Change for Stop<'_> {
    fn submit(&self, submit: Option<Time>) -> Result<Option<Time>, SourceError> {
        if self.0.load(Ordering::Relaxed) {
            return Err(SourceError { message: "stopped".into() });
        }
        Ok(submit)
    }
}
