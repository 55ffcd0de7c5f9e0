//! The built-in scheduler: one pass serves every centre, with rules and without.
//!
//! A pass looks at the waiting jobs in order. Each starts if it may, or holds back those behind it as its backfill says. What
//! else may keep a job from starting is in [`gates`]; in a centre without rules that is nothing. What makes a pass fast is
//! a set of named [`Shortcuts`], each of which applies where nothing forbids it, and changes no start.
//!
//! Start reading at [`pass`] (what a pass is), then [`consider`] (what is done with one job).

mod ahead;
mod alone;
mod begin;
mod bounds;
mod clock;
mod consider;
mod counters;
mod districts;
mod filters;
mod first;
mod gain;
mod gang;
mod gates;
mod locks;
mod memory;
mod pass;
mod promised;
mod promises;
mod reserve;
mod rounds;
mod runs;
mod shortcuts;
mod suspended;
mod told;
mod trigger;
mod vain;
mod victims;

pub use shortcuts::{Shortcut, Shortcuts};

use super::backfill::{Blocked, Rule};
use super::desk::{Desk, Hindrances, Leaver, Scheduler, Waiting};
use super::queue::Key;
use super::standing::{Cursor, Standing};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Breach, Center, Eviction, Lack, Piece, Request, Span, TenantId, Time};
use crate::state::{Saved, StateError, from_bytes};
use ahead::{Ahead, Parts};
use bounds::Bounds;
use clock::Clock;
use consider::Seat;
use districts::District;
use filters::Hope;
use gates::Gates;
use memory::{Memory, Refused};
use promises::Promises;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use trigger::Trigger;

/// An order and a backfill at work in one centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct BuiltIn {
    standing: Standing,
    /// It is that of the policy, and so no part of the state.
    #[serde(skip, default = "unknown")]
    rule: Rule,
    shortcuts: Shortcuts,
    trigger: Trigger,
    clock: Clock,
    gates: Gates,
    /// Groups of pools that no job has asked for together: each has a pass of its own when something happens there.
    districts: Vec<District>,
    /// Memory of the pools that the present pass is about.
    memory: Memory,
    /// The plan.
    ahead: Ahead,
    /// By pool: how many jobs are planned there.
    planned_in: Vec<u32>,
    promises: Promises,
    /// Jobs for which others were told to leave, and by when these must.
    claims: BTreeMap<u32, Time>,
    /// Since when a job has closed what it waits for, where that has an end.
    closed_since: BTreeMap<u32, Time>,
    /// Jobs that rules were blamed for when causes were told last.
    withheld: BTreeSet<u32>,
    /// The last instant at which it asked to be asked again.
    woken: Time,
    pass: ThisPass,
    room: Room,
}

/// The present pass.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct ThisPass {
    /// What a job that cannot start does in it.
    blocked: Option<Blocked>,
    /// Whether a gang is planned, so that what starts must not disturb it.
    minds_the_plan: bool,
    /// Whether it is over before its end, because a job was evicted.
    is_over: bool,
    /// Jobs that were dealt with before their turn.
    done: BTreeSet<u32>,
    /// Where the jobs of gangs stand that were not looked at.
    gangs: BTreeMap<u64, Vec<Seat>>,
    /// By pool: the units that are lent out, where somebody asked since they last changed hands.
    lent_out: Vec<u64>,
    /// For whose sake nodes were taken from others.
    breach: Option<Breach>,
    /// When the first run may be evicted that a job waits for and that has not run for long enough yet.
    ripens: Time,
}

/// What passes work with, kept so that no pass allocates; and what they found, as far as it spares a second look.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Room {
    /// What was found not to fit since anything was last given back.
    unfit: Refused,
    /// What fits but was found to delay another job, since anything was last given back or taken.
    harmful: Refused,
    bounds: Bounds,
    hope: Option<Hope>,
    /// By lane: up to where no job was found that could start now.
    searched: Vec<Key>,
    /// From when on the job that was planned last takes something.
    taken_from: Time,
    cursors: Vec<Cursor>,
    late: Vec<Cursor>,
    newcomers: Vec<Waiting>,
    candidates: Vec<Waiting>,
    parts: Parts,
    pieces: Vec<Piece>,
}

impl BuiltIn {
    pub(super) fn new(
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
            districts: districts::apart(center.pools.len()),
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
    fn blocked(&self) -> Blocked {
        self.pass.blocked.unwrap_or(self.rule.blocked)
    }

    const fn promises_starts(&self) -> bool {
        matches!(self.rule.blocked, Blocked::IsPromised(_))
    }

    /// Forgets a job that waits no longer.
    fn forget(&mut self, slot: u32) {
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
    fn wake(&mut self, desk: &mut Desk<'_>, at: Time) {
        if at != self.woken && at != Time::NEVER {
            self.woken = at;
            desk.wake_at(at);
        }
    }

    /// A run is over, however that came.
    fn left(&mut self, leaver: &Leaver<'_>, now: Time) -> Option<runs::Run> {
        self.standing.ended(leaver.request, leaver.units, now);
        self.gates.ended(leaver.run, now)
    }
}

/// Stands where the rule of the policy will be.
const fn unknown() -> Rule {
    Rule::of(Blocked::Closes)
}

impl Scheduler for BuiltIn {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.standing.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.standing.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        // A job gets its promise the moment it is submitted; where jobs overtake in an order of their own, the simulators
        // whose results sequential instants are for asked at every submission; and a job may evict others.
        self.promises_starts() || self.rule.overtakers.is_some() || self.gates.facts.preempts
    }

    fn line(&self, desk: &Desk<'_>, pools: PoolSet) -> Vec<u32> {
        self.standing.line(desk, pools, |request| self.round(request))
    }

    fn hindrances(&self, desk: &Desk<'_>, job: u32) -> Hindrances {
        let request = &desk.requests[job as usize];
        let list = desk.cluster.list(desk.center.access_of(request.partition, request.group));
        let closed = self.gates.closed(list, request, desk.now);
        // A job that is held outside the queue was never looked at.
        let Some(dues) = self.gates.dues(job) else { return Hindrances { closed, lacks: Vec::new() } };
        let (counters, runs) = (&self.gates.counters, &self.gates.runs);
        let with_holders = |lack: Lack| {
            let holds = |run: &&runs::Run| counters.compete(lack.what, dues, run.stake.dues());
            let holders = runs.iter().map(|(_, run)| run).filter(holds);
            (lack, holders.map(|run| run.job).collect())
        };
        let lacks = counters.lacking(&self.gates.center, dues, desk.now).into_iter().map(with_holders);
        Hindrances { closed, lacks: lacks.collect() }
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        if self.trigger.is_every_event() {
            return self.look(desk);
        }
        let Some((newcomers, freed)) = self.trigger.fires(desk) else { return };
        let mut seen = Desk {
            newcomers: &newcomers,
            freed,
            cluster: desk.cluster,
            queue: desk.queue,
            acts: desk.acts,
            ..*desk
        };
        self.look(&mut seen);
        self.trigger.give_back(newcomers);
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.standing.started(request, units, now);
    }

    fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.left(leaver, now);
        self.return_early(cluster, leaver, now);
    }

    fn evicted(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) -> Eviction {
        let run = self.left(leaver, now);
        self.return_early(cluster, leaver, now);
        self.suspend(run, leaver.pieces, now)
    }

    fn cancelled(&mut self, job: u32) {
        self.trigger.forget(job);
        self.gates.leave(job);
        self.give_up_promise(job);
        self.forget(job);
    }

    fn replan(&mut self) {
        self.forget_memories();
        self.promises.clear();
        self.ahead.clear();
    }

    fn resized(&mut self, desk: &Desk<'_>) {
        self.gates.center.pools.clone_from(&desk.center.pools);
        self.standing.resized(desk);
        self.claims.clear();
        self.replan();
    }

    fn save(&self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = BuiltIn { rule: self.rule, ..from_bytes(state)? };
        Ok(())
    }

    fn succeed(&mut self, other: &[u8]) -> Result<bool, StateError> {
        let other: BuiltIn = from_bytes(other)?;
        self.gates = other.gates;
        self.gates.leave_all();
        let knows = other.standing.is_like(&self.standing);
        if knows {
            self.standing = other.standing;
        }
        Ok(knows)
    }
}
