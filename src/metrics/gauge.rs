//! How use is counted: a pool's unit is its accelerators where it has any, else its cores; a centre adds up nodes.

use super::Window;
use crate::model::{
    Center, CenterId, NodeId, NodeState, Nodes, OutageCause, Pool, PoolId, Request, Resources, Time, Unit,
};
use crate::record::{CapacityChange, Turn};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How the use of one pool is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// The centre of the pool.
    pub center: CenterId,
    /// What counts.
    pub unit: Unit,
    /// Units in one node.
    pub units_per_node: u32,
    /// Nodes in the pool at the beginning; in a counted pool every processor is a node.
    pub nodes: u32,
    /// What one node has.
    pub per_node: Resources,
}

/// How the use of every pool of every centre is counted: pools are numbered through all centres.
///
/// Cores of one kind of node cannot be added to accelerators of another. Nodes can: a node counts as used by the share
/// of its units that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauges {
    pools: Vec<Gauge>,
    /// For each centre, the number of its first pool; one more at the end.
    firsts: Vec<usize>,
    /// In order of time.
    steps: Vec<CapacityStep>,
    /// In order of time: what changed of the nodes that are out.
    outs: Vec<OutChange>,
    /// In order of time: when nodes failed, and in which centre.
    outages: Vec<(Time, CenterId)>,
    works: Vec<Worked>,
    /// The nodes on which somebody works at present.
    under_work: BTreeSet<(CenterId, NodeId)>,
}

/// Some node went out, came back, or took the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct OutChange {
    at: Time,
    pool: usize,
    /// How many nodes more are out that nothing took the place of.
    out: i8,
    /// On how many more somebody works.
    worked: i8,
}

/// How many nodes of a pool are out from some instant on that nothing takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Out {
    pub(super) at: Time,
    /// They have failed.
    pub(super) failed: i64,
    /// Somebody works on them. Where others took the place of nodes, those that have failed are made good first.
    pub(super) worked: i64,
}

/// A node that was worked on as soon as it was free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    /// Its centre.
    pub center: CenterId,
    /// Its pool.
    pub pool: PoolId,
    /// The node.
    pub node: NodeId,
    /// From when.
    pub from: Time,
    /// Until when; [`Time::NEVER`] where it is not back at the end.
    pub until: Time,
}

/// A pool that has another number of nodes from some instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityStep {
    /// When.
    pub at: Time,
    /// The number of the pool among all of all centres.
    pub pool: usize,
    /// How many nodes it has from then on, or processors where these are counted; those included that are to leave.
    pub nodes: u32,
}

impl Gauges {
    /// The gauges of these centres.
    #[must_use]
    pub fn new(centers: &[Center]) -> Gauges {
        let mut gauges = Gauges {
            pools: Vec::new(),
            firsts: vec![0],
            steps: Vec::new(),
            outs: Vec::new(),
            outages: Vec::new(),
            works: Vec::new(),
            under_work: BTreeSet::new(),
        };
        for (place, center) in centers.iter().enumerate() {
            gauges.pools.extend(center.pools.iter().map(|pool| gauge(CenterId(place as u16), pool)));
            gauges.firsts.push(gauges.pools.len());
        }
        gauges
    }

    /// How many pools there are in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pools.len()
    }

    /// The number of a centre's pool.
    #[must_use]
    pub fn number(&self, center: CenterId, pool: PoolId) -> usize {
        self.firsts[usize::from(center.0)] + usize::from(pool.0)
    }

    /// The gauge of a pool, by its number.
    #[must_use]
    pub fn of(&self, number: usize) -> Gauge {
        self.pools[number]
    }

    /// The numbers of a centre's pools.
    #[must_use]
    pub fn of_center(&self, center: CenterId) -> std::ops::Range<usize> {
        let place = usize::from(center.0);
        self.firsts[place]..self.firsts[place + 1]
    }

    /// Takes note of nodes that have come or left.
    pub(super) fn note(&mut self, at: Time, center: CenterId, change: &CapacityChange) {
        let (pool, nodes) = (self.number(center, change.pool), change.present);
        if self.nodes_now(pool) != nodes {
            self.steps.push(CapacityStep { at, pool, nodes });
        }
    }

    /// Takes note of a node that failed, was repaired, or took the place of another.
    pub(super) fn note_turn(&mut self, at: Time, center: CenterId, turn: &Turn) {
        if turn.to == NodeState::Down && turn.cause != OutageCause::MAINTENANCE {
            self.outages.push((at, center));
        }
        let (pool, worked) = (self.number(center, turn.pool), self.worked_change(center, turn));
        self.note_work(at, center, turn, worked);
        let change = OutChange { at, pool, out: out_change(turn), worked };
        if (change.out, change.worked) != (0, 0) {
            self.outs.push(change);
        }
    }

    /// On how many nodes more somebody works.
    fn worked_change(&mut self, center: CenterId, turn: &Turn) -> i8 {
        let node = (center, turn.node);
        if turn.to == NodeState::Down && turn.cause == OutageCause::MAINTENANCE {
            i8::from(self.under_work.insert(node))
        } else if turn.from == NodeState::Down {
            -i8::from(self.under_work.remove(&node))
        } else {
            0
        }
    }

    /// Takes note of a node on which work begins that has waited for it, or ends.
    fn note_work(&mut self, at: Time, center: CenterId, turn: &Turn, worked: i8) {
        let Turn { pool, node, from, .. } = *turn;
        if worked == 1 && from == NodeState::Emptying {
            self.works.push(Worked { center, pool, node, from: at, until: Time::NEVER });
        } else if worked == -1 {
            let is_it = |work: &&mut Worked| (work.center, work.node) == (center, node);
            let last = self.works.iter_mut().rev().find(is_it);
            if let Some(work) = last.filter(|work| work.until == Time::NEVER) {
                work.until = at;
            }
        }
    }

    /// Which nodes were worked on as soon as they were free, in order of time.
    #[must_use]
    pub fn works(&self) -> &[Worked] {
        &self.works
    }

    /// The nodes of a centre that were out and that nothing took the place of, times microseconds within some time.
    #[must_use]
    pub fn out_micros(&self, center: CenterId, within: Window) -> u128 {
        self.of_center(center).map(|pool| self.pool_out_micros(pool, within).iter().sum::<u128>()).sum()
    }

    /// The same of one pool, by its number: those that had failed, and those on which somebody worked.
    #[must_use]
    pub fn pool_out_micros(&self, pool: usize, within: Window) -> [u128; 2] {
        let (mut since, mut before, mut sums) = (Time::ZERO, [0; 2], [0; 2]);
        let end = Out { at: within.end, failed: 0, worked: 0 };
        for Out { at, failed, worked } in self.outs(pool).chain([end]) {
            let micros = u128::from(within.overlap(since, at).as_micros());
            for (sum, nodes) in sums.iter_mut().zip(before) {
                *sum += micros * u128::try_from(nodes).unwrap_or(0);
            }
            (since, before) = (at, [failed, worked]);
        }
        sums
    }

    /// How many nodes of a pool were out from when on, in order of time.
    pub(super) fn outs(&self, pool: usize) -> impl Iterator<Item = Out> {
        let (mut out, mut worked) = (0, 0);
        self.outs.iter().filter(move |change| change.pool == pool).map(move |change| {
            out += i64::from(change.out);
            worked += i64::from(change.worked);
            let worked = worked.min(out);
            Out { at: change.at, failed: out - worked, worked }
        })
    }

    /// How often nodes of a centre failed within some time, those that stood by included.
    #[must_use]
    pub fn outages(&self, center: CenterId, within: Window) -> u64 {
        let here = |(at, of): &&(Time, CenterId)| *of == center && within.start <= *at && *at <= within.end;
        self.outages.iter().filter(here).count() as u64
    }

    /// When which pool had another number of nodes, in order of time.
    #[must_use]
    pub fn steps(&self) -> &[CapacityStep] {
        &self.steps
    }

    fn nodes_now(&self, pool: usize) -> u32 {
        let last = self.steps.iter().rev().find(|step| step.pool == pool);
        last.map_or(self.pools[pool].nodes, |step| step.nodes)
    }

    /// The nodes that a pool had within some time, times microseconds.
    #[must_use]
    pub fn pool_node_micros(&self, pool: usize, within: Window) -> u128 {
        let (mut nodes, mut since, mut sum) = (self.pools[pool].nodes, Time::ZERO, 0);
        let mut add = |nodes: u32, from: Time, until: Time| {
            sum += u128::from(nodes) * u128::from(within.overlap(from, until).as_micros());
        };
        for step in self.steps.iter().filter(|step| step.pool == pool) {
            add(nodes, since, step.at);
            (nodes, since) = (step.nodes, step.at);
        }
        add(nodes, since, within.end);
        sum
    }

    /// The nodes of a pool that were there and had not failed, times microseconds within spans that come in order.
    #[must_use]
    pub fn up_micros(&self, pool: usize, spans: &[(Time, Time)]) -> u128 {
        let mut changes: Vec<(Time, i64)> = Vec::new();
        let mut nodes = i64::from(self.pools[pool].nodes);
        for step in self.steps.iter().filter(|step| step.pool == pool) {
            changes.push((step.at, i64::from(step.nodes) - nodes));
            nodes = i64::from(step.nodes);
        }
        let outs = self.outs.iter().filter(|change| change.pool == pool);
        changes.extend(outs.map(|change| (change.at, -i64::from(change.out))));
        changes.sort_by_key(|(at, _)| *at);
        let (mut up, mut next, mut sum) = (i64::from(self.pools[pool].nodes), 0, 0);
        for &(from, until) in spans {
            let mut since = from;
            while let Some(&(at, change)) = changes.get(next).filter(|(at, _)| *at < until) {
                sum += i128::from(up) * i128::from(since.until(at).as_micros());
                (since, up, next) = (since.max(at), up + change, next + 1);
            }
            sum += i128::from(up) * i128::from(since.until(until).as_micros());
        }
        u128::try_from(sum).expect("at no time are fewer than no nodes up")
    }

    /// The nodes that a centre had within some time, times microseconds.
    #[must_use]
    pub fn node_micros(&self, center: CenterId, within: Window) -> u128 {
        self.of_center(center).map(|pool| self.pool_node_micros(pool, within)).sum()
    }

    /// Cores, accelerators and MiB of memory that a centre had within some time, times microseconds.
    #[must_use]
    pub fn resource_micros(&self, center: CenterId, within: Window) -> [u128; 3] {
        let mut sums = [0; 3];
        for pool in self.of_center(center) {
            let node_micros = self.pool_node_micros(pool, within);
            let Resources { cores, accelerators, memory_mib } = self.pools[pool].per_node;
            let each = [u64::from(cores), u64::from(accelerators), memory_mib];
            sums.iter_mut().zip(each).for_each(|(sum, each)| *sum += node_micros * u128::from(each));
        }
        sums
    }

    /// How many nodes of a centre so many units of each of its pools are; `units` gives them by the pool's number.
    #[must_use]
    pub fn in_nodes(&self, center: CenterId, units: impl Fn(usize) -> u128) -> f64 {
        let mut nodes = 0.0;
        for number in self.of_center(center) {
            let per_node = self.pools[number].units_per_node;
            // A node type without cores cannot hold a job, so that nothing of it is ever used.
            if 0 < per_node {
                nodes += units(number) as f64 / f64::from(per_node);
            }
        }
        nodes
    }
}

/// How many nodes more are out that nothing took the place of.
const fn out_change(turn: &Turn) -> i8 {
    match (turn.from, turn.to) {
        (NodeState::InService | NodeState::Emptying, NodeState::Down) => 1,
        // One that is taken away counts no longer.
        (NodeState::Down, NodeState::InService | NodeState::Draining | NodeState::Out)
        | (NodeState::Spare, NodeState::InService) => -1,
        (
            NodeState::InService
            | NodeState::Draining
            | NodeState::Emptying
            | NodeState::Down
            | NodeState::Spare
            | NodeState::Out,
            _,
        ) => 0,
    }
}

fn gauge(center: CenterId, pool: &Pool) -> Gauge {
    let unit = pool.unit();
    let (per_node, nodes) = match pool.nodes {
        Nodes::Counted { processors } => (Resources::cores(1), processors),
        Nodes::Named { count } => (pool.node_type.capacity, count),
    };
    Gauge { center, unit, units_per_node: unit.of(per_node), nodes, per_node }
}

/// The pool in whose units a job that waits is counted: the first that is open to it and could hold a task of it.
pub(super) fn pool_of_waiting(center: &Center, request: &Request) -> Option<PoolId> {
    let open = center.pools_of(center.access_of(request.partition, request.group));
    open.iter().copied().find(|id| center.pools[usize::from(id.0)].holds(request.shape))
}
