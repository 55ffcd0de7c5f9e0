//! The promises of waiting jobs: when each starts, and what it is to hold then.

use super::need::{Parts, anywhere_in};
use super::vain::Vain;
use crate::cluster::PoolSet;
use crate::model::{Piece, PoolId, Request, Span, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The promises of all waiting jobs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Promises {
    /// By slot of the job.
    pub(super) promises: Vec<Option<Promise>>,
    /// By pool: the most that is free at any time of the gain that jobs are placed for, as far as it was asked for.
    pub(super) most: Vec<Option<u32>>,
    /// Searches for earlier starts that found nothing since something was last given back.
    pub(super) vain: Vain,
    /// Whether the plan holds all promises and all runs, and is kept from pass to pass.
    pub(super) is_kept: bool,
    /// Promises that found no room any more, by slot, until their jobs are looked at.
    pub(super) lost: BTreeMap<u32, Time>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Promise {
    pub(super) at: Time,
    /// How long the job is expected to run.
    pub(super) span: Span,
    pub(super) hold: Hold,
}

/// What a promised job is to hold: everything that a glance at it needs, so that nothing else is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Hold {
    /// So many units of the only pool that is open to it, wherever they lie.
    Units(PoolId, u32),
    /// Tasks in several pools or on particular nodes; in a box, for it is rare and promises are many.
    Parts(Box<Parts>),
    /// Nothing any more: nodes decide now where units did.
    Nothing,
}

/// What a glance at a job says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its promise stays.
    Stays,
    /// It must be placed anew; before this time it cannot start.
    Placed(Time),
    /// It can start at this earlier time, and no sooner.
    Earlier(Time),
}

impl Promises {
    pub(super) fn forget(&mut self, slot: u32) {
        self.lost.remove(&slot);
        if let Some(promise) = self.promises.get_mut(slot as usize) {
            *promise = None;
        }
    }

    /// Forgets every promise: running jobs leave later than was thought.
    pub(super) fn clear(&mut self) {
        *self = Promises::default();
    }

    /// The places of all promises in these pools are void.
    pub(super) fn lose_their_places(&mut self, pools: PoolSet) {
        self.is_kept = false;
        for promise in self.promises.iter_mut().flatten() {
            if promise.hold.pools().meets(pools) {
                promise.hold = Hold::Nothing;
            }
        }
    }

    /// How many jobs have one.
    pub(super) fn count(&self) -> usize {
        self.promises.iter().flatten().count()
    }

    /// When the last promised job would be over.
    pub(super) fn last_end(&self) -> Time {
        let ends = self.promises.iter().flatten().map(|promise| promise.at + promise.span);
        ends.max().unwrap_or(Time::ZERO)
    }

    pub(super) fn of(&self, slot: u32) -> Option<&Promise> {
        self.promises.get(slot as usize).and_then(Option::as_ref)
    }

    /// When a job was promised to start when its promise was last looked at.
    pub(super) fn promised(&mut self, slot: u32) -> Option<Time> {
        let lost = self.lost.remove(&slot);
        self.of(slot).map(|promise| promise.at).or(lost)
    }

    pub(super) fn set(&mut self, slot: u32, promise: Option<Promise>) {
        let place = slot as usize;
        if self.promises.len() <= place {
            self.promises.resize(place + 1, None);
        }
        self.promises[place] = promise;
    }
}

impl Hold {
    /// In which pools it lies.
    pub(super) fn pools(&self) -> PoolSet {
        match self {
            Hold::Units(pool, _) => PoolSet::of(&[*pool]),
            Hold::Parts(parts) => PoolSet::of_pieces(parts),
            Hold::Nothing => PoolSet::NONE,
        }
    }

    /// The nodes that it lies on, and no others; nothing of pools in which units decide.
    pub(super) fn places(&self) -> &[Piece] {
        match self {
            Hold::Parts(parts) => parts,
            Hold::Units(..) | Hold::Nothing => &[],
        }
    }

    /// Its tasks and where they are; `room` is where that is written if it is written nowhere.
    pub(super) fn parts<'a>(&'a self, request: &Request, room: &'a mut Parts) -> &'a Parts {
        match self {
            Hold::Units(pool, _) => {
                anywhere_in(*pool, request.shape.tasks, room);
                room
            }
            Hold::Parts(parts) => parts,
            Hold::Nothing => {
                room.clear();
                room
            }
        }
    }
}
