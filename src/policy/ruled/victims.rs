//! Who may send whom away, and whom they choose.
//!
//! No two jobs can send each other away for ever: by quality of service and tier the relation is a strict order; owners on
//! their own lock are safe from everybody else; and the oldest runs of a quota, as far as its guarantee goes, are safe from other
//! quotas, while only who is within its guarantee reclaims: who has taken back what is his keeps it until he ends, whoever of
//! his quota borrows meanwhile.

use super::gang::gang_of;
use super::pass::Seat;
use super::runs::{Run, Suspended};
use super::{Ruled, locks};
use crate::cluster::PoolSet;
use crate::model::{Breach, Cause, Eviction, Piece, PoolId, Request, Span, Time, Victims};
use crate::policy::desk::Desk;
use crate::policy::futures::units;
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

impl Ruled {
    /// How many units of each pool are lent out to those whom its owners may send away.
    fn lent_out(&mut self, desk: &Desk<'_>) -> &[u64] {
        if self.lent_out.is_empty() {
            let mut lent = vec![0; desk.cluster.pool_count()];
            for (number, run) in self.runs.iter() {
                let shape = desk.requests[run.job as usize].shape;
                for piece in desk.cluster.pieces(number) {
                    let lock = self.center.pools[usize::from(piece.pool.0)].lock.as_ref();
                    if lock.is_some_and(|lock| {
                        locks::grace(lock.mode, Span::ZERO).is_some() && !lock.owners.contains(&run.group)
                    }) {
                        lent[usize::from(piece.pool.0)] +=
                            units(desk.cluster, piece.pool, shape, piece.tasks);
                    }
                }
            }
            self.lent_out = lent;
        }
        &self.lent_out
    }

    /// Whether sending away all who borrow what belongs to a job's owner could be enough for it.
    fn may_take_back(&mut self, desk: &Desk<'_>, seat: Seat, own: PoolSet) -> bool {
        let list = desk.cluster.list(seat.access);
        let free: u64 = list.iter().map(|pool| desk.cluster.free_units_in(*pool)).sum();
        let lent = self.lent_out(desk);
        let mine = list.iter().filter(|pool| own.contains(**pool));
        let borrowed: u64 = mine.map(|pool| lent[usize::from(pool.0)]).sum();
        0 < borrowed && u64::from(seat.entry.units) <= free + borrowed
    }

    /// Whether anybody could be sent away for a job by rank or quota.
    pub(super) fn may_send_away(&self, request: &Request) -> bool {
        let rules = &self.center.rules;
        let qos = rules.class(request.class).qos;
        let preempts = rules.qos.get(usize::from(qos.0)).is_some_and(|qos| !qos.preempts.is_empty());
        let tier = rules.preemption.by_tier && 0 < rules.partition(request.partition).tier;
        let quota = rules.quotas.iter().find(|quota| quota.groups.contains(&request.group));
        preempts || tier || quota.is_some_and(|quota| quota.reclaims)
    }

    /// Sends running jobs away for a job that waits for nodes, if the rules let it and that is enough. Returns whether
    /// nothing more is to be done for it in this pass.
    pub(super) fn send_others_away(&mut self, desk: &mut Desk<'_>, seat: Seat, cause: Cause) -> bool {
        let request = desk.requests[seat.job() as usize];
        let list = desk.cluster.list(seat.access).to_vec();
        let own = locks::own(&self.center, &list, &request, desk.now);
        if !matches!(cause, Cause::Capacity | Cause::Fragmentation | Cause::Reservation | Cause::Quota)
            || self.claims.contains_key(&seat.job())
            || !(self.may_send_away(&request) || own != PoolSet::NONE && self.may_take_back(desk, seat, own))
        {
            return false;
        }
        // A quota that is used up yields only to who reclaims what is his.
        if cause == Cause::Quota && !self.books.is_within_guarantee(&self.center, &self.dues[&seat.job()]) {
            return false;
        }
        let mut candidates = self.candidates(desk, seat, &request, own);
        let ripens = candidates.iter().map(|victim| victim.from).filter(|from| desk.now < *from).min();
        // Who starts at an instant is not sent away at it.
        let ripe = |victim: &Victim| victim.from <= desk.now && self.runs.get(victim.run).start < desk.now;
        candidates.retain(ripe);
        let Some(mut chosen) = self.choose(desk, seat, &request, &candidates) else {
            self.ripens = ripens.map_or(self.ripens, |at| at.min(self.ripens));
            return false;
        };
        self.add_companions(desk, &mut chosen);
        self.breach = chosen.iter().map(|victim| victim.breach).max();
        let grace = chosen.iter().map(|victim| victim.grace).max().unwrap_or(Span::ZERO);
        if grace == Span::ZERO {
            for victim in &chosen {
                self.evict(desk, victim.run);
            }
            self.refill(desk);
            self.is_over = true;
            self.consider(desk, seat);
            return true;
        }
        let at = desk.now + grace;
        for victim in &chosen {
            self.runs.get_mut(victim.run).leaves = Some(at);
            desk.tell_to_leave(victim.run, at);
        }
        self.claims.insert(seat.job(), at);
        // What is free now and what they leave is kept for it.
        if let Some(at) = self.earliest(desk, seat, desk.now).filter(|at| desk.now < *at) {
            self.reserve(desk, seat, at);
        }
        true
    }

    /// Sends away with a job of a gang all others of it: what is left of a gang is of no use to anybody.
    fn add_companions(&self, desk: &Desk<'_>, chosen: &mut Vec<Victim>) {
        for victim in chosen.clone() {
            let Some(gang) = gang_of(desk, self.runs.get(victim.run).job) else { continue };
            for (run, other) in self.runs.iter() {
                let known = chosen.iter().any(|victim| victim.run == run);
                if !known && other.leaves.is_none() && gang_of(desk, other.job) == Some(gang) {
                    chosen.push(Victim { run, ..victim });
                }
            }
        }
    }

    /// Takes a running job off its nodes at once.
    fn evict(&mut self, desk: &mut Desk<'_>, number: u32) {
        let job = self.runs.get(number).job;
        let pieces = desk.evict(job, number, self.center.rules.preemption.eviction);
        self.left(&desk.requests[job as usize], number, &pieces, desk.now);
    }

    /// A run was made to leave these places. Says what becomes of it.
    pub(super) fn left(&mut self, request: &Request, number: u32, pieces: &[Piece], now: Time) -> Eviction {
        let run = self.gone(request, number, now);
        let eviction = self.center.rules.preemption.eviction;
        if eviction == Eviction::Suspend {
            self.runs.suspend(Suspended::of(&run, pieces.to_vec(), now));
        }
        eviction
    }

    /// A run is over, however that came: gives back what it held.
    pub(super) fn gone(&mut self, request: &Request, number: u32, now: Time) -> Run {
        let run = self.runs.ended(number);
        self.standing.ended(request, run.units, now);
        self.books.give(&run.stake, run.ran(now));
        run
    }

    /// All that a job may send away now or later, those first that go first.
    fn candidates(&self, desk: &Desk<'_>, seat: Seat, request: &Request, own: PoolSet) -> Vec<Victim> {
        let pools = desk.cluster.pools_of(seat.access);
        let runs = self.runs.iter().filter(|(number, run)| {
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
        let rules = &self.center.rules;
        let priority = |run: &Run| rules.qos.get(usize::from(run.qos.0)).map_or(0, |qos| qos.priority);
        let lost = |run: &Run| {
            let ran = run.ran(desk.now).as_micros();
            let every = rules.class(run.class).checkpoint.map_or(0, Span::as_micros);
            let since = match rules.preemption.eviction {
                Eviction::Suspend => 0,
                Eviction::Checkpoint => ran.checked_rem(every).unwrap_or(ran),
                Eviction::Requeue | Eviction::Cancel => ran,
            };
            u128::from(since) * u128::from(run.units)
        };
        let youngest = |run: &Run| (std::cmp::Reverse(run.start), std::cmp::Reverse(run.arrival));
        match rules.preemption.victims {
            Victims::Youngest => found.sort_by_key(|(_, run)| youngest(run)),
            Victims::LowestPriority => found.sort_by_key(|(_, run)| (run.tier, priority(run), youngest(run))),
            Victims::LeastLost => found.sort_by_key(|(_, run)| (lost(run), youngest(run))),
        }
        found.into_iter().map(|(victim, _)| victim).collect()
    }

    /// Runs that are not within what their quotas are sure of: the oldest are, as far as that goes; who has no quota only borrows.
    fn borrowers(&self) -> BTreeSet<u32> {
        let quotas = &self.center.rules.quotas;
        if quotas.is_empty() {
            return BTreeSet::new();
        }
        let mut runs: Vec<(u32, &Run)> = self.runs.iter().collect();
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
        (seat, request, own): (Seat, &Request, PoolSet),
        (number, run): (u32, &Run),
        beyond: bool,
    ) -> Option<Victim> {
        let rules = &self.center.rules;
        let pieces = desk.cluster.pieces(number);
        let held = PoolSet::of_pieces(pieces);
        let usual = rules.preemption.grace;
        let is_owner = |pool: &PoolId| locks::is_owner(&self.center, *pool, run.group, desk.now);
        // The owner of a lock takes back what is lent.
        let lent = desk
            .cluster
            .list(seat.access)
            .iter()
            .filter(|pool| own.contains(**pool) && held.contains(**pool) && !is_owner(pool));
        let graces = lent.filter_map(|pool| {
            let lock = self.center.pools[usize::from(pool.0)].lock.as_ref()?;
            locks::grace(lock.mode, usual)
        });
        if let Some(grace) = graces.max() {
            return Some(Victim { run: number, breach: Breach::Owner, grace, from: run.start });
        }
        if pieces.iter().any(|piece| is_owner(&piece.pool)) {
            return None;
        }
        let from = run.start + rules.preemption.minimum_run;
        let dues = &self.dues[&seat.job()];
        let theirs = run.stake.dues();
        // Who takes nothing of his quota has nothing to take back.
        let reclaims = 0 < dues.quota_units && dues.quota.is_some_and(|quota| rules.quotas[quota].reclaims);
        let other = dues.quota != theirs.quota;
        if other && reclaims && beyond && self.books.is_within_guarantee(&self.center, dues) {
            return Some(Victim { run: number, breach: Breach::Owner, grace: usual, from });
        }
        let qos = rules.class(request.class).qos;
        let tier = rules.partition(request.partition).tier;
        let higher = match rules.preemption.by_tier {
            true if run.tier != tier => run.tier < tier,
            true | false => rules.preempts(qos, run.qos),
        };
        let safe = other && !rules.quotas.is_empty() && !beyond;
        (higher && !safe).then_some(Victim { run: number, breach: Breach::HigherClass, grace: usual, from })
    }

    /// The first of the candidates that are enough, without those that turn out not to be needed; nothing when all together
    /// are not enough.
    fn choose(
        &self,
        desk: &Desk<'_>,
        seat: Seat,
        request: &Request,
        candidates: &[Victim],
    ) -> Option<Vec<Victim>> {
        let list = desk.cluster.list(seat.access);
        let within = desk.cluster.pools_of(seat.access);
        let held = |victim: &Victim| -> u64 {
            let shape = desk.requests[self.runs.get(victim.run).job as usize].shape;
            let pieces = desk.cluster.pieces(victim.run).iter().filter(|piece| within.contains(piece.pool));
            pieces.map(|piece| units(desk.cluster, piece.pool, shape, piece.tasks)).sum()
        };
        // Counting comes first: mostly all of them together are not enough.
        let free: u64 = list.iter().map(|pool| desk.cluster.free_units_in(*pool)).sum();
        let most = free + candidates.iter().map(held).sum::<u64>();
        if candidates.is_empty() || most < u64::from(seat.entry.units) {
            return None;
        }
        let closed = locks::closed(&self.center, list, request, desk.now, self.outlook.needed);
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
        // Who was chosen early may be spared by who was chosen late.
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
