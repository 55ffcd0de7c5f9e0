//! When the scheduler looks at the queue: after every event, or by the clock, as the loops of batch systems do.

use crate::cluster::PoolSet;
use crate::model::{Span, Time};
use crate::policy::desk::{Desk, Waiting};
use serde::{Deserialize, Serialize};

/// When there is a pass, and what has happened since the last one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Trigger {
    /// Passes are at whole multiples of this; after every event where nothing is said.
    every: Option<Span>,
    newcomers: Vec<Waiting>,
    freed: PoolSet,
    /// Until when it has asked to be asked again, so that it asks once for each look.
    asked: Time,
}

impl Trigger {
    pub(super) const fn new(every: Option<Span>) -> Trigger {
        Trigger { every, newcomers: Vec::new(), freed: PoolSet::NONE, asked: Time::ZERO }
    }

    /// Whether there is a pass whenever anything has happened.
    pub(super) const fn is_every_event(&self) -> bool {
        self.every.is_none()
    }

    /// Gives all that has happened since the last pass if this is the time for one, and asks for that time if it is not.
    pub(super) fn fires(&mut self, desk: &mut Desk<'_>) -> Option<(Vec<Waiting>, PoolSet)> {
        self.newcomers.extend(desk.newcomers);
        self.freed = self.freed.with(desk.freed);
        if let Some(every) = self.every {
            let every = every.as_micros();
            let look = Time::from_micros(desk.now.as_micros().div_ceil(every).saturating_mul(every));
            if desk.now < look {
                if self.asked < look {
                    self.asked = look;
                    desk.wake_at(look);
                }
                return None;
            }
        }
        Some((std::mem::take(&mut self.newcomers), std::mem::replace(&mut self.freed, PoolSet::NONE)))
    }

    /// Takes back the room of a list that was given out.
    pub(super) fn give_back(&mut self, mut room: Vec<Waiting>) {
        room.clear();
        self.newcomers = room;
    }

    /// A waiting job is gone.
    pub(super) fn forget(&mut self, job: u32) {
        self.newcomers.retain(|waiting| waiting.job != job);
    }
}
