//! Before a pass, and after it: what is made ready, and what is told.

use super::BuiltIn;
use crate::cluster::PoolSet;
use crate::model::{Span, Time};
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Tells what rules have to do with, and asks to be asked again when they change something.
    pub(super) fn conclude(&mut self, desk: &mut Desk<'_>) {
        self.pass.breach = if self.pass.is_over { self.pass.breach } else { None };
        // Where a job was evicted there is another pass at this instant.
        if desk.acts.tells_causes && !self.pass.is_over {
            self.tell_what_rules_withhold(desk);
        }
        if self.gates.facts.remembers_the_calendar() {
            self.wake_for_the_calendar(desk);
        }
    }

    pub(super) fn begin(&mut self, desk: &Desk<'_>) {
        if self.gates.facts.counts || self.gates.facts.moves {
            for new in desk.newcomers {
                self.gates.join(desk, new.job);
            }
        }
        if self.gates.facts.has_sets || self.plans() {
            self.note_shapes(desk);
        }
        if !self.gates.facts.are_none() {
            self.begin_with_rules(desk);
        }
        self.ahead.begin();
    }

    /// Makes ready for what only rules need.
    fn begin_with_rules(&mut self, desk: &Desk<'_>) {
        self.gates.forget_what_was_withheld();
        self.pass.done.clear();
        self.pass.gangs.clear();
        self.pass.lent_out.clear();
        (self.pass.is_over, self.pass.minds_the_plan, self.pass.ripens) = (false, false, Time::NEVER);
        if self.gates.begin(desk, self.put_off(desk)) {
            // What was found while other locks held is good no more.
            self.forget_memories();
            self.promises.is_kept = false;
        }
    }

    /// Forgets what was found in any pools.
    pub(super) fn forget_memories(&mut self) {
        self.memory.clear();
        if 1 < self.districts.len() {
            self.districts.iter_mut().for_each(|district| district.memory.clear());
        }
    }

    /// Until when promised jobs, and those that will be promised a start with slack in this pass, may be put off.
    fn put_off(&self, desk: &Desk<'_>) -> Time {
        let Blocked::IsPromised(slack) = self.rule.blocked else { return Time::ZERO };
        if !self.gates.facts.moves {
            return Time::ZERO;
        }
        let last = self.promises.last_end().max(desk.now).max(desk.cluster.last_end());
        let Some(factor) = slack else { return last };
        let without = desk.queue.len() - self.promises.count();
        // Each of them is put behind all others at worst, and then by its slack.
        let all_over = last.since(Time::ZERO).as_secs_f64() + self.gates.waiting_secs();
        Time::ZERO + Span::from_secs_f64(all_over * (1.0 + factor).powi(without as i32))
    }

    /// Takes note of the shapes of newcomers. Where nodes decide from now on in a pool where units did, all plans are void.
    pub(super) fn note_shapes(&mut self, desk: &Desk<'_>) {
        for new in desk.newcomers {
            let turned =
                self.ahead.note(desk.cluster, desk.access_of(new), desk.requests[new.job as usize].shape);
            if turned != PoolSet::NONE {
                self.memory.planned = None;
                for district in &mut self.districts {
                    district.memory.planned = None;
                }
                self.promises.lose_their_places(turned);
            }
        }
    }
}
