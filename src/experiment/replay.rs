//! A log replayed on a machine: read on one thread, simulated on another, sorted first where it has to be.

use super::Prefetched;
use crate::engine::simulate;
use crate::model::{Center, SourceError, Span, Time};
use crate::policy::PolicySpec;
use crate::record::Observer;
use crate::workload::log::{LogError, LogReader, LogSource, Quality};
use std::path::Path;

/// What a replay leaves behind.
#[derive(Debug)]
pub struct Replayed<O> {
    /// Who watched it.
    pub observer: O,
    /// The account of the log.
    pub quality: Quality,
}

/// Replays a log, which has been opened, from `path` on a centre under a policy until nothing is left to happen.
///
/// The log streams; when a row turns out to be submitted before one above it, everything begins again with the jobs
/// sorted in memory. `watch` therefore makes an observer for each try; it is given the log's time at simulated time 0.
///
/// # Errors
/// When the log cannot be read or understood, or when no observer can be made.
pub fn replay<O: Observer, E: From<LogError> + From<SourceError>>(
    path: &Path,
    opened: LogReader,
    center: &Center,
    policy: &PolicySpec,
    mut watch: impl FnMut(Span) -> Result<O, E>,
) -> Result<Replayed<O>, E> {
    // A pipe cannot be read twice.
    let source = if opened.repeatable() { LogSource::streamed(opened)? } else { LogSource::sorted(opened)? };
    let observer = watch(source.origin())?;
    let (replayed, source) = attempt(source, center, policy, observer);
    if !source.went_back() {
        return Ok(Replayed { observer: replayed?, quality: source.quality().clone() });
    }
    // What was written about the first try must be gone before the second one writes the same files.
    drop(replayed);
    let source = LogSource::sorted(LogReader::open(path)?)?;
    let observer = watch(source.origin())?;
    let (replayed, source) = attempt(source, center, policy, observer);
    Ok(Replayed { observer: replayed?, quality: source.quality().clone() })
}

fn attempt<O: Observer>(
    source: LogSource,
    center: &Center,
    policy: &PolicySpec,
    mut observer: O,
) -> (Result<O, SourceError>, LogSource) {
    let mut ahead = Prefetched::new(source);
    let result = simulate(std::slice::from_ref(center), policy, &mut ahead, Time::NEVER, &mut observer);
    (result.map(|()| observer), ahead.finish())
}
