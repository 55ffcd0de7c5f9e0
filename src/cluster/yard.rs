//! The nodes of one centre and who holds them.

use super::Visit;
use super::counted::CountedPool;
use super::named::NamedPool;
use super::numbers::Numbers;
use super::pool_set::PoolSet;
use super::releases::{Release, Releases};
use super::select::select;
use super::total::Total;
use crate::model::{AccessId, Center, NodeId, NodeState, Nodes, Piece, PoolId, Resources, Shape, Time};
use serde::{Deserialize, Serialize};

/// The nodes of one centre, who holds them, and when each holder is expected to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    pub(super) pools: Vec<Pool>,
    pub(super) runs: Vec<Run>,
    vacant: Vec<u32>,
    lists: Vec<Vec<PoolId>>,
    /// The same as sets.
    sets: Vec<PoolSet>,
    pub(super) visit: Visit,
    /// Pools of which something is to leave, or has left and has not been told of.
    pub(super) leaving: PoolSet,
    /// How many numbers of nodes are in use.
    pub(super) numbers: u32,
}

/// One pool: its nodes and its future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pool {
    pub(super) nodes: PoolNodes,
    pub(super) numbers: Numbers,
    pub(super) is_locked: bool,
    /// How much of it is free.
    pub(super) free: Total,
    pub(super) releases: Releases,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum PoolNodes {
    Counted(CountedPool),
    Named(NamedPool),
}

/// A running job, as far as nodes are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) shape: Shape,
    pub(super) until: Time,
    pub(super) pieces: Vec<Piece>,
}

impl Pool {
    pub(super) fn units(&self, amount: Resources) -> u32 {
        match &self.nodes {
            PoolNodes::Counted(_) => amount.cores,
            PoolNodes::Named(pool) => pool.units(amount),
        }
    }

    pub(super) fn free_units(&self) -> u64 {
        match &self.nodes {
            PoolNodes::Counted(_) => self.free.cores,
            PoolNodes::Named(pool) => self.free.units(pool.unit()),
        }
    }

    pub(super) fn slots(&self, shape: Shape, enough: u64) -> u64 {
        match &self.nodes {
            PoolNodes::Counted(pool) => pool.slots(shape),
            PoolNodes::Named(pool) => pool.slots(shape, enough),
        }
    }

    /// What a node has left; a counted pool is one large node.
    pub(super) fn free_on(&self, node: NodeId) -> Resources {
        match &self.nodes {
            PoolNodes::Counted(pool) => Resources::cores(pool.free),
            PoolNodes::Named(pool) => pool.free[self.numbers.place(node) as usize],
        }
    }
}

impl Cluster {
    /// The empty cluster of a centre; its nodes will be offered in the given order.
    ///
    /// # Panics
    /// When the centre has more than 64 pools.
    #[must_use]
    pub fn new(center: &Center, visit: Visit) -> Cluster {
        assert!(center.pools.len() <= 64, "a centre has at most 64 pools, {} has more", center.name);
        let (mut pools, mut given_out) = (Vec::new(), 0);
        for (pool, numbers) in center.pools.iter().zip(center.node_numbers()) {
            given_out = numbers.end;
            let (nodes, free) = match pool.nodes {
                Nodes::Counted { processors } => {
                    let nodes = PoolNodes::Counted(CountedPool::new(processors));
                    (nodes, Total::of(Resources::cores(1), processors))
                }
                Nodes::Named { count } => {
                    let all = numbers.len() as u32;
                    let mut named = NamedPool::new(all, pool.node_type.capacity, visit);
                    (count..all).for_each(|node| named.set_state(node, NodeState::Spare));
                    (PoolNodes::Named(named), Total::of(pool.node_type.capacity, count))
                }
            };
            let (is_locked, releases) = (pool.lock.is_some(), Releases::default());
            let numbers = Numbers::new(numbers.start, numbers.len() as u32);
            pools.push(Pool { nodes, numbers, is_locked, free, releases });
        }
        let lists = center.access_lists.clone();
        let sets = lists.iter().map(|list| PoolSet::of(list)).collect();
        let leaving = PoolSet::NONE;
        Cluster {
            pools,
            runs: Vec::new(),
            vacant: Vec::new(),
            lists,
            sets,
            visit,
            leaving,
            numbers: given_out,
        }
    }

    /// The pools of an access list, in the order in which a job fills them.
    #[must_use]
    pub fn list(&self, access: AccessId) -> &[PoolId] {
        &self.lists[usize::from(access.0)]
    }

    /// The pools of an access list as a set.
    #[must_use]
    pub fn pools_of(&self, access: AccessId) -> PoolSet {
        self.sets[usize::from(access.0)]
    }

    /// The units (accelerators, or cores where there are none) that some amount of resources takes of these pools.
    #[must_use]
    pub fn units(&self, access: AccessId, amount: Resources) -> u32 {
        let list = self.list(access);
        if let [only] = list {
            return self.units_in(*only, amount);
        }
        // Pools of one list may count different things; the smallest is a safe bound for any of them.
        let pools = list.iter();
        pools.map(|pool| self.pools[usize::from(pool.0)].units(amount)).min().unwrap_or(0)
    }

    /// How many units are free in the pools of a list.
    #[must_use]
    pub fn free_units(&self, access: AccessId) -> u64 {
        match self.list(access) {
            [only] => self.free_units_in(*only),
            list => list.iter().map(|pool| self.free_units_in(*pool)).sum(),
        }
    }

    /// How many units are free in a pool.
    #[must_use]
    pub fn free_units_in(&self, pool: PoolId) -> u64 {
        self.pools[usize::from(pool.0)].free_units()
    }

    /// When so many units will be free in one of the pools of a list, by the ends that are expected of running jobs, wherever these
    /// units lie; nothing where no pool ever has so many.
    #[must_use]
    pub fn units_free_at(&self, access: AccessId, units: u64) -> Option<Time> {
        let pools = self.list(access).iter().map(|pool| &self.pools[usize::from(pool.0)]);
        let at = |pool: &Pool| match pool.free_units() {
            free if units <= free => Some(Time::ZERO),
            free => pool.releases.earliest(free, units).map(|(at, _)| at),
        };
        pools.filter_map(at).min()
    }

    /// How much of a pool is free, wherever it lies.
    #[must_use]
    pub fn free_in(&self, pool: PoolId) -> Total {
        self.pools[usize::from(pool.0)].free
    }

    /// Whether a task of this shape fits on an empty node of a pool.
    #[must_use]
    pub fn suits(&self, pool: PoolId, shape: Shape) -> bool {
        match &self.pools[usize::from(pool.0)].nodes {
            PoolNodes::Counted(_) => Resources::cores(u32::MAX).covers(shape.per_task),
            PoolNodes::Named(pool) => 0 < pool.slots_on_empty(shape),
        }
    }

    /// Whether only the number of free cores matters to jobs of this shape in a pool.
    #[must_use]
    pub fn counts_alone(&self, pool: PoolId, shape: Shape) -> bool {
        matches!(self.pools[usize::from(pool.0)].nodes, PoolNodes::Counted(_)) && shape.takes_cores_alone()
    }

    /// How many tasks of this shape fit into a pool now; counting stops once `enough` are found.
    #[must_use]
    pub fn slots_in(&self, pool: PoolId, shape: Shape, enough: u64) -> u64 {
        self.pools[usize::from(pool.0)].slots(shape, enough)
    }

    /// Whether these places are free for tasks of this shape.
    #[must_use]
    pub fn has_room(&self, shape: Shape, pieces: &[Piece]) -> bool {
        pieces.iter().all(|piece| {
            let free = self.pools[usize::from(piece.pool.0)].free_on(piece.node);
            piece.tasks <= free.times(shape.per_task)
        })
    }

    /// Looks for nodes for all tasks of a job in its pools but the closed ones, without touching any. Returns whether they
    /// fit, and leaves the places in `pieces` if so.
    pub fn find(&self, access: AccessId, closed: PoolSet, shape: Shape, pieces: &mut Vec<Piece>) -> bool {
        pieces.clear();
        if let [only] = self.list(access) {
            return !closed.contains(*only) && self.find_in_one(*only, shape, pieces);
        }
        let mut left = u64::from(shape.tasks);
        let mut shares: [u32; 64] = [0; 64];
        for &pool in self.list(access) {
            if 0 < left && !closed.contains(pool) {
                let here = self.pools[usize::from(pool.0)].slots(shape, left).min(left);
                shares[usize::from(pool.0)] = here as u32;
                left -= here;
            }
        }
        if 0 < left {
            return false;
        }
        if self.joins_pools() {
            self.choose_stretches(self.list(access), closed, shape, shape.tasks, pieces);
            return true;
        }
        for &pool in self.list(access) {
            self.choose(pool, shape, shares[usize::from(pool.0)], pieces);
        }
        true
    }

    /// Looks for nodes for so many tasks in each pool, without touching any, as [`Cluster::find`] does.
    pub fn find_parts(&self, shape: Shape, parts: &[(PoolId, u32)], pieces: &mut Vec<Piece>) -> bool {
        pieces.clear();
        let fits = |&(pool, tasks): &(PoolId, u32)| {
            u64::from(tasks) <= self.pools[usize::from(pool.0)].slots(shape, u64::from(tasks))
        };
        if !parts.iter().all(fits) {
            return false;
        }
        for &(pool, tasks) in parts {
            self.choose(pool, shape, tasks, pieces);
        }
        true
    }

    /// Whether nodes are chosen across pools, and not pool by pool.
    #[must_use]
    pub fn joins_pools(&self) -> bool {
        self.visit == Visit::ShortestStretch
    }

    /// How many pools there are.
    #[must_use]
    pub const fn pool_count(&self) -> usize {
        self.pools.len()
    }

    /// The units that some amount of resources takes of a pool.
    #[must_use]
    pub fn units_in(&self, pool: PoolId, amount: Resources) -> u32 {
        self.pools[usize::from(pool.0)].units(amount)
    }

    /// Until when a run is expected to hold its nodes.
    #[must_use]
    pub fn until(&self, run: u32) -> Time {
        self.runs[run as usize].until
    }

    fn find_in_one(&self, pool: PoolId, shape: Shape, pieces: &mut Vec<Piece>) -> bool {
        let tasks = u64::from(shape.tasks);
        if self.pools[usize::from(pool.0)].slots(shape, tasks) < tasks {
            return false;
        }
        self.choose(pool, shape, shape.tasks, pieces);
        true
    }

    pub(super) fn choose(&self, id: PoolId, shape: Shape, tasks: u32, pieces: &mut Vec<Piece>) {
        let pool = &self.pools[usize::from(id.0)];
        match &pool.nodes {
            _ if tasks == 0 => {}
            PoolNodes::Named(_) if self.joins_pools() => {
                self.choose_stretches(&[id], PoolSet::NONE, shape, tasks, pieces);
            }
            PoolNodes::Counted(_) => pieces.push(Piece { pool: id, node: pool.numbers.of(0), tasks }),
            PoolNodes::Named(named) => select(named, shape, tasks, self.visit, &mut |node, tasks| {
                pieces.push(Piece { pool: id, node: pool.numbers.of(node), tasks });
            }),
        }
    }

    /// Gives the places that `find` found to a job that is expected to leave at `until`. Returns the number of its run.
    pub fn hold(&mut self, shape: Shape, pieces: &[Piece], until: Time) -> u32 {
        let run = self.vacant.pop().unwrap_or_else(|| {
            self.runs.push(Run::default());
            self.runs.len() as u32 - 1
        });
        let state = &mut self.runs[run as usize];
        state.shape = shape;
        state.until = until;
        state.pieces.clear();
        match pieces {
            // On counted machines all is one piece, and to copy many is more than to copy one.
            [piece] => state.pieces.push(*piece),
            _ => state.pieces.extend_from_slice(pieces),
        }
        for_each_pool(&self.runs[run as usize].pieces, |id, here| {
            let pool = &mut self.pools[usize::from(id.0)];
            if let PoolNodes::Named(named) = &mut pool.nodes {
                let place = |piece: &Piece| (pool.numbers.place(piece.node), piece.tasks);
                named.take(run, shape.per_task, here.iter().map(place));
            }
            let lasting = pool.lasting(here);
            // Of a counted pool all lasts.
            if let PoolNodes::Counted(pool) = &mut pool.nodes {
                pool.free -= shape.per_task.cores * lasting;
            }
            let units = pool.units(shape.per_task) * lasting;
            pool.free -= Total::of(shape.per_task, lasting);
            pool.releases.insert(Release { at: until, run, units });
        });
        run
    }

    /// Takes back what a job held, and tells in which pools. Its places stay readable until the next `hold`.
    pub fn give_back(&mut self, run: u32) -> PoolSet {
        let mut freed = PoolSet::NONE;
        let Run { shape, until, ref pieces } = self.runs[run as usize];
        for_each_pool(pieces, |id, here| {
            let pool = &mut self.pools[usize::from(id.0)];
            if let PoolNodes::Named(named) = &mut pool.nodes {
                let place = |piece: &Piece| (pool.numbers.place(piece.node), piece.tasks);
                named.give(shape.per_task, here.iter().map(place));
            }
            let lasting = pool.lasting(here);
            if let PoolNodes::Counted(pool) = &mut pool.nodes {
                pool.free += shape.per_task.cores * lasting;
            }
            let units = pool.units(shape.per_task) * lasting;
            pool.free += Total::of(shape.per_task, lasting);
            pool.releases.remove(Release { at: until, run, units });
            freed = freed.with(PoolSet::of(&[id]));
        });
        self.vacant.push(run);
        if self.leaving.meets(freed) {
            self.pay(freed);
        }
        freed
    }

    /// Expects a run to hold its nodes until another time than was thought.
    pub fn expect(&mut self, run: u32, until: Time) {
        let Run { shape, until: old, ref pieces } = self.runs[run as usize];
        for_each_pool(pieces, |id, here| {
            let pool = &mut self.pools[usize::from(id.0)];
            let units = pool.units(shape.per_task) * pool.lasting(here);
            pool.releases.remove(Release { at: old, run, units });
            pool.releases.insert(Release { at: until, run, units });
        });
        self.runs[run as usize].until = until;
    }

    /// All pools as a set.
    #[must_use]
    pub fn all_pools(&self) -> PoolSet {
        (0..self.pools.len() as u16).map(PoolId).collect()
    }

    /// Where the tasks of a run are.
    #[must_use]
    pub fn pieces(&self, run: u32) -> &[Piece] {
        &self.runs[run as usize].pieces
    }
}

/// Calls with each pool of the pieces and those that lie there; the pieces of a pool lie together.
fn for_each_pool(pieces: &[Piece], mut call: impl FnMut(PoolId, &[Piece])) {
    for group in pieces.chunk_by(|a, b| a.pool == b.pool) {
        call(group[0].pool, group);
    }
}
