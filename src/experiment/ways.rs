//! Where a job could have gone, and when it would have started there.
//!
//! That is tried out: everything before its submission is played again, and from then on it goes to each of its places in turn, as if
//! nobody had come after it.

use super::Setup;
use super::again::{Again, Start};
use crate::model::{CenterId, PartitionId, SourceError, Time};
use crate::record::Rejection;
use std::sync::atomic::{AtomicBool, Ordering};

/// A place where a job could have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// The centre.
    pub center: CenterId,
    /// Its partition.
    pub partition: PartitionId,
    /// What would have become of it there.
    pub fate: WayFate,
}

/// What would have become of a job at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayFate {
    /// The centre would have refused it.
    Refused(Rejection),
    /// It would have started then, had nobody come after it.
    Starts(Time),
    /// It would not have started before the end.
    Waits,
}

/// Why nothing can be said.
#[derive(Debug)]
pub(super) enum WaysError {
    /// The jobs cannot be had.
    Source(SourceError),
    /// Somebody said stop.
    Stopped,
}

/// Every place of the job that the source replaces, its home first; none where it has only one.
pub(super) fn ways(
    setup: &Setup<'_>,
    mut source: Again<'_>,
    stop: &AtomicBool,
) -> Result<Vec<Way>, WaysError> {
    let home = source.request;
    let Some((network, _)) = &setup.network else { return Ok(Vec::new()) };
    let places = network.places(home.class);
    if places.len() < 2 {
        return Ok(Vec::new());
    }
    let mut before = setup.simulation();
    before.run_until(home.submit.min(setup.horizon), &mut source, &mut ()).map_err(WaysError::Source)?;
    let mut ways = Vec::new();
    for (number, place) in places.iter().enumerate() {
        let (mut simulation, mut source) = (before.clone().sending(home.id, number), source.clone());
        let mut watched = Start { job: home.id, submit: home.submit, at: None, refused: None };
        while watched.at.is_none() && watched.refused.is_none() {
            if stop.load(Ordering::Relaxed) {
                return Err(WaysError::Stopped);
            }
            let goes_on = simulation.step(setup.horizon, &mut source, &mut watched);
            if !goes_on.map_err(WaysError::Source)? {
                break;
            }
        }
        let fate = match (watched.refused, watched.at) {
            (Some(why), _) => WayFate::Refused(why),
            (None, Some(at)) => WayFate::Starts(at),
            (None, None) => WayFate::Waits,
        };
        ways.push(Way { center: place.center, partition: place.partition, fate });
    }
    Ok(ways)
}
