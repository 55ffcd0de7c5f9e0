//! A pool of named nodes, with indexes over what each has left.

use super::Visit;
use super::bits::Bits;
use super::roster::Roster;
use super::tournament::Tournament;
use crate::model::{Layout, NodeState, Resources, Shape, Unit};
use serde::{Deserialize, Serialize};

/// Equal nodes, what each has left, and an index by the resource that is scarcest (accelerators, or else cores).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NamedPool {
    capacity: Resources,
    /// What each node has left, whatever its state.
    pub(super) free: Vec<Resources>,
    /// The run that took something of each node last, whether it is over or not.
    takers: Vec<u32>,
    pub(super) roster: Roster,
    /// How many nodes in service have how many units left.
    counts: Vec<u32>,
    /// It holds the nodes in service.
    index: Index,
    /// Pieces that hold more of another resource than their share of units: while there are none, units decide alone.
    skewed: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Index {
    /// The nodes with so many units left, for each number of units.
    Levels(Vec<Bits>),
    /// The units that each node has left and one more; nothing of a node that is not in service.
    Lowest(Tournament),
}

impl NamedPool {
    pub(super) fn new(nodes: u32, capacity: Resources, visit: Visit) -> NamedPool {
        let units = units_of(capacity, capacity);
        let mut counts = vec![0; units as usize + 1];
        counts[units as usize] = nodes;
        let index = match visit {
            Visit::FullestFirst | Visit::EmptiestFirst => {
                let mut levels = vec![Bits::below(nodes); units as usize + 1];
                for node in 0..nodes {
                    levels[units as usize].insert(node);
                }
                Index::Levels(levels)
            }
            Visit::LowestFirst | Visit::ShortestStretch => Index::Lowest(Tournament::new(nodes, units + 1)),
        };
        let (free, roster) = (vec![capacity; nodes as usize], Roster::default());
        let takers = vec![0; nodes as usize];
        NamedPool { capacity, free, takers, roster, counts, index, skewed: 0 }
    }

    /// The same nodes and jobs with more empty nodes behind them, indexed for an order of visits.
    pub(super) fn rebuilt(&self, more: u32, visit: Visit) -> NamedPool {
        let mut pool = NamedPool::new(self.free.len() as u32 + more, self.capacity, visit);
        let whole = self.units(self.capacity);
        for (node, free) in self.free.iter().enumerate() {
            pool.free[node] = *free;
            pool.takers[node] = self.takers[node];
            pool.moved(node as u32, whole);
        }
        let apart =
            [NodeState::Draining, NodeState::Emptying, NodeState::Down, NodeState::Spare, NodeState::Out];
        for state in apart {
            self.roster.in_state(state).for_each(|node| pool.set_state(node, state));
        }
        NamedPool { skewed: self.skewed, ..pool }
    }

    /// In what its nodes are counted.
    pub(super) fn unit(&self) -> Unit {
        self.capacity.unit()
    }

    /// Units of the indexed resource in some amount of resources.
    pub(super) fn units(&self, amount: Resources) -> u32 {
        units_of(self.capacity, amount)
    }

    /// Everything that a node has.
    pub(super) const fn capacity(&self) -> Resources {
        self.capacity
    }

    /// Whether units alone decide if tasks of this shape fit: no job holds more of another resource than its share.
    pub(super) fn units_decide(&self, shape: Shape) -> bool {
        self.skewed == 0 && self.is_fair(shape.per_task)
    }

    /// How many units a task of this shape takes, where jobs of such shapes, as long as they have a pool to themselves,
    /// find room exactly where units are free: nothing else is scarcer, and the units of a node are used up without a
    /// rest. Nothing where units alone do not decide.
    pub(super) fn grain(&self, shape: Shape) -> Option<u32> {
        let (whole, part) = (self.units(self.capacity), self.units(shape.per_task));
        let divides = 0 < part && whole.is_multiple_of(part);
        let alike = divides && (part == whole || shape.layout == Layout::Anywhere);
        (alike && self.is_fair(shape.per_task)).then_some(part)
    }

    /// How many tasks of this shape an empty node can take.
    pub(super) fn slots_on_empty(&self, shape: Shape) -> u32 {
        shape.slots_on(self.capacity)
    }

    /// Whether nobody holds anything of a node.
    pub(super) fn is_idle(&self, node: u32) -> bool {
        self.free[node as usize] == self.capacity
    }

    /// The run that took something of a node last, which may be over, and what all runs hold there.
    pub(super) fn taker(&self, node: u32) -> (u32, Resources) {
        let mut held = self.capacity;
        held -= self.free[node as usize];
        (self.takers[node as usize], held)
    }

    /// How many nodes are in service.
    pub(super) fn in_service_count(&self) -> u32 {
        self.free.len() as u32 - self.roster.apart_count()
    }

    /// Changes the state of a node.
    pub(super) fn set_state(&mut self, node: u32, state: NodeState) {
        let before = self.roster.is_in_service(node);
        self.roster.set(node, state);
        let after = self.roster.is_in_service(node);
        if before == after {
            return;
        }
        let units = self.units(self.free[node as usize]);
        let count = &mut self.counts[units as usize];
        *count = if after { *count + 1 } else { *count - 1 };
        match &mut self.index {
            Index::Levels(levels) if after => levels[units as usize].insert(node),
            Index::Levels(levels) => levels[units as usize].remove(node),
            Index::Lowest(tournament) => tournament.set(node, if after { units + 1 } else { 0 }),
        }
    }

    fn is_fair(&self, part: Resources) -> bool {
        let units = u64::from(units_of(self.capacity, part));
        let whole = u64::from(units_of(self.capacity, self.capacity));
        u64::from(part.cores) * whole <= u64::from(self.capacity.cores) * units
            && part.memory_mib * whole <= self.capacity.memory_mib * units
            && u64::from(part.accelerators) * whole <= u64::from(self.capacity.accelerators) * units
            && 0 < units
    }

    /// How many tasks of this shape fit now; counting stops once `enough` are found.
    pub(super) fn slots(&self, shape: Shape, enough: u64) -> u64 {
        let least = units_of(self.capacity, shape.per_task);
        if self.units_decide(shape) {
            let levels = self.counts.iter().enumerate().skip(least as usize);
            return match shape.layout {
                Layout::OnePerNode => levels.map(|(_, &count)| u64::from(count)).sum(),
                // Tasks of one unit are the usual ones, and need no division for each number of units.
                Layout::Anywhere if least == 1 => {
                    levels.map(|(units, &count)| units as u64 * u64::from(count)).sum()
                }
                Layout::Anywhere => {
                    levels.map(|(units, &count)| u64::from(units as u32 / least) * u64::from(count)).sum()
                }
            };
        }
        let mut found = 0;
        let mut walk = self.walk(least, Visit::EmptiestFirst);
        while let Some(node) = walk.next(self) {
            found += u64::from(shape.slots_on(self.free[node as usize]));
            if enough <= found {
                break;
            }
        }
        found
    }

    /// Nodes with at least `least` units in some order. Where the index is by number, the order is always by number.
    pub(super) fn walk(&self, least: u32, visit: Visit) -> Walk {
        let top = self.counts.len() as u32 - 1;
        let level = match visit {
            Visit::FullestFirst => least,
            Visit::EmptiestFirst | Visit::LowestFirst | Visit::ShortestStretch => top,
        };
        Walk { visit, least, level, from: 0 }
    }

    /// Lets a run take so many tasks on each of some nodes.
    pub(super) fn take(&mut self, run: u32, part: Resources, places: impl Iterator<Item = (u32, u32)>) {
        let is_skewed = !self.is_fair(part);
        for (node, tasks) in places {
            let before = self.units(self.free[node as usize]);
            self.takers[node as usize] = run;
            self.free[node as usize] -= part.scaled(tasks);
            self.skewed += u32::from(is_skewed);
            self.moved(node, before);
        }
    }

    /// Gives so many tasks of a job on each of some nodes back.
    pub(super) fn give(&mut self, part: Resources, places: impl Iterator<Item = (u32, u32)>) {
        let is_skewed = !self.is_fair(part);
        for (node, tasks) in places {
            let before = self.units(self.free[node as usize]);
            self.free[node as usize] += part.scaled(tasks);
            let free = self.free[node as usize];
            assert!(self.capacity.covers(free), "node {node} was given more than it has: {free:?}");
            self.skewed -= u32::from(is_skewed);
            self.moved(node, before);
        }
    }

    #[inline]
    fn moved(&mut self, node: u32, before: u32) {
        let after = self.units(self.free[node as usize]);
        if after == before || !self.roster.is_in_service(node) {
            return;
        }
        self.counts[before as usize] -= 1;
        self.counts[after as usize] += 1;
        match &mut self.index {
            Index::Levels(levels) => {
                levels[before as usize].remove(node);
                levels[after as usize].insert(node);
            }
            Index::Lowest(tournament) => tournament.set(node, after + 1),
        }
    }
}

/// A walk over the nodes of a pool; it does not borrow the pool, which must not change while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Walk {
    visit: Visit,
    least: u32,
    level: u32,
    from: u32,
}

impl Walk {
    pub(super) fn next(&mut self, pool: &NamedPool) -> Option<u32> {
        match &pool.index {
            Index::Lowest(tournament) => {
                let node = tournament.next(self.from, self.least.saturating_add(1));
                let node = node.filter(|&node| (node as usize) < pool.free.len())?;
                self.from = node + 1;
                Some(node)
            }
            Index::Levels(levels) => self.next_by_level(levels, &pool.counts),
        }
    }

    fn next_by_level(&mut self, levels: &[Bits], counts: &[u32]) -> Option<u32> {
        if levels.len() as u32 <= self.level.max(self.least) {
            return None;
        }
        loop {
            if counts[self.level as usize] != 0
                && let Some(node) = levels[self.level as usize].next(self.from)
            {
                self.from = node + 1;
                return Some(node);
            }
            self.from = 0;
            match self.visit {
                Visit::FullestFirst if self.level + 1 < levels.len() as u32 => self.level += 1,
                Visit::EmptiestFirst | Visit::LowestFirst | Visit::ShortestStretch
                    if self.least < self.level =>
                {
                    self.level -= 1;
                }
                Visit::FullestFirst | Visit::EmptiestFirst | Visit::LowestFirst | Visit::ShortestStretch => {
                    // Stay behind the last node, so that a finished walk stays finished.
                    self.from = u32::MAX;
                    return None;
                }
            }
        }
    }
}

fn units_of(capacity: Resources, amount: Resources) -> u32 {
    capacity.unit().of(amount)
}
