//! How many processors each job is promised, from when to when.

use crate::model::{Span, Time};
use std::collections::BTreeMap;

/// A plan as changes: at each time so many processors are taken (or given back, when negative). A wrong schedule may take
/// more than there is, so that what is free may be negative too.
#[derive(Debug)]
pub(super) struct Plan {
    processors: i128,
    changes: BTreeMap<Time, i128>,
}

impl Plan {
    pub(super) fn new(processors: u64) -> Plan {
        Plan { processors: i128::from(processors), changes: BTreeMap::new() }
    }

    pub(super) fn take(&mut self, from: Time, to: Time, procs: u64) {
        self.change(from, i128::from(procs));
        self.change(to, -i128::from(procs));
    }

    pub(super) fn give(&mut self, from: Time, to: Time, procs: u64) {
        self.change(from, -i128::from(procs));
        self.change(to, i128::from(procs));
    }

    fn change(&mut self, at: Time, taken: i128) {
        let change = self.changes.entry(at).or_insert(0);
        *change += taken;
        if *change == 0 {
            self.changes.remove(&at);
        }
    }

    /// The earliest time from `now` on (before which nothing may be planned any more) at which so many processors are free for so long.
    pub(super) fn earliest(&self, now: Time, procs: u64, span: Span) -> Time {
        let mut candidate = now;
        let mut free = self.processors;
        let mut fits = i128::from(procs) <= free;
        for (&at, taken) in &self.changes {
            if fits && candidate < at && candidate + span <= at {
                return candidate;
            }
            free -= taken;
            let fitted = std::mem::replace(&mut fits, i128::from(procs) <= free);
            if fits && !fitted {
                candidate = at;
            }
        }
        if fits { candidate } else { Time::NEVER }
    }

    /// Folds everything before `now` into one change.
    pub(super) fn forget_before(&mut self, now: Time) {
        let later = self.changes.split_off(&now);
        let past: i128 = self.changes.values().sum();
        self.processors -= past;
        self.changes = later;
    }
}
