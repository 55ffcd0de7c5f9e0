//! Preemption: which running jobs a waiting job may evict, and which of them it chooses.
//!
//! No two jobs can evict each other for ever: by quality of service and tier the relation is a strict order; owners on
//! their own lock are safe from all others; and the oldest runs of a quota, as far as its guarantee goes, are safe from other
//! quotas, while only jobs within the guarantee of their quota reclaim: a job that was started by reclaiming is not reclaimed in
//! turn, whichever jobs of its quota borrow meanwhile.

use super::gang::gang_of;
use super::runs::Run;
use super::seat::{Attempt, Seat, Wait};
use super::{BuiltIn, locks};
use crate::cluster::PoolSet;
use crate::model::{Breach, Candidate, Cause, Eviction, Piece, PoolId, Request, Shape, Span, Time};
use crate::policy::cause;
use crate::policy::desk::{Desk, Leaver};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A running job that may be sent away.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Victim {
    run: u32,
    breach: Breach,
    grace: Span,
    /// From when on.
    from: Time,
}

impl BuiltIn {
    /// How many units of each pool are lent out to those whom its owners may send away.
    fn lent_out(&mut self, desk: &Desk<'_>) -> &[u64] {
        if self.pass.lent_out.is_empty() {
            let mut lent = vec![0; desk.cluster.pool_count()];
            for (number, run) in self.gates.runs.iter() {
                let shape = desk.requests[run.job as usize].shape;
                for piece in desk.cluster.pieces(number) {
                    let lock = self.gates.center.pools[usize::from(piece.pool.0)].lock.as_ref();
                    if lock.is_some_and(|lock| {
                        locks::grace(lock.mode, Span::ZERO).is_some() && !lock.owners.contains(&run.group)
                    }) {
                        lent[usize::from(piece.pool.0)] += units_of(desk, *piece, shape);
                    }
                }
            }
            self.pass.lent_out = lent;
        }
        &self.pass.lent_out
    }

    /// Whether sending away all who borrow what belongs to a job's owner could be enough for it.
    fn may_take_back(&mut self, desk: &Desk<'_>, seat: &Seat, own: PoolSet) -> bool {
        let list = desk.cluster.list(seat.access);
        let free: u64 = list.iter().map(|pool| desk.cluster.free_units_in(*pool)).sum();
        let lent = self.lent_out(desk);
        let mine = list.iter().filter(|pool| own.contains(**pool));
        let borrowed: u64 = mine.map(|pool| lent[usize::from(pool.0)]).sum();
        0 < borrowed && u64::from(seat.entry.units) <= free + borrowed
    }

    /// Whether any run could be evicted for a job by rank or quota.
    pub(super) fn may_send_away(&self, request: &Request) -> bool {
        let rules = &self.gates.center.rules;
        let qos = rules.class(request.class).qos;
        let preempts = rules.qos.get(usize::from(qos.0)).is_some_and(|qos| !qos.preempts.is_empty());
        let tier = rules.preemption.by_tier && 0 < rules.partition(request.partition).tier;
        let quota = rules.quotas.iter().find(|quota| quota.groups.contains(&request.group));
        preempts || tier || quota.is_some_and(|quota| quota.reclaims)
    }

    /// Evicts running jobs for a job that waits for nodes, if the rules let it and that is enough. Returns whether nothing more is
    /// to be done for it in this pass.
    pub(super) fn evicts_others(&mut self, desk: &mut Desk<'_>, seat: &Seat, wait: &Wait) -> bool {
        if self.claims.contains_key(&seat.job()) {
            return false;
        }
        let requests = desk.requests;
        let request = &requests[seat.job() as usize];
        let own = locks::own(&self.gates.center, desk.cluster.list(seat.access), request, desk.now);
        if !(self.may_send_away(request) || own != PoolSet::NONE && self.may_take_back(desk, seat, own)) {
            return false;
        }
        if !self.waits_for_nodes(desk, seat, wait) {
            return false;
        }
        let Some(chosen) = self.chosen_victims(desk, seat, (request, own)) else { return false };
        self.pass.breach = chosen.iter().map(|victim| victim.breach).max();
        let grace = chosen.iter().map(|victim| victim.grace).max().unwrap_or(Span::ZERO);
        if grace == Span::ZERO {
            self.evict_at_once(desk, seat, &chosen);
        } else {
            self.tell_to_leave(desk, seat, &chosen, desk.now + grace);
        }
        true
    }

    /// Whether a job waits for something that the eviction of others may give it.
    fn waits_for_nodes(&self, desk: &Desk<'_>, seat: &Seat, wait: &Wait) -> bool {
        let request = &desk.requests[seat.job() as usize];
        let cause = match wait.lack {
            Some((cause, _)) => cause,
            None => {
                let shut = self.gates.closed(desk.cluster.list(seat.access), request, desk.now);
                cause::of(&self.gates.center, desk.cluster, seat.access, request, shut)
            }
        };
        match cause {
            Cause::Capacity | Cause::Outage | Cause::Fragmentation | Cause::Reservation => true,
            // A quota that is used up yields only to a job that reclaims what its own is sure of.
            Cause::Quota => self.is_within_guarantee(seat.job()),
            Cause::Ahead
            | Cause::Limit
            | Cause::Budget
            | Cause::Power
            | Cause::Deferral
            | Cause::Staging
            | Cause::Dependency => false,
        }
    }

    fn is_within_guarantee(&self, slot: u32) -> bool {
        self.gates
            .dues(slot)
            .is_some_and(|dues| self.gates.counters.is_within_guarantee(&self.gates.center, dues))
    }

    /// The runs that a job evicts; nothing where that would not be enough, or is too early.
    fn chosen_victims(
        &mut self,
        desk: &Desk<'_>,
        seat: &Seat,
        (request, own): (&Request, PoolSet),
    ) -> Option<Vec<Victim>> {
        let mut candidates = self.candidates(desk, seat, request, own);
        let ripens = candidates.iter().map(|victim| victim.from).filter(|from| desk.now < *from).min();
        // A job that starts at an instant is not evicted at it.
        let ripe =
            |victim: &Victim| victim.from <= desk.now && self.gates.runs.get(victim.run).start < desk.now;
        candidates.retain(ripe);
        let Some(mut chosen) = self.choose(desk, seat, request, &candidates) else {
            self.pass.ripens = ripens.map_or(self.pass.ripens, |at| at.min(self.pass.ripens));
            return None;
        };
        self.add_companions(desk, &mut chosen);
        Some(chosen)
    }

    /// Evicts the victims and starts the job. The pass is over: there is another at this instant.
    fn evict_at_once(&mut self, desk: &mut Desk<'_>, seat: &Seat, victims: &[Victim]) {
        for victim in victims {
            self.evict(desk, victim.run);
        }
        if self.promises_starts() {
            self.promises.forget(seat.job());
            self.refill(desk, desk.cluster.all_pools());
        } else if self.plans_nodes() {
            self.refill(desk, desk.cluster.all_pools());
        }
        self.memory.clear();
        self.room.unfit.clear();
        self.room.harmful.clear();
        self.ahead.begin();
        self.pass.lent_out.clear();
        self.pass.is_over = true;
        if let Attempt::Starts = self.attempt(desk, seat, PoolSet::NONE) {
            self.start(desk, seat);
        }
    }

    /// Tells the victims to leave, and keeps for the job what is free now and what they leave.
    fn tell_to_leave(&mut self, desk: &mut Desk<'_>, seat: &Seat, victims: &[Victim], at: Time) {
        for victim in victims {
            self.gates.runs.get_mut(victim.run).leaves = Some(at);
            desk.tell_to_leave(victim.run, at);
        }
        self.claims.insert(seat.job(), at);
        // The plan does not know yet that they leave.
        if self.promises_starts() {
            self.put_promises_into_a_new_plan(desk);
        }
        self.keep_for_a_claim(desk, seat);
    }

    /// Sends away with a job of a gang all others of it: what is left of a gang is of no use to anybody.
    fn add_companions(&self, desk: &Desk<'_>, chosen: &mut Vec<Victim>) {
        for victim in chosen.clone() {
            let Some(gang) = gang_of(desk, self.gates.runs.get(victim.run).job) else { continue };
            for (run, other) in self.gates.runs.iter() {
                let known = chosen.iter().any(|victim| victim.run == run);
                if !known && other.leaves.is_none() && gang_of(desk, other.job) == Some(gang) {
                    chosen.push(Victim { run, ..victim });
                }
            }
        }
    }

    /// Takes a running job off its nodes at once.
    fn evict(&mut self, desk: &mut Desk<'_>, run: u32) {
        let job = self.gates.runs.get(run).job;
        let until = desk.cluster.until(run);
        let pieces = desk.evict(job, run, self.gates.center.rules.preemption.eviction);
        let units = self.gates.runs.get(run).units;
        let leaver = Leaver { request: &desk.requests[job as usize], run, units, until, pieces: &pieces };
        let run = self.left(&leaver, desk.now);
        self.suspend(run, &pieces, desk.now);
    }

    /// All that a job may send away now or later, those first that go first.
    fn candidates(&self, desk: &Desk<'_>, seat: &Seat, request: &Request, own: PoolSet) -> Vec<Victim> {
        let pools = desk.cluster.pools_of(seat.access);
        let runs = self.gates.runs.iter().filter(|(number, run)| {
            let held = PoolSet::of_pieces(desk.cluster.pieces(*number));
            held.meets(pools) && run.leaves.is_none()
        });
        let borrowers = self.borrowers();
        let mut found: Vec<(Victim, &Run)> = runs
            .filter_map(|(number, run)| {
                let beyond = borrowers.contains(&number);
                Some((self.victim(desk, (seat, request, own), (number, run), beyond)?, run))
            })
            .collect();
        let rules = &self.gates.center.rules;
        let youngest = |run: &Run| (std::cmp::Reverse(run.start), std::cmp::Reverse(run.arrival));
        let place = rules.preemption.victims.place;
        found.sort_by_key(|(_, run)| (place(&self.as_candidate(run, desk.now)), youngest(run)));
        found.into_iter().map(|(victim, _)| victim).collect()
    }

    /// A running job as rules for victims see it.
    fn as_candidate(&self, run: &Run, now: Time) -> Candidate {
        let rules = &self.gates.center.rules;
        let priority = rules.qos.get(usize::from(run.qos.0)).map_or(0, |qos| qos.priority);
        let ran = run.ran(now).as_micros();
        let since = match rules.preemption.eviction {
            Eviction::Suspend => 0,
            Eviction::Checkpoint => match &rules.class(run.class).checkpoint {
                Some(checkpoints) => checkpoints.since_last(run.nodes, run.ran(now)).as_micros(),
                None => ran,
            },
            Eviction::Requeue | Eviction::Cancel => ran,
        };
        let lost = u128::from(since) * u128::from(run.units);
        Candidate { tier: run.tier, priority, start: run.start, units: run.units, lost }
    }

    /// Runs that are not within what their quotas are sure of: the oldest are, as far as that goes; a job without a quota only borrows.
    fn borrowers(&self) -> BTreeSet<u32> {
        let quotas = &self.gates.center.rules.quotas;
        if quotas.is_empty() {
            return BTreeSet::new();
        }
        let mut runs: Vec<(u32, &Run)> = self.gates.runs.iter().collect();
        runs.sort_by_key(|(_, run)| (run.start, run.arrival));
        let mut held = vec![0_u64; quotas.len()];
        let mut borrows = |run: &Run| {
            let dues = run.stake.dues();
            let Some(own) = dues.quota else { return true };
            held[own] += u64::from(dues.quota_units);
            u64::from(quotas[own].guaranteed) < held[own]
        };
        runs.into_iter().filter(|(_, run)| borrows(run)).map(|(number, _)| number).collect()
    }

    /// Whether and from when on a running job may be sent away, and for whose sake.
    fn victim(
        &self,
        desk: &Desk<'_>,
        (seat, request, own): (&Seat, &Request, PoolSet),
        (number, run): (u32, &Run),
        beyond: bool,
    ) -> Option<Victim> {
        let rules = &self.gates.center.rules;
        let pieces = desk.cluster.pieces(number);
        let held = PoolSet::of_pieces(pieces);
        let usual = rules.preemption.grace;
        let is_owner = |pool: &PoolId| locks::is_owner(&self.gates.center, *pool, run.group, desk.now);
        // The owner of a lock takes back what is lent.
        let lent = desk
            .cluster
            .list(seat.access)
            .iter()
            .filter(|pool| own.contains(**pool) && held.contains(**pool) && !is_owner(pool));
        let graces = lent.filter_map(|pool| {
            let lock = self.gates.center.pools[usize::from(pool.0)].lock.as_ref()?;
            locks::grace(lock.mode, usual)
        });
        if let Some(grace) = graces.max() {
            return Some(Victim { run: number, breach: Breach::Owner, grace, from: run.start });
        }
        if pieces.iter().any(|piece| is_owner(&piece.pool)) {
            return None;
        }
        let from = run.start + rules.preemption.minimum_run;
        let (mine, theirs) = (self.gates.dues(seat.job()), run.stake.dues());
        let own_quota = mine.and_then(|dues| dues.quota);
        // A job that takes nothing of its quota has nothing to take back.
        let takes = mine.is_some_and(|dues| 0 < dues.quota_units);
        let reclaims = takes && own_quota.is_some_and(|quota| rules.quotas[quota].reclaims);
        let other = own_quota != theirs.quota;
        if other && reclaims && beyond && self.is_within_guarantee(seat.job()) {
            return Some(Victim { run: number, breach: Breach::Owner, grace: usual, from });
        }
        let higher = self.outranks(request, run);
        let safe = other && !rules.quotas.is_empty() && !beyond;
        (higher && !safe).then_some(Victim { run: number, breach: Breach::HigherClass, grace: usual, from })
    }

    /// Whether a job may evict a run by tier or quality of service.
    pub(super) fn outranks(&self, request: &Request, run: &Run) -> bool {
        let rules = &self.gates.center.rules;
        let qos = rules.class(request.class).qos;
        let tier = rules.partition(request.partition).tier;
        match rules.preemption.by_tier {
            true if run.tier != tier => run.tier < tier,
            true | false => rules.preempts(qos, run.qos),
        }
    }

    /// The first of the candidates that are enough, without those that turn out not to be needed; nothing when all together
    /// are not enough.
    fn choose(
        &self,
        desk: &Desk<'_>,
        seat: &Seat,
        request: &Request,
        candidates: &[Victim],
    ) -> Option<Vec<Victim>> {
        let list = desk.cluster.list(seat.access);
        let within = desk.cluster.pools_of(seat.access);
        let held = |victim: &Victim| -> u64 {
            let shape = desk.requests[self.gates.runs.get(victim.run).job as usize].shape;
            let pieces = desk.cluster.pieces(victim.run).iter().filter(|piece| within.contains(piece.pool));
            pieces.map(|piece| units_of(desk, *piece, shape)).sum()
        };
        // Counting comes first: mostly all of them together are not enough.
        let free: u64 = list.iter().map(|pool| desk.cluster.free_units_in(*pool)).sum();
        let most = free + candidates.iter().map(held).sum::<u64>();
        if candidates.is_empty() || most < u64::from(seat.entry.units) {
            return None;
        }
        let closed = locks::closed(&self.gates.center, list, request, desk.now, self.gates.needed);
        let mut pieces = Vec::new();
        let mut fits =
            |cluster: &crate::cluster::Cluster| cluster.find(seat.access, closed, request.shape, &mut pieces);
        let mut trial = desk.cluster.clone();
        let mut chosen = Vec::new();
        for victim in candidates {
            trial.give_back(victim.run);
            chosen.push(*victim);
            if fits(&trial) {
                break;
            }
        }
        if !fits(&trial) {
            return None;
        }
        // A run that was chosen early may be spared because of one that was chosen late.
        let mut number = 0;
        while number < chosen.len() && 1 < chosen.len() {
            let mut without = desk.cluster.clone();
            let spared = chosen[number].run;
            for victim in chosen.iter().filter(|victim| victim.run != spared) {
                without.give_back(victim.run);
            }
            if fits(&without) {
                chosen.remove(number);
            } else {
                number += 1;
            }
        }
        Some(chosen)
    }
}

/// The units that tasks take of their pool.
fn units_of(desk: &Desk<'_>, piece: Piece, shape: Shape) -> u64 {
    u64::from(desk.cluster.units_in(piece.pool, shape.per_task)) * u64::from(piece.tasks)
}
