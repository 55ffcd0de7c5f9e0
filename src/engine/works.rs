//! Work on nodes that waits for their jobs to end: nodes are taken, emptied, worked on and given back.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::hands::{Hand, Stage};
use super::site::Site;
use crate::cluster::{PoolSet, Turned};
use crate::model::{CenterId, Lock, Muster, NodeId, NodeState, OutageCause, PartitionId, PoolId, Time};
use crate::record::Observer;
use std::collections::{BTreeMap, BTreeSet};

impl Simulation {
    /// Puts the beginnings of all work on the agenda that waits for jobs to end.
    pub(super) fn await_works(&mut self) {
        for (place, site) in self.sites.iter().enumerate() {
            let center = CenterId(place as u16);
            for (number, work) in site.center.works.iter().enumerate() {
                for at in &work.begins {
                    let (number, subject) = (number as u64, number as u32);
                    self.agenda.add(Event { at: *at, rank: Rank::Work, number, center, subject });
                }
            }
        }
    }

    /// Some work begins, or is done on some node.
    #[inline(never)]
    pub(super) fn go_on_with_work(&mut self, event: Event, observer: &mut dyn Observer) {
        let Event { at, center, subject, .. } = event;
        let site = &mut self.sites[usize::from(center.0)];
        let place = subject as usize;
        let work = &site.center.works[place];
        if work.begins.binary_search(&at).is_ok() && !site.hands.is_busy(place) {
            let nodes = site.nodes_to_work_on(work.partition, work.nodes as usize, at);
            site.hands.left.insert(place, nodes);
        }
        self.look_at_works(center, observer);
    }

    /// Lets nodes leave that drain, and be worked on that are taken, of which nobody holds anything any more.
    #[inline]
    pub(super) fn look_at_empty_nodes(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let site = &self.sites[usize::from(center.0)];
        let (leave, work) = (site.cluster.leaving() != PoolSet::NONE, !site.hands.are_empty());
        if leave {
            self.let_nodes_go(center, observer);
        }
        if work {
            self.look_at_works(center, observer);
        }
    }

    /// Gives back nodes on which the work is done, takes the next, and begins with those that nobody uses any more.
    #[inline(never)]
    pub(super) fn look_at_works(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let suspended = self.suspended_on(center);
        let site = &mut self.sites[usize::from(center.0)];
        let now = self.now;
        let places: BTreeSet<usize> = (site.hands.left.keys().copied())
            .chain(site.hands.nodes.values().map(|hand| hand.work))
            .collect();
        for place in places {
            let mut turned = site.give_back_nodes(place, now);
            turned.extend(site.take_nodes(place, &suspended));
            let begun = site.begin_on_nodes(place, &suspended, now);
            let is_changed = !turned.is_empty();
            turned.extend(begun);
            let until = now + site.center.works[place].lasts;
            if site.hands.out(place).any(|(_, hand)| hand.stage == Stage::Working(until)) {
                let (number, subject) = (place as u64, place as u32);
                self.agenda.add(Event { at: until, rank: Rank::Work, number, center, subject });
            }
            for (pool, turned) in turned {
                site.tell_turned((now, center), (pool, OutageCause::MAINTENANCE), &[turned], observer);
            }
            if is_changed {
                // What was planned on nodes that are taken is void.
                site.scheduler.replan();
                site.wake();
            }
        }
    }
}

impl Site {
    /// The first so many nodes of a partition that are there.
    fn nodes_to_work_on(&self, partition: PartitionId, count: usize, now: Time) -> Vec<(PoolId, NodeId)> {
        let pools = &self.center.partitions[usize::from(partition.0)].pools;
        let lock = |pool: &PoolId| self.center.pools[usize::from(pool.0)].lock.as_ref();
        let is_phase = |pool: &&PoolId| lock(pool).is_some_and(|lock: &Lock| lock.absent);
        // Nodes that come and go on dates are counted behind those that are always there.
        let in_order = pools.iter().filter(|pool| !is_phase(pool)).chain(pools.iter().filter(is_phase));
        let there = in_order.filter(|pool| !lock(pool).is_some_and(|lock| lock.is_absence(now)));
        let nodes = there.flat_map(|pool| self.cluster.nodes_of(*pool).into_iter().map(|node| (*pool, node)));
        let usable = nodes.filter(|(pool, node)| match self.cluster.state_of(*pool, *node) {
            NodeState::InService | NodeState::Down => true,
            NodeState::Draining | NodeState::Emptying | NodeState::Spare | NodeState::Out => false,
        });
        usable.take(count).collect()
    }

    /// Gives back the nodes on which some work is done, and gives what was turned.
    fn give_back_nodes(&mut self, work: usize, now: Time) -> Vec<(PoolId, Turned)> {
        let over = self.hands.out(work).filter(|(_, hand)| match hand.stage {
            Stage::Working(until) => until <= now,
            Stage::Emptying | Stage::Done => false,
        });
        let over: Vec<NodeId> = over.map(|(node, _)| node).collect();
        over.into_iter().flat_map(|node| self.finish_work(node)).collect()
    }

    /// The work on a node is done: it is back, or when it is repaired. Gives what was turned.
    pub(super) fn finish_work(&mut self, node: NodeId) -> Vec<(PoolId, Turned)> {
        let Some(hand) = self.hands.nodes.get_mut(&node) else { return Vec::new() };
        hand.stage = Stage::Done;
        if hand.has_failed {
            return Vec::new();
        }
        let pool = hand.pool;
        self.hands.nodes.remove(&node);
        let nodes = self.center.pools[usize::from(pool.0)].nodes.size();
        self.cluster.repair(pool, node, nodes).into_iter().map(|turned| (pool, turned)).collect()
    }

    /// Takes the next nodes, as many as may be out, and gives what was turned: idle ones first, then those that are expected to be idle first.
    fn take_nodes(&mut self, place: usize, suspended: &BTreeSet<NodeId>) -> Vec<(PoolId, Turned)> {
        let (most, muster) = {
            let work = &self.center.works[place];
            (work.at_a_time as usize, work.muster)
        };
        let out = self.hands.out(place).count();
        let room = match muster {
            Muster::Each => most.saturating_sub(out),
            Muster::All => {
                if out == 0 {
                    most
                } else {
                    0
                }
            }
        };
        if room == 0 {
            return Vec::new();
        }
        let Some(mut left) = self.hands.left.remove(&place) else { return Vec::new() };
        let mut turned = Vec::new();
        for (pool, node) in self.next_nodes(&mut left, suspended, room) {
            let has_failed = self.cluster.state_of(pool, node) == NodeState::Down;
            let hand = Hand { pool, work: place, stage: Stage::Emptying, has_failed };
            self.hands.nodes.insert(node, hand);
            if !has_failed {
                turned.push((pool, self.cluster.empty(pool, node)));
            }
        }
        if !left.is_empty() {
            self.hands.left.insert(place, left);
        }
        turned
    }

    /// Takes the next so many nodes out of those that are left, and those that are not there any more.
    fn next_nodes(
        &self,
        left: &mut Vec<(PoolId, NodeId)>,
        suspended: &BTreeSet<NodeId>,
        room: usize,
    ) -> Vec<(PoolId, NodeId)> {
        let there = |(pool, node): &(PoolId, NodeId)| {
            let state = self.cluster.state_of(*pool, *node);
            matches!(state, NodeState::InService | NodeState::Down | NodeState::Emptying)
        };
        left.retain(there);
        let pools: BTreeSet<PoolId> = left.iter().map(|(pool, _)| *pool).collect();
        let idle = pools.into_iter().flat_map(|pool| self.cluster.expected_idle(pool));
        let idle: BTreeMap<NodeId, Time> = idle.collect();
        // Those that somebody else works on come later.
        let is_taken = |node: &NodeId| self.hands.nodes.contains_key(node) || self.maintained.contains(node);
        let mut next: Vec<(bool, Time, NodeId, PoolId)> = left
            .iter()
            .filter(|(_, node)| !is_taken(node))
            .map(|(pool, node)| (suspended.contains(node), idle[node], *node, *pool))
            .collect();
        next.sort_unstable();
        next.truncate(room);
        let next: Vec<(PoolId, NodeId)> = next.into_iter().map(|(_, _, node, pool)| (pool, node)).collect();
        left.retain(|node| !next.contains(node));
        next
    }

    /// Begins the work on nodes that nobody uses any more, and gives what was turned.
    fn begin_on_nodes(
        &mut self,
        place: usize,
        suspended: &BTreeSet<NodeId>,
        now: Time,
    ) -> Vec<(PoolId, Turned)> {
        let work = &self.center.works[place];
        let (until, muster) = (now + work.lasts, work.muster);
        let emptying = self.hands.out(place).filter(|(_, hand)| hand.stage == Stage::Emptying);
        let (idle, busy): (Vec<_>, Vec<_>) = emptying
            .partition(|(node, hand)| self.cluster.is_idle(hand.pool, *node) && !suspended.contains(node));
        if muster == Muster::All && !busy.is_empty() {
            return Vec::new();
        }
        let mut turned = Vec::new();
        for (node, hand) in idle {
            self.hands.nodes.insert(node, Hand { stage: Stage::Working(until), ..hand });
            if self.cluster.state_of(hand.pool, node) == NodeState::Emptying {
                turned.push((hand.pool, self.cluster.begin_work(hand.pool, node)));
            }
        }
        turned
    }
}
