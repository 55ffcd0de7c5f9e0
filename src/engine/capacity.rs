//! Pools that grow and shrink while jobs run: who leaves when, and what becomes of jobs that no longer fit.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::jobs::Place;
use super::site::Site;
use crate::cluster::{Cluster, Gone, Turned};
use crate::model::{CenterId, Gang, NodeId, NodeState, Nodes, OutageCause, PoolId, Source, Time};
use crate::record::{Cancellation, CapacityChange, Fact, NodeFact, Observer, Record};
use crate::state::StateError;
use std::collections::BTreeSet;

/// A pool that has another size from some instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resize {
    /// The centre.
    pub center: CenterId,
    /// Its pool.
    pub pool: PoolId,
    /// How many nodes, or processors of a counted pool, it has from then on.
    pub size: u32,
}

impl Simulation {
    /// From `at` on, before which everything has happened, pools have other sizes. New nodes are empty and there at once. Of a pool
    /// that shrinks those nodes leave at once of which nobody holds anything; others drain, and leave when their jobs do. Waiting
    /// jobs that do not fit any more, even when everything else has left, are given up. Nothing that was planned or promised counts.
    /// A pool that has the size already stays as it is.
    ///
    /// # Errors
    /// When there is no such pool, its nodes come and go on dates, or a counted pool would be smaller than what a suspended job is to go on with.
    pub fn resize(
        &mut self,
        sizes: &[Resize],
        at: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(), StateError> {
        let sizes = self.sizes_that_change(sizes)?;
        self.resize_all(sizes, at, source, observer);
        Ok(())
    }

    /// Pools have other sizes than these before.
    pub(super) fn resize_all(
        &mut self,
        sizes: Vec<(Resize, u32)>,
        at: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        self.now = self.now.max(at);
        let mut touched: BTreeSet<CenterId> = BTreeSet::new();
        for (Resize { center, pool, size }, before) in sizes {
            self.resize_pool((center, pool), (before, size), observer);
            touched.insert(center);
        }
        for center in touched {
            let site = &mut self.sites[usize::from(center.0)];
            site.is_resized = true;
            site.tell_sizes(self.now, &self.jobs);
            // Where nobody waits, nobody need be asked: a scheduler that goes by the clock begins with its first job.
            if !site.queue.is_empty() || self.jobs.apart(center).next().is_some() {
                site.freed = site.freed.with(site.cluster.all_pools());
                let number = u64::from(center.0);
                self.agenda.add(Event { at, rank: Rank::Change, number, center, subject: 0 });
            }
            self.let_nodes_go(center, observer);
            self.give_misfits_up(center, source, observer);
        }
    }

    /// Those sizes that are not what pools have already, and what these have.
    fn sizes_that_change(&self, sizes: &[Resize]) -> Result<Vec<(Resize, u32)>, StateError> {
        let mut changes = Vec::new();
        for resize in sizes {
            let site = self.sites.get(usize::from(resize.center.0));
            let pool = site.and_then(|site| site.center.pools.get(usize::from(resize.pool.0)));
            let Some(pool) = pool else {
                let message = format!("centre {} has no pool {}", resize.center.0, resize.pool.0);
                return Err(StateError::Other(message));
            };
            if pool.lock.as_ref().is_some_and(|lock| lock.absent) {
                let message = format!(
                    "the nodes of `{}` come and go on dates, and cannot be changed otherwise",
                    pool.name
                );
                return Err(StateError::Other(message));
            }
            let before = match pool.nodes {
                Nodes::Named { count } => count,
                Nodes::Counted { processors } => {
                    self.refuse_to_strand(resize)?;
                    processors
                }
            };
            if before != resize.size {
                changes.push((*resize, before));
            }
        }
        Ok(changes)
    }

    /// Suspended jobs go on with the processors that they had, and nowhere else.
    fn refuse_to_strand(&self, resize: &Resize) -> Result<(), StateError> {
        for (_, slot) in self.jobs.apart(resize.center) {
            let request = self.jobs.request(slot);
            let Some(Place::Suspended(pieces)) = self.jobs.life(slot).map(|life| &life.place) else {
                continue;
            };
            let here = pieces.iter().filter(|piece| piece.pool == resize.pool);
            let needs: u32 = here.map(|piece| piece.tasks * request.shape.per_task.cores).sum();
            if resize.size < needs {
                let message = format!("job {} is suspended and goes on with {needs} processors", request.id);
                return Err(StateError::Other(message));
            }
        }
        Ok(())
    }

    fn resize_pool(
        &mut self,
        (center, pool): (CenterId, PoolId),
        (before, size): (u32, u32),
        observer: &mut dyn Observer,
    ) {
        let suspended = self.suspended_on(center);
        let site = &mut self.sites[usize::from(center.0)];
        let nodes = &mut site.center.pools[usize::from(pool.0)].nodes;
        *nodes = nodes.resized(size);
        let (nodes, state) = if before < size {
            (site.cluster.grow(pool, size - before), NodeState::InService)
        } else {
            let failed = site.cluster.failed_nodes(pool);
            let nodes = site.cluster.drain(pool, before - size, &suspended);
            let (from, to) = (NodeState::Down, NodeState::Draining);
            site.hands.forget(&nodes);
            let worked_on = site.leave_maintenance(&nodes);
            let is_down = |node: &NodeId| failed.contains(node) || worked_on.contains(node);
            let down = nodes.iter().copied().filter(is_down);
            let turned: Vec<Turned> = down.map(|node| Turned { node, from, to }).collect();
            site.tell_turned((self.now, center), (pool, OutageCause::default()), &turned, observer);
            (nodes, NodeState::Draining)
        };
        let counts = (site.cluster.present(pool), site.cluster.leaving_in(pool));
        site.tell_of_nodes((self.now, center), (pool, nodes, state), counts, observer);
    }

    /// Lets those nodes of a centre leave that drain and of which nobody holds anything any more.
    #[inline(never)]
    pub(super) fn let_nodes_go(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let suspended = self.suspended_on(center);
        let site = &mut self.sites[usize::from(center.0)];
        for pool in (0..site.center.pools.len() as u16).map(PoolId) {
            if !site.cluster.leaving().contains(pool) {
                continue;
            }
            let Gone { nodes, count } = site.cluster.let_go(pool, &suspended);
            if 0 < count {
                let counts = (site.cluster.present(pool), site.cluster.leaving_in(pool));
                site.tell_of_nodes((self.now, center), (pool, nodes, NodeState::Out), counts, observer);
            }
        }
    }

    /// The nodes on which suspended jobs are to go on.
    pub(super) fn suspended_on(&self, center: CenterId) -> BTreeSet<NodeId> {
        let mut nodes = BTreeSet::new();
        for (_, slot) in self.jobs.apart(center) {
            if let Some(Place::Suspended(pieces)) = self.jobs.life(slot).map(|life| &life.place) {
                nodes.extend(pieces.iter().map(|piece| piece.node));
            }
        }
        nodes
    }

    /// Gives up the jobs of a centre that wait and do not fit any more, in the order of their submissions.
    fn give_misfits_up(&mut self, center: CenterId, source: &mut dyn Source, observer: &mut dyn Observer) {
        let site = &self.sites[usize::from(center.0)];
        let queued = site.queue.lanes().iter().flat_map(|(_, lane)| lane.iter());
        let mut waiting: Vec<(u64, u32)> = queued.map(|entry| (entry.key.arrival, entry.job)).collect();
        waiting.extend(self.jobs.apart(center));
        waiting.sort_unstable();
        let misfits: Vec<(u64, u32)> =
            waiting.into_iter().filter(|(_, slot)| self.is_misfit(*slot)).collect();
        for (arrival, slot) in &misfits {
            self.jobs.life_of(*slot, *arrival);
        }
        for (arrival, slot) in misfits {
            // It may have been given up with another.
            let still = self.jobs.life(slot).is_some_and(|life| life.arrival == arrival);
            if still {
                self.give_up(slot, Cancellation::Misfit, source, observer);
            }
        }
    }

    /// Whether a job that waits could not start even if nothing ran. A suspended job keeps its nodes until it has gone on.
    fn is_misfit(&self, slot: u32) -> bool {
        if self.jobs.life(slot).is_some_and(|life| matches!(life.place, Place::Suspended(_) | Place::Running))
        {
            return false;
        }
        let request = self.jobs.request(slot);
        let site = &self.sites[usize::from(request.center.0)];
        if site.misfit(request, self.now).is_some() {
            return true;
        }
        let gang = self.jobs.terms.get(&slot).and_then(|terms| terms.gang);
        gang.is_some_and(|gang| !self.fits_together(request.center, gang))
    }

    /// Whether those jobs of a gang that wait would fit together if nothing ran.
    fn fits_together(&self, center: CenterId, gang: Gang) -> bool {
        let site = &self.sites[usize::from(center.0)];
        let members = self.jobs.terms.iter().filter(|(_, terms)| terms.gang == Some(gang));
        let members = members.map(|(slot, _)| self.jobs.request(*slot));
        let mut empty = Cluster::new(&site.center, site.cluster.visit());
        let mut pieces = Vec::new();
        members.filter(|request| request.center == center).all(|request| {
            let access = site.center.access_of(request.partition, request.group);
            let fits = empty.find(access, site.never_open(request), request.shape, &mut pieces);
            if fits {
                empty.hold(request.shape, &pieces, Time::NEVER);
            }
            fits
        })
    }

    /// Gives up those of these jobs, which have just been queued, that do not fit into a centre that was resized: all of a gang may be
    /// there now, and not fit together any more.
    pub(super) fn give_up_misfits_of(
        &mut self,
        slots: &[u32],
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        for slot in slots {
            // It may have been given up with another of its gang.
            let life = self.jobs.life(*slot).filter(|life| life.place == Place::Queued);
            if let Some(arrival) = life.map(|life| life.arrival) {
                self.give_up_if_misfit(*slot, arrival, source, observer);
            }
        }
    }

    /// Gives up a job that waits anew in a centre that was resized, if it does not fit there any more.
    pub(super) fn give_up_if_misfit(
        &mut self,
        slot: u32,
        arrival: u64,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let center = self.jobs.request(slot).center;
        if self.sites[usize::from(center.0)].is_resized && self.is_misfit(slot) {
            self.jobs.life_of(slot, arrival);
            self.give_up(slot, Cancellation::Misfit, source, observer);
        }
    }
}

impl Site {
    /// Tells what has become of nodes of a pool, how many of it are there now, and how many of these are to leave.
    pub(super) fn tell_of_nodes(
        &mut self,
        (at, center): (Time, CenterId),
        (pool, nodes, state): (PoolId, Vec<NodeId>, NodeState),
        (present, leaving): (u32, u32),
        observer: &mut dyn Observer,
    ) {
        nodes.iter().for_each(|node| self.naps.turn((pool, *node), state, at));
        let change = NodeFact::Capacity(CapacityChange { pool, nodes, state, present, leaving });
        observer.observe(&Record { at, center, fact: Fact::Nodes(&change) });
    }
}
