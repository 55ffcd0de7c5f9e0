//! The state of the built-in scheduler: an order and a backfill at work in one centre.

use super::ahead::Ahead;
use super::gates::Gates;
use super::memory::{District, Memory, apart};
use super::promise::Promises;
use super::room::Room;
use super::runs::Run;
use super::seat::Seat;
use super::shortcuts::Shortcuts;
use super::trigger::Trigger;
use crate::model::{Breach, Center, Span, Time};
use crate::policy::backfill::{Blocked, Rule};
use crate::policy::desk::{Desk, Leaver};
use crate::policy::standing::Standing;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An order and a backfill at work in one centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct BuiltIn {
    pub(super) standing: Standing,
    /// It is that of the policy, and so no part of the state.
    #[serde(skip, default = "unknown")]
    pub(super) rule: Rule,
    pub(super) shortcuts: Shortcuts,
    pub(super) trigger: Trigger,
    pub(super) clock: Clock,
    pub(super) gates: Gates,
    /// Groups of pools that no job has asked for together: each has a pass of its own when something happens there.
    pub(super) districts: Vec<District>,
    /// Memory of the pools that the present pass is about.
    pub(super) memory: Memory,
    /// The plan.
    pub(super) ahead: Ahead,
    /// By pool: how many jobs are planned there.
    pub(super) planned_in: Vec<u32>,
    pub(super) promises: Promises,
    /// Jobs for which others were told to leave, and by when these must.
    pub(super) claims: BTreeMap<u32, Time>,
    /// Since when a job has closed what it waits for, where that has an end.
    pub(super) closed_since: BTreeMap<u32, Time>,
    /// Jobs that rules were blamed for when causes were told last.
    pub(super) withheld: BTreeSet<u32>,
    /// The last instant at which it asked to be asked again.
    pub(super) woken: Time,
    pub(super) pass: ThisPass,
    pub(super) room: Room,
}

/// When jobs may be planned next, where that goes by the clock.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Clock {
    pub(super) due: Time,
    /// Until when it was asked to be asked again for that.
    pub(super) asked: Time,
}

/// The present pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ThisPass {
    /// What a job that cannot start does in it.
    pub(super) blocked: Option<Blocked>,
    /// Whether those who are looked at neither hold back others nor are held back by each other.
    pub(super) lets_pass: bool,
    /// Whether a gang is planned, so that what starts must not disturb it.
    pub(super) minds_the_plan: bool,
    /// Whether it is over before its end, because a job was evicted.
    pub(super) is_over: bool,
    /// Jobs that were dealt with before their turn.
    pub(super) done: BTreeSet<u32>,
    /// Where the jobs of gangs stand that were not looked at.
    pub(super) gangs: BTreeMap<u64, Vec<Seat>>,
    /// By pool: the units that are lent out, where somebody asked since they last changed hands.
    pub(super) lent_out: Vec<u64>,
    /// For whose sake nodes were taken from others.
    pub(super) breach: Option<Breach>,
    /// When the first run may be evicted that a job waits for and that has not run for long enough yet.
    pub(super) ripens: Time,
}

impl BuiltIn {
    pub(in crate::policy) fn new(
        standing: Standing,
        rule: Rule,
        every: Option<Span>,
        shortcuts: Shortcuts,
        center: &Center,
    ) -> BuiltIn {
        BuiltIn {
            standing,
            rule,
            shortcuts,
            trigger: Trigger::new(every),
            clock: Clock::default(),
            gates: Gates::new(center),
            districts: apart(center.pools.len()),
            memory: Memory::default(),
            ahead: Ahead::default(),
            planned_in: vec![0; center.pools.len()],
            promises: Promises::default(),
            claims: BTreeMap::new(),
            closed_since: BTreeMap::new(),
            withheld: BTreeSet::new(),
            woken: Time::ZERO,
            pass: ThisPass::default(),
            room: Room::default(),
        }
    }

    /// What a job that cannot start does in the present pass.
    pub(super) fn blocked(&self) -> Blocked {
        self.pass.blocked.unwrap_or(self.rule.blocked)
    }

    pub(super) const fn promises_starts(&self) -> bool {
        matches!(self.rule.blocked, Blocked::IsPromised(_))
    }

    /// Forgets a job that waits no longer.
    pub(super) fn forget(&mut self, slot: u32) {
        if self.promises_starts() {
            self.promises.forget(slot);
        }
        if !self.closed_since.is_empty() {
            self.closed_since.remove(&slot);
        }
        if !self.gates.facts.are_none() {
            self.claims.remove(&slot);
            self.withheld.remove(&slot);
        }
    }

    /// Asks to be asked again, once for each instant.
    pub(super) fn wake(&mut self, desk: &mut Desk<'_>, at: Time) {
        if at != self.woken && at != Time::NEVER {
            self.woken = at;
            desk.wake_at(at);
        }
    }

    /// A run is over, however that came.
    pub(super) fn left(&mut self, leaver: &Leaver<'_>, now: Time) -> Option<Run> {
        self.standing.ended(leaver.request, leaver.units, now);
        self.gates.ended(leaver.run, now)
    }
}

/// Stands where the rule of the policy will be.
const fn unknown() -> Rule {
    Rule::of(Blocked::Closes)
}
