//! The built-in scheduler: one pass serves every centre, with rules and without.
//!
//! A pass looks at the waiting jobs in order. Each starts if it may, or holds back those behind it as its backfill says. What
//! else may keep a job from starting is in [`gates`]; in a centre without rules that is nothing. What makes a pass fast is
//! a set of named [`Shortcuts`], each of which applies where nothing forbids it, and changes no start.
//!
//! Start reading at [`pass`] (what a pass is), then [`consider`] (what is done with one job); [`state`] is what they work on.

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
mod need;
mod news;
mod one_line;
mod pass;
mod promise;
mod promised;
mod promises;
mod reserve;
mod room;
mod rounds;
mod runs;
mod seat;
mod shortcuts;
mod state;
mod suspended;
mod told;
mod trigger;
mod vain;
mod victims;

pub use shortcuts::{Shortcut, Shortcuts};
pub(super) use state::BuiltIn;

use super::desk::{Desk, Hindrances, Leaver, Scheduler};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Eviction, Lack, Request, TenantId, Time};
use crate::state::{Saved, StateError, from_bytes};
use runs::Run;

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
            let holds = |run: &&Run| counters.compete(lack.what, dues, run.stake.dues());
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

    fn suspended_lost(&mut self, job: u32) {
        if let Some(suspended) = self.gates.runs.forget_suspended(job) {
            self.gates.counters.ask_no_more(&suspended.dues);
        }
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
