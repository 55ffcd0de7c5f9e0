//! Nodes that fail and are repaired, and what becomes of the jobs that ran on them.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::hands::Stage;
use super::jobs::Place;
use super::site::Site;
use crate::cluster::Turned;
use crate::model::{
    CenterId, NodeId, OnFailure, Outage, OutageCause, Outages, Piece, PoolId, Source, Span, Time,
};
use crate::record::{Fact, JobFact, NodeFact, Observer, Record, Turn};

impl Simulation {
    /// The same with outages of its centres, by centre. Nobody in it knows of any before it happens.
    #[must_use]
    pub fn with_outages(mut self, outages: Vec<Outages>) -> Simulation {
        self.outages = outages;
        for center in 0..self.outages.len().min(self.sites.len()) as u16 {
            self.await_outage(CenterId(center), 0);
        }
        self
    }

    fn outage(&self, center: CenterId, place: u32) -> Option<Outage> {
        self.outages.get(usize::from(center.0))?.list().get(place as usize).copied()
    }

    /// Puts an outage on the agenda, if there is one in that place.
    pub(super) fn await_outage(&mut self, center: CenterId, place: u32) {
        if let Some(outage) = self.outage(center, place) {
            let number = u64::from(place);
            self.agenda.add(Event { at: outage.from, rank: Rank::Failure, number, center, subject: place });
        }
    }

    /// Lets a node fail.
    #[inline(never)]
    pub(super) fn fail_node(&mut self, event: Event, source: &mut dyn Source, observer: &mut dyn Observer) {
        let Event { at, center, subject: place, .. } = event;
        let outage = self.outage(center, place).expect("an outage on the agenda is in the list");
        if at == outage.from {
            self.await_outage(center, place + 1);
        }
        if outage.noticed <= at {
            self.sites[usize::from(center.0)].silent.notice(outage.node);
        }
        let is_known = self.sites[usize::from(center.0)].cluster.has_node(outage.pool, outage.node);
        if !is_known {
            return;
        }
        // Nodes that are not there cannot fail; one that comes while it is out is out from then on.
        if let Some(comes) = self.absent_until(center, outage.pool) {
            if comes < outage.until {
                self.agenda.add(Event { at: comes, ..event });
            }
            return;
        }
        if at < outage.noticed {
            self.fail_silently(event, &outage);
            return;
        }
        if outage.until != Time::NEVER {
            self.agenda.add(Event { at: outage.until, rank: Rank::Repair, ..event });
        }
        for run in self.runs_on(center, outage.pool, outage.node) {
            self.fail_run(center, run, source, observer);
        }
        for slot in self.suspended_there(center, outage.node) {
            self.fail_suspended(center, slot, source, observer);
        }
        let site = &mut self.sites[usize::from(center.0)];
        site.hands.note_failure(outage.node, true);
        let turned = site.cluster.fail(outage.pool, outage.node);
        self.tell_of_outage((center, at), &outage, &turned, observer);
    }

    /// Lets a node be used again that had failed.
    #[inline(never)]
    pub(super) fn repair_node(&mut self, event: Event, observer: &mut dyn Observer) {
        let Event { at, center, subject: place, .. } = event;
        let outage = self.outage(center, place).expect("an outage on the agenda is in the list");
        let site = &mut self.sites[usize::from(center.0)];
        let nodes = site.center.pools[usize::from(outage.pool.0)].nodes.size();
        let turned: Vec<Turned> = match site.hands.note_failure(outage.node, false) {
            // It may have been taken away meanwhile.
            None => site.cluster.repair(outage.pool, outage.node, nodes),
            // It was worked on as well, which took less time.
            Some(Stage::Done) => {
                site.finish_work(outage.node).into_iter().map(|(_, turned)| turned).collect()
            }
            Some(Stage::Emptying | Stage::Working(_)) => Vec::new(),
        };
        self.tell_of_outage((center, at), &outage, &turned, observer);
    }

    /// Tells of nodes that were turned, and has the scheduler asked: what was planned on them is void.
    fn tell_of_outage(
        &mut self,
        (center, at): (CenterId, Time),
        outage: &Outage,
        turned: &[Turned],
        observer: &mut dyn Observer,
    ) {
        let site = &mut self.sites[usize::from(center.0)];
        site.tell_turned((at, center), (outage.pool, outage.cause), turned, observer);
        site.scheduler.replan();
        site.wake();
    }

    /// The jobs that run on a node, in the order of their starts.
    pub(super) fn runs_on(&self, center: CenterId, pool: PoolId, node: NodeId) -> Vec<u32> {
        let site = &self.sites[usize::from(center.0)];
        if site.cluster.is_idle(pool, node) {
            return Vec::new();
        }
        // On a machine without shared nodes it is the one that came last.
        let is_on = |run: &u32| site.running.get(*run as usize).is_some_and(|state| state.number.is_some());
        match site.cluster.sole_taker(pool, node).filter(is_on) {
            Some(run) => vec![run],
            None => self.runs_in(center, |piece| piece.node == node && piece.pool == pool),
        }
    }

    /// The jobs that run with any such piece, in the order of their starts.
    pub(super) fn runs_in(&self, center: CenterId, is_meant: impl Fn(&Piece) -> bool) -> Vec<u32> {
        let site = &self.sites[usize::from(center.0)];
        let mut runs: Vec<(u64, u32)> = Vec::new();
        for (run, state) in site.running.iter().enumerate() {
            let Some(number) = state.number else { continue };
            let pieces = site.cluster.pieces(run as u32);
            if pieces.iter().any(&is_meant) {
                runs.push((number, run as u32));
            }
        }
        runs.sort_unstable();
        runs.into_iter().map(|(_, run)| run).collect()
    }

    /// The jobs that are suspended on a node, in the order of their submissions.
    fn suspended_there(&self, center: CenterId, node: NodeId) -> Vec<u32> {
        let is_there = |slot: u32| {
            let place = self.jobs.life(slot).map(|life| &life.place);
            matches!(place, Some(Place::Suspended(pieces)) if pieces.iter().any(|piece| piece.node == node))
        };
        let mut jobs: Vec<(u64, u32)> = self.jobs.apart(center).filter(|(_, slot)| is_there(*slot)).collect();
        jobs.sort_unstable();
        jobs.into_iter().map(|(_, slot)| slot).collect()
    }

    /// A job that was suspended on a node that has failed loses what is in no checkpoint, and waits for other nodes.
    fn fail_suspended(
        &mut self,
        center: CenterId,
        slot: u32,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let request = *self.jobs.request(slot);
        let site = &mut self.sites[usize::from(center.0)];
        site.scheduler.suspended_lost(slot);
        let writes = site.checkpoints_of(&request).is_some();
        let at = self.now;
        let life = self.jobs.life_mut(slot).expect("a suspended job has a life of its own");
        let safe = if writes { life.safe } else { Span::ZERO };
        let lost = life.past.kept - safe;
        (life.past.kept, life.safe, life.attempt) = (safe, safe, Span::ZERO);
        life.place = Place::Queued;
        let arrival = life.arrival;
        observer.observe(&Record { at, center, fact: Fact::of_job(&request, JobFact::Lost { lost }) });
        self.enqueue(slot, arrival);
        self.give_up_if_misfit(slot, arrival, source, observer);
    }

    /// Whether a job that a node has failed under is begun again.
    pub(super) fn is_retried(&self, center: CenterId, job: u32) -> bool {
        let site = &self.sites[usize::from(center.0)];
        let class = self.jobs.request(job).class;
        match site.center.rules.class(class).on_failure {
            OnFailure::Fail | OnFailure::Requeue { retries: Some(0) } => false,
            OnFailure::Requeue { retries: None } => true,
            OnFailure::Requeue { retries: Some(retries) } => {
                self.jobs.life(job).map_or(0, |life| life.failures) < retries
            }
        }
    }
}

impl Site {
    /// Tells of nodes of a pool that were turned.
    pub(super) fn tell_turned(
        &mut self,
        (at, center): (Time, CenterId),
        (pool, cause): (PoolId, OutageCause),
        turned: &[Turned],
        observer: &mut dyn Observer,
    ) {
        for Turned { node, from, to } in self.told_of(turned) {
            self.naps.turn((pool, node), to, at);
            let turn = Turn { pool, node, from, to, cause };
            observer.observe(&Record { at, center, fact: Fact::Nodes(&NodeFact::Turned(turn)) });
        }
    }
}
