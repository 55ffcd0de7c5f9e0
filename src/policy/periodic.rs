//! A plan by the clock: in between, the queue is served from its head and nobody overtakes.

use super::backfill::Overtaking;
use super::composite::News;
use super::desk::Desk;
use super::overtake::Overtake;
use super::plan::Plan;
use super::standing::Standing;
use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

/// Two loops, as batch systems have them: a quick one for the head of the queue, and one that plans, now and then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Periodic {
    every: Span,
    /// When the next plan may be made.
    due: Time,
    /// Until when it has asked to be asked again, so that it asks once for each plan.
    asked: Time,
    head: Overtake,
    plan: Plan,
}

impl Periodic {
    pub(super) fn new(every: Span) -> Periodic {
        Periodic {
            every,
            due: Time::ZERO,
            asked: Time::ZERO,
            head: Overtake::new(Overtaking::Forbidden),
            plan: Plan::new(u32::MAX),
        }
    }

    pub(super) fn replan(&mut self) {
        self.head.replan();
        self.plan.replan();
    }

    pub(super) fn schedule(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        if self.due <= desk.now {
            // Nothing is kept from one plan to the next, and what one loop found the other does not know.
            self.replan();
            self.plan.schedule(standing, desk, news);
            self.due = desk.now + self.every;
            return;
        }
        self.head.schedule(standing, desk, news);
        // What happened since the last plan may let somebody overtake at the next; where nothing does, none is made.
        if !desk.queue.is_empty() && self.asked < self.due {
            self.asked = self.due;
            desk.wake_at(self.due);
        }
    }
}
