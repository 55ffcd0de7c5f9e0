//! The future of one pool: free units, and where those do not decide, what each node has left.

use super::need::{Locks, Need};
use super::rooms::{self, NodeRoom};
use super::sweep::Sweep;
use super::timeline::{Timeline, least_of};
use crate::cluster::Visit;
use crate::cluster::node_mask::NodeMask;
use crate::cluster::numbers::ANY_NODE;
use crate::cluster::profile::{Opening, Profile};
use crate::cluster::yard::{Cluster, Pool, PoolNodes};
use crate::model::{Piece, PoolId, Resources, Shape, Span, Time};
use serde::{Deserialize, Serialize};

/// The future of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PoolFuture {
    /// How many units are free when; where nodes decide, a bound for what fits.
    pub(super) units: Profile,
    pub(super) grain: Grain,
    /// What each node has left, where nodes decide.
    pub(super) nodes: Vec<Timeline>,
}

/// Which shapes were met in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(super) enum Grain {
    /// None so far.
    #[default]
    Unknown,
    /// Only such as take so many units for each task and leave none that another could not use: units decide.
    Alike(u32),
    /// Different ones: a planned job must be given particular nodes.
    Mixed,
}

impl Default for PoolFuture {
    fn default() -> PoolFuture {
        PoolFuture { units: Profile::new(Time::ZERO, 0), grain: Grain::default(), nodes: Vec::new() }
    }
}

/// Which nodes may be chosen, and how.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice {
    /// By what is planned.
    Planned,
    /// By what is planned and what is really free, for a start at once: running jobs may stay longer than was expected.
    Free,
}

impl PoolFuture {
    /// Takes note of a shape that may run in the pool. Returns whether nodes decide from now on that did not before.
    pub(super) fn note(&mut self, pool: &Pool, shape: Shape) -> bool {
        let PoolNodes::Named(named) = &pool.nodes else { return false };
        if self.grain == Grain::Mixed || named.slots_on_empty(shape) == 0 {
            return false;
        }
        self.grain = match (named.grain(shape), self.grain) {
            (Some(units), Grain::Unknown) => Grain::Alike(units),
            (Some(units), Grain::Alike(known)) if units == known => Grain::Alike(known),
            (None | Some(_), Grain::Unknown | Grain::Alike(_) | Grain::Mixed) => Grain::Mixed,
        };
        self.grain == Grain::Mixed
    }

    /// Starts anew from what running jobs hold.
    pub(super) fn refill(&mut self, cluster: &Cluster, id: PoolId, now: Time) {
        let pool = &cluster.pools[usize::from(id.0)];
        cluster.foresee(id, now, &mut self.units);
        let PoolNodes::Named(named) = &pool.nodes else { return };
        for release in pool.releases.iter() {
            self.note(pool, cluster.runs[release.run as usize].shape);
        }
        if self.grain != Grain::Mixed {
            return;
        }
        self.nodes.resize_with(named.free.len(), Timeline::default);
        for (place, (timeline, free)) in self.nodes.iter_mut().zip(&named.free).enumerate() {
            // Plans know nothing of nodes that are not in service.
            let is_there = named.roster.is_in_service(place as u32);
            timeline.refill(now, if is_there { *free } else { Resources::default() });
        }
        for release in pool.releases.iter() {
            let run = &cluster.runs[release.run as usize];
            for piece in run.pieces.iter().filter(|piece| piece.pool == id && pool.lasts(piece.node)) {
                let timeline = &mut self.nodes[pool.numbers.place(piece.node) as usize];
                timeline.release(release.at.max(now), run.shape.per_task.scaled(piece.tasks));
            }
        }
    }

    pub(super) fn advance(&mut self, now: Time) {
        self.units.advance(now);
        self.nodes.iter_mut().for_each(|node| node.advance(now));
    }

    /// Whether units alone tell what fits.
    pub(super) fn is_by_units(&self) -> bool {
        self.grain != Grain::Mixed
    }

    /// How many units each task takes; nothing where no node can ever take one.
    pub(super) fn units_of_task(&self, pool: &Pool, shape: Shape) -> Option<u64> {
        if slots_ever(pool, shape) == 0 {
            return None;
        }
        let units = pool.units(shape.per_task);
        if let PoolNodes::Named(named) = &pool.nodes {
            assert!(
                !self.is_by_units() || self.grain == Grain::Alike(units) && named.grain(shape).is_some(),
                "{shape:?} was never noted in its pool, where shapes are {:?}",
                self.grain
            );
        }
        Some(u64::from(units))
    }

    /// How many tasks find room from a time on for a span; counting may stop once `enough` are found.
    pub(super) fn slots(&self, pool: &Pool, shape: Shape, (at, span): (Time, Span), enough: u64) -> u64 {
        let Some(one) = self.units_of_task(pool, shape) else { return 0 };
        if self.is_by_units() {
            let free = self.units.least_in(at, span);
            return match &pool.nodes {
                // One large node.
                PoolNodes::Counted(_) => u64::from(shape.slots_on(Resources::cores(free as u32))),
                PoolNodes::Named(_) => free.checked_div(one).unwrap_or(u64::MAX),
            };
        }
        let mut found = 0;
        for node in &self.nodes {
            found += u64::from(node.slots(shape, at, span));
            if enough <= found {
                break;
            }
        }
        found
    }

    /// The first time from `from` on at which all tasks find room in this pool alone, while its lock lets them in.
    pub(super) fn earliest(
        &self,
        (pool, id): (&Pool, PoolId),
        need: Need,
        from: Time,
        locks: &impl Locks,
    ) -> Option<(Opening, u64)> {
        let tasks = u64::from(need.shape.tasks);
        let units = match &pool.nodes {
            // One large node takes tasks of cores alone as long as it has any.
            PoolNodes::Counted(_) if need.shape.takes_cores_alone() => {
                u64::from(need.shape.per_task.cores) * tasks
            }
            PoolNodes::Counted(_) | PoolNodes::Named(_) => {
                if slots_ever(pool, need.shape) < tasks {
                    return None;
                }
                self.units_of_task(pool, need.shape)?.checked_mul(tasks)?
            }
        };
        let mut sweep: Option<Sweep<'_>> = None;
        let mut from = from;
        loop {
            // Without so many units nothing fits on nodes either.
            let opening = self.units.opening(from, units, need.span)?;
            let at = opening.at;
            if !locks.admits(id, at) {
                // A lock lets in who was kept out only when it changes.
                from = locks.next_change(at)?;
                continue;
            }
            if self.is_by_units() {
                return Some((opening, units));
            }
            // Most jobs find room at the first time that units allow; counting stops once there is enough.
            let is_first = sweep.is_none();
            if is_first && tasks <= self.slots(pool, need.shape, (at, need.span), tasks) {
                return Some((opening, units));
            }
            let sweep = sweep.get_or_insert_with(|| Sweep::new(&self.nodes, need.shape, need.span, at));
            if !is_first && tasks <= sweep.slots(at) {
                return Some((opening, units));
            }
            from = sweep.next()?;
        }
    }

    /// Looks at starts at later and later times.
    pub(super) fn sweep(&self, need: Need, at: Time) -> Sweep<'_> {
        Sweep::new(&self.nodes, need.shape, need.span, at)
    }

    /// Whether any of these nodes has room for a task at a start in a window.
    pub(super) fn opens(&self, pool: &Pool, need: Need, window: (Time, Time), nodes: &NodeMask) -> bool {
        let asked = self.nodes.iter().enumerate();
        asked
            .filter(|(place, _)| nodes.may_have(pool.numbers.of(*place as u32)))
            .any(|(_, node)| node.opens(need.shape, window, need.span))
    }

    /// Whether tasks may hold these places from a time on for a span.
    pub(super) fn fits(&self, pool: &Pool, shape: Shape, pieces: &[Piece], (at, span): (Time, Span)) -> bool {
        let units = units_held(pool, shape, pieces);
        self.units.fits(at, span, units)
            && (self.is_by_units()
                || pieces.iter().filter(|piece| pool.lasts(piece.node)).all(|piece| {
                    let least = self.nodes[pool.numbers.place(piece.node) as usize].least(at, span);
                    least.covers(shape.per_task.scaled(piece.tasks))
                }))
    }

    /// Takes these places from one time until another.
    pub(super) fn take(&mut self, pool: &Pool, shape: Shape, pieces: &[Piece], (from, until): (Time, Time)) {
        let units = units_held(pool, shape, pieces);
        if 0 < units {
            self.units.take(from, from.until(until), units);
        }
        if self.is_by_units() {
            return;
        }
        for piece in pieces.iter().filter(|piece| pool.lasts(piece.node)) {
            let timeline = &mut self.nodes[pool.numbers.place(piece.node) as usize];
            timeline.take(from, until, shape.per_task.scaled(piece.tasks));
        }
    }

    /// Gives these places back from one time until another.
    pub(super) fn give(&mut self, pool: &Pool, shape: Shape, pieces: &[Piece], (from, until): (Time, Time)) {
        let units = units_held(pool, shape, pieces);
        if 0 < units {
            self.units.give(from, from.until(until), units);
        }
        if self.is_by_units() {
            return;
        }
        for piece in pieces.iter().filter(|piece| pool.lasts(piece.node)) {
            let timeline = &mut self.nodes[pool.numbers.place(piece.node) as usize];
            timeline.give(from, until, shape.per_task.scaled(piece.tasks));
        }
    }

    /// The nodes on which tasks find room, in order of their numbers. Nothing where units decide.
    pub(super) fn rooms(&self, pool: &Pool, need: Need, at: Time, choice: Choice) -> Vec<NodeRoom> {
        let PoolNodes::Named(named) = &pool.nodes else { return Vec::new() };
        let room = |(number, node): (usize, &Timeline)| {
            let mut free = node.enough(need.shape, at, need.span)?;
            if matches!(choice, Choice::Free) {
                free = least_of(free, named.free[number]);
            }
            let slots = need.shape.slots_on(free);
            (0 < slots).then(|| NodeRoom {
                node: pool.numbers.of(number as u32),
                slots,
                units: named.units(free),
                since: node.since(need.shape, at),
            })
        };
        self.nodes.iter().enumerate().filter_map(room).collect()
    }

    /// Plans so many tasks of a job, which find room: pieces on nodes, or one for the whole pool where units decide.
    pub(super) fn choose(
        &self,
        (pool, id, visit): (&Pool, PoolId, Visit),
        need: Need,
        at: Time,
        tasks: u32,
        pieces: &mut Vec<Piece>,
    ) {
        if self.is_by_units() {
            return pieces.push(Piece { pool: id, node: ANY_NODE, tasks });
        }
        let mut rooms = self.rooms(pool, need, at, Choice::Planned);
        rooms::choose(&mut rooms, (id, need.shape, visit), tasks, pieces);
    }
}

/// How many tasks of a shape an empty pool can take.
fn slots_ever(pool: &Pool, shape: Shape) -> u64 {
    match &pool.nodes {
        PoolNodes::Counted(_) => u64::from(shape.slots_on(Resources::cores(u32::MAX))),
        PoolNodes::Named(named) => {
            u64::from(named.slots_on_empty(shape)) * u64::from(named.in_service_count())
        }
    }
}

/// The units that tasks take of a pool.
fn units_held(pool: &Pool, shape: Shape, pieces: &[Piece]) -> u64 {
    u64::from(pool.units(shape.per_task)) * u64::from(pool.lasting(pieces))
}
