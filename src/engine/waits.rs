//! For what each waiting job waits, second by second.

use crate::model::{Cause, Causes, CenterId, ClassId, Time};
use crate::record::{Fact, Observer, Record};
use std::collections::BTreeMap;

/// The causes of all who wait in one centre.
#[derive(Debug, Clone, Default)]
pub(super) struct Waits {
    /// By slot.
    waits: BTreeMap<u32, Wait>,
    /// How many wait for what, and how many were told of.
    counts: BTreeMap<(ClassId, Cause), (u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Wait {
    class: ClassId,
    cause: Cause,
    since: Time,
    causes: Causes,
}

impl Waits {
    /// A job begins to wait.
    pub(super) fn begin(&mut self, slot: u32, class: ClassId, cause: Cause, now: Time) {
        self.waits.insert(slot, Wait { class, cause, since: now, causes: Causes::default() });
        self.counts.entry((class, cause)).or_default().0 += 1;
    }

    /// From now on a job waits for this cause.
    pub(super) fn blame(&mut self, slot: u32, cause: Cause, now: Time) {
        let wait = self.waits.get_mut(&slot).expect("only who waits has a cause to wait");
        if wait.cause == cause {
            return;
        }
        wait.causes.add(wait.cause, now.since(wait.since));
        wait.since = now;
        let before = std::mem::replace(&mut wait.cause, cause);
        let class = wait.class;
        self.counts.entry((class, before)).or_default().0 -= 1;
        self.counts.entry((class, cause)).or_default().0 += 1;
    }

    /// A job waits no longer. Gives the causes of its wait, which add up to it.
    pub(super) fn end(&mut self, slot: u32, now: Time) -> Causes {
        let Wait { class, cause, since, mut causes } =
            self.waits.remove(&slot).expect("a job that starts has waited, if only for no time");
        causes.add(cause, now.since(since));
        self.counts.entry((class, cause)).or_default().0 -= 1;
        causes
    }

    /// The causes of the wait of a job that goes on waiting, up to now.
    pub(super) fn so_far(&self, slot: u32, now: Time) -> Causes {
        let Wait { cause, since, mut causes, .. } = self.waits[&slot];
        causes.add(cause, now.since(since));
        causes
    }

    /// Tells how many wait for what, where that has changed.
    pub(super) fn tell(&mut self, at: Time, center: CenterId, observer: &mut dyn Observer) {
        for (&(class, cause), (jobs, told)) in &mut self.counts {
            if jobs != told {
                *told = *jobs;
                let fact = Fact::Waiting { class, cause, jobs: *jobs };
                observer.observe(&Record { at, center, fact });
            }
        }
    }
}
