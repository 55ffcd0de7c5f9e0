//! Nodes that come, drain and leave: a pool grows and shrinks while jobs run on it.
//!
//! A node that drains is no room for anything: no index holds it, its units count as neither free nor to come, and no plan knows
//! of it. What runs there goes on, and a job that was suspended there may go on. It leaves when nobody holds anything of it. The
//! processors of a counted pool have no names: so many are *owed*, and leave first of all that is given back.

use super::Visit;
use super::numbers::ANY_NODE;
use super::pool_set::PoolSet;
use super::releases::{Release, Releases};
use super::total::Total;
use super::yard::{Cluster, Pool, PoolNodes, Run};
use crate::model::{NodeId, NodeState, Piece, PoolId, Time};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What has left a pool.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gone {
    /// The nodes; none of a counted pool.
    pub nodes: Vec<NodeId>,
    /// How many nodes, or processors of a counted pool.
    pub count: u32,
}

impl Pool {
    /// How many of these tasks, all of them in this pool, lie on nodes in service: what will be free when they leave.
    #[inline]
    pub(super) fn lasting(&self, pieces: &[Piece]) -> u32 {
        match &self.nodes {
            PoolNodes::Named(named) if !named.roster.is_full() => {
                let here = pieces.iter().filter(|piece| self.lasts(piece.node));
                here.map(|piece| piece.tasks).sum()
            }
            PoolNodes::Named(_) | PoolNodes::Counted(_) => pieces.iter().map(|piece| piece.tasks).sum(),
        }
    }

    /// Whether a node is in service; a counted pool is one large node that is.
    #[inline]
    pub(super) fn lasts(&self, node: NodeId) -> bool {
        match &self.nodes {
            PoolNodes::Counted(_) => true,
            PoolNodes::Named(named) => {
                named.roster.is_full()
                    || node == ANY_NODE
                    || named.roster.is_in_service(self.numbers.place(node))
            }
        }
    }

    /// So many units leave as soon as they are given back.
    #[inline]
    pub(super) fn owed(&self) -> u64 {
        match &self.nodes {
            PoolNodes::Counted(pool) => u64::from(pool.owed),
            PoolNodes::Named(_) => 0,
        }
    }

    /// The nodes that drain: their places, and their numbers.
    fn draining(&self) -> Vec<(u32, NodeId)> {
        match &self.nodes {
            PoolNodes::Counted(_) => Vec::new(),
            PoolNodes::Named(named) => {
                let places = named.roster.in_state(NodeState::Draining);
                places.map(|place| (place, self.numbers.of(place))).collect()
            }
        }
    }

    /// The places of so many nodes that are there to stay: those that have failed first; then idle ones, the highest numbers before others; then those that are expected
    /// to be idle first; last those on which a suspended job is to go on.
    fn first_to_leave(&self, runs: &[Run], id: PoolId, count: u32, suspended: &BTreeSet<NodeId>) -> Vec<u32> {
        let PoolNodes::Named(named) = &self.nodes else { return Vec::new() };
        let idle_at = self.idle_at(runs, id, named.free.len());
        let stays = |place: &u32| match named.roster.state(*place) {
            NodeState::InService | NodeState::Emptying | NodeState::Down => true,
            NodeState::Draining | NodeState::Spare | NodeState::Out => false,
        };
        let mut places: Vec<u32> = (0..named.free.len() as u32).filter(stays).collect();
        places.sort_by_key(|place| {
            let at = idle_at[*place as usize];
            let is_up = named.roster.is_in_service(*place);
            (is_up, suspended.contains(&self.numbers.of(*place)), !named.is_idle(*place), at, Reverse(*place))
        });
        assert!(count as usize <= places.len(), "{count} of {} nodes were to leave", places.len());
        places.truncate(count as usize);
        places
    }

    /// When nobody is expected to hold anything any more of each of so many nodes, by their places; time zero of those that are idle.
    pub(super) fn idle_at(&self, runs: &[Run], id: PoolId, nodes: usize) -> Vec<Time> {
        let mut idle_at = vec![Time::ZERO; nodes];
        for release in self.releases.iter() {
            let run = &runs[release.run as usize];
            for piece in run.pieces.iter().filter(|piece| piece.pool == id) {
                let at = &mut idle_at[self.numbers.place(piece.node) as usize];
                *at = release.at.max(*at);
            }
        }
        idle_at
    }

    /// Works out anew what is free and what will be, after nodes have changed their states.
    pub(super) fn reckon(&mut self, runs: &[Run], id: PoolId) {
        let PoolNodes::Named(named) = &self.nodes else { return };
        let in_service = (0..named.free.len() as u32).filter(|node| named.roster.is_in_service(*node));
        self.free = Total::default();
        in_service.for_each(|node| self.free += Total::of(named.free[node as usize], 1));
        let mut releases = Releases::default();
        for release in self.releases.iter() {
            let run = &runs[release.run as usize];
            let here: Vec<Piece> = run.pieces.iter().copied().filter(|piece| piece.pool == id).collect();
            let units = self.units(run.shape.per_task) * self.lasting(&here);
            releases.insert(Release { units, ..*release });
        }
        self.releases = releases;
    }
}

impl Cluster {
    /// How many nodes, or processors of a counted pool, are there, those included that are to leave.
    #[must_use]
    pub fn present(&self, pool: PoolId) -> u32 {
        match &self.pools[usize::from(pool.0)].nodes {
            PoolNodes::Counted(pool) => pool.present,
            PoolNodes::Named(named) => {
                let apart = [NodeState::Out, NodeState::Spare].map(|state| named.roster.count(state));
                named.free.len() as u32 - apart[0] - apart[1]
            }
        }
    }

    /// How many of them are to leave.
    #[must_use]
    pub fn leaving_in(&self, pool: PoolId) -> u32 {
        match &self.pools[usize::from(pool.0)].nodes {
            PoolNodes::Counted(pool) => pool.owed,
            PoolNodes::Named(named) => named.roster.count(NodeState::Draining),
        }
    }

    /// Pools of which something is to leave, or has left since that was asked for.
    #[must_use]
    pub const fn leaving(&self) -> PoolSet {
        self.leaving
    }

    /// Whether what was given back in these pools has paid for what is owed in one of them, so that less is free than was given.
    #[must_use]
    pub fn is_owed_in(&self, freed: PoolSet) -> bool {
        let mut pools = self.pools.iter().enumerate();
        freed.meets(self.leaving)
            && pools.any(|(number, pool)| {
                let id = PoolId(number as u16);
                let is_counted = matches!(pool.nodes, PoolNodes::Counted(_));
                is_counted && freed.contains(id) && self.leaving.contains(id)
            })
    }

    /// In which order nodes are offered to jobs.
    #[must_use]
    pub const fn visit(&self) -> Visit {
        self.visit
    }

    /// The state of a node.
    #[must_use]
    pub fn state_of(&self, pool: PoolId, node: NodeId) -> NodeState {
        let pool = &self.pools[usize::from(pool.0)];
        match &pool.nodes {
            PoolNodes::Counted(_) => NodeState::InService,
            PoolNodes::Named(named) => named.roster.state(pool.numbers.place(node)),
        }
    }

    /// Puts so many more nodes of a pool into service: those that were to leave stay, those that have left come back, and the
    /// rest are new, with numbers behind all others. Gives them; of a counted pool there is nothing to give.
    pub fn grow(&mut self, id: PoolId, by: u32) -> Vec<NodeId> {
        let Cluster { pools, runs, visit, numbers, .. } = self;
        let pool = &mut pools[usize::from(id.0)];
        let named = match &mut pool.nodes {
            PoolNodes::Named(named) => named,
            PoolNodes::Counted(counted) => {
                let stay = by.min(counted.owed);
                counted.owed -= stay;
                counted.free += by - stay;
                counted.present += by - stay;
                pool.free.cores += u64::from(by - stay);
                return Vec::new();
            }
        };
        let known = named.roster.in_state(NodeState::Draining).chain(named.roster.in_state(NodeState::Out));
        let mut places: Vec<u32> = known.take(by as usize).collect();
        let (old, new) = (named.free.len() as u32, by - places.len() as u32);
        if 0 < new {
            *named = named.rebuilt(new, *visit);
            places.extend(old..old + new);
            pool.numbers.add(old, new, *numbers);
            *numbers += new;
        }
        places.iter().for_each(|place| named.set_state(*place, NodeState::InService));
        pool.reckon(runs, id);
        let mut nodes: Vec<NodeId> = places.iter().map(|place| pool.numbers.of(*place)).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Lets so many nodes of a pool drain, of which suspended jobs hold these: idle ones of high numbers first, then those
    /// that are expected to be idle first. Gives them; of a counted pool there is nothing to give. None of them has left before
    /// [`Cluster::let_go`].
    ///
    /// # Panics
    /// When the pool has not so many in service.
    pub fn drain(&mut self, id: PoolId, by: u32, suspended: &BTreeSet<NodeId>) -> Vec<NodeId> {
        self.leaving = self.leaving.with(PoolSet::of(&[id]));
        let Cluster { pools, runs, .. } = self;
        let pool = &mut pools[usize::from(id.0)];
        if let PoolNodes::Counted(counted) = &mut pool.nodes {
            counted.owed += by;
            pool.free.cores -= u64::from(counted.pay());
            return Vec::new();
        }
        let places = pool.first_to_leave(runs, id, by, suspended);
        let PoolNodes::Named(named) = &mut pool.nodes else { return Vec::new() };
        places.iter().for_each(|place| named.set_state(*place, NodeState::Draining));
        pool.reckon(runs, id);
        let mut nodes: Vec<NodeId> = places.iter().map(|place| pool.numbers.of(*place)).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Lets those nodes of a pool leave that drain and of which nobody holds anything, but for these, on which suspended jobs
    /// are to go on. Gives what has left since that was asked for last.
    pub fn let_go(&mut self, id: PoolId, suspended: &BTreeSet<NodeId>) -> Gone {
        let pool = &mut self.pools[usize::from(id.0)];
        let leaves = |(place, node): &(u32, NodeId)| match &pool.nodes {
            PoolNodes::Counted(_) => false,
            PoolNodes::Named(named) => named.is_idle(*place) && !suspended.contains(node),
        };
        let draining = pool.draining();
        let left: Vec<(u32, NodeId)> = draining.iter().copied().filter(leaves).collect();
        let mut gone = Gone { nodes: left.iter().map(|(_, node)| *node).collect(), count: left.len() as u32 };
        let is_over = match &mut pool.nodes {
            PoolNodes::Counted(counted) => {
                gone.count = std::mem::take(&mut counted.gone);
                counted.owed == 0
            }
            PoolNodes::Named(named) => {
                left.iter().for_each(|(place, _)| named.set_state(*place, NodeState::Out));
                left.len() == draining.len()
            }
        };
        if is_over {
            self.leaving = self.leaving.without(PoolSet::of(&[id]));
        }
        gone
    }

    /// Lets what is owed leave of what was given back in these pools.
    #[cold]
    pub(super) fn pay(&mut self, freed: PoolSet) {
        for (number, pool) in self.pools.iter_mut().enumerate() {
            if let PoolNodes::Counted(counted) = &mut pool.nodes
                && freed.contains(PoolId(number as u16))
            {
                pool.free.cores -= u64::from(counted.pay());
            }
        }
    }
}
