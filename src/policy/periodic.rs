//! A plan by the clock: in between, the queue is served from its head and nobody overtakes.

use super::backfill::Overtaking;
use super::composite::News;
use super::desk::Desk;
use super::overtake::Overtake;
use super::plan::Plan;
use super::standing::Standing;
use crate::model::{Span, Time};

/// Two loops, as batch systems have them: a quick one for the head of the queue, and one that plans, now and then.
#[derive(Debug)]
pub(super) struct Periodic {
    every: Span,
    /// When the next plan may be made.
    due: Time,
    /// Whether nobody waited after the last plan; the clock then stands still until somebody comes.
    idle: bool,
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
            idle: true,
            asked: Time::ZERO,
            head: Overtake::new(Overtaking::Forbidden),
            plan: Plan::new(u32::MAX),
        }
    }

    pub(super) fn replan(&mut self) {
        self.head.replan();
        self.plan.replan();
    }

    pub(super) fn schedule(&mut self, standing: &Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        self.miss_what_passed(desk.now);
        if desk.now < self.due {
            self.head.schedule(standing, desk, news);
            // Something has happened since the last plan, so the next one may start somebody.
            if !desk.queue.is_empty() && self.asked < self.due {
                self.asked = self.due;
                desk.wake_at(self.due);
            }
        } else {
            // Nothing is kept from one plan to the next, and what one loop found the other does not know.
            self.replan();
            self.plan.schedule(standing, desk, news);
            self.due = desk.now + self.every;
            self.idle = desk.queue.is_empty();
        }
    }

    /// Goes on to the plan that is due now or next. Plans are due at the beat of the clock as long as somebody waits; those
    /// since the last one would have been made without any news, and would have started nobody.
    fn miss_what_passed(&mut self, now: Time) {
        if self.due < now && !self.idle {
            let beats = now.since(self.due).as_micros().div_ceil(self.every.as_micros());
            self.due = self.due + Span::from_micros(beats * self.every.as_micros());
        }
    }
}
