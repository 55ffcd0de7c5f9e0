//! The time at which a blocked job could start, and what others may take without delaying it.
//!
//! This is the reservation of EASY backfilling (Lifka, JSSPP 1995; Mualem and Feitelson, IEEE TPDS 2001), stated for
//! nodes: capacity is counted in *slots*, places for one task of the blocked job. On a counted machine a slot is a
//! processor (times the cores of a task), and the rule is the textbook's spare-processor rule.

use super::pool_set::PoolSet;
use super::yard::{Cluster, Pool, PoolNodes};
use crate::model::{AccessId, Layout, Piece, PoolId, Resources, Shape, Time};
use serde::{Deserialize, Serialize};

/// The reservation of one blocked job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shadow {
    at: Time,
    shape: Shape,
    pools: PoolSet,
    room: Room,
}

/// What may still be taken beyond the shadow time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Room {
    /// Units decide alone: so many may go.
    Units(u64),
    /// Nodes matter. Most reservations count units, and are moved about: these are kept apart.
    Slots(Box<Slots>),
}

/// What may still be taken beyond the shadow time where nodes matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slots {
    /// So many slots may go.
    spare: u64,
    /// What nodes would have left at the shadow time.
    free: Overlay,
}

/// What some nodes will have left, where that differs from what they have now; sorted by node, few.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Overlay {
    /// For each pool of the centre, for each of its nodes, a place in `changed` or `u32::MAX`.
    places: Vec<Vec<u32>>,
    changed: Vec<Resources>,
}

impl Overlay {
    fn of(cluster: &Cluster, list: &[PoolId]) -> Overlay {
        let mut places = vec![Vec::new(); cluster.pools.len()];
        for pool in list {
            let nodes = match &cluster.pools[usize::from(pool.0)].nodes {
                PoolNodes::Counted(_) => 1,
                PoolNodes::Named(named) => named.free.len(),
            };
            places[usize::from(pool.0)] = vec![u32::MAX; nodes];
        }
        Overlay { places, changed: Vec::new() }
    }

    /// What the node will have left; remembered from now on, whatever happens to it before the shadow time.
    fn at(&mut self, pool: &Pool, piece: Piece) -> &mut Resources {
        let place = &mut self.places[usize::from(piece.pool.0)][pool.numbers.place(piece.node) as usize];
        if *place == u32::MAX {
            *place = self.changed.len() as u32;
            self.changed.push(pool.free_on(piece.node));
        }
        &mut self.changed[*place as usize]
    }
}

impl Shadow {
    /// The reservation of a job that does not fit now; nothing if it could never start, even when all running jobs have
    /// ended by their walltimes.
    #[must_use]
    pub fn cast(cluster: &Cluster, access: AccessId, shape: Shape) -> Option<Shadow> {
        Shadow::cast_from(cluster, access, shape, PoolSet::NONE, None)
    }

    /// The same for a job that may not use some of its pools, and may not start before some time.
    #[must_use]
    pub fn cast_from(
        cluster: &Cluster,
        access: AccessId,
        shape: Shape,
        closed: PoolSet,
        from: Option<Time>,
    ) -> Option<Shadow> {
        let all = cluster.list(access);
        let open: Vec<PoolId>;
        let list = match closed == PoolSet::NONE {
            true => all,
            false => {
                open = all.iter().copied().filter(|pool| !closed.contains(*pool)).collect();
                &open
            }
        };
        let pools = PoolSet::of(list);
        if let ([only], None) = (list, from)
            && let pool = &cluster.pools[usize::from(only.0)]
            && units_are_slots(pool, shape)
        {
            let need = u64::from(pool.units(shape.per_task)) * u64::from(shape.tasks);
            // Units that are owed leave first of all that are given back.
            let all = need + pool.owed();
            let (at, free) = pool.releases.earliest(pool.free_units(), all)?;
            return Some(Shadow { at, shape, pools, room: Room::Units(free - all) });
        }
        let (at, spare, free) = on_nodes(cluster, list, shape, from)?;
        Some(Shadow { at, shape, pools, room: Room::Slots(Box::new(Slots { spare, free })) })
    }

    /// When the job could start.
    #[must_use]
    pub const fn at(&self) -> Time {
        self.at
    }

    /// The pools that it waits for.
    #[must_use]
    pub const fn pools(&self) -> PoolSet {
        self.pools
    }

    /// Whether it depends on nodes, and not on their number alone, what delays the owner.
    #[must_use]
    pub const fn minds_nodes(&self) -> bool {
        matches!(self.room, Room::Slots(_))
    }

    /// An upper bound for the units that a job running beyond the shadow time may take without delay to the owner.
    #[must_use]
    pub const fn spare_units(&self) -> u64 {
        match self.room {
            Room::Units(spare) => spare,
            Room::Slots(_) => u64::MAX,
        }
    }

    /// Whether a job at these places, expected to leave at `until`, would delay the owner of the reservation.
    pub fn is_delayed_by(&mut self, cluster: &Cluster, shape: Shape, pieces: &[Piece], until: Time) -> bool {
        if until <= self.at {
            return false;
        }
        if matches!(self.room, Room::Units(_)) && !is_plain(cluster, self.pools, shape, pieces) {
            self.look_at_nodes(cluster);
        }
        match &mut self.room {
            Room::Units(spare) => *spare < units_taken(cluster, self.pools, shape, pieces),
            Room::Slots(slots) => {
                let lost = slots_lost(cluster, self.pools, &mut slots.free, self.shape, shape, pieces);
                slots.spare < lost
            }
        }
    }

    /// Takes note of a job that is about to start at these places; it has been asked about before.
    pub fn note(&mut self, cluster: &Cluster, shape: Shape, pieces: &[Piece], until: Time) {
        let beyond = self.at < until;
        match &mut self.room {
            Room::Units(spare) if beyond => *spare -= units_taken(cluster, self.pools, shape, pieces),
            Room::Units(_) => {}
            Room::Slots(slots) => {
                let Slots { spare, free } = &mut **slots;
                if beyond {
                    *spare -= slots_lost(cluster, self.pools, free, self.shape, shape, pieces);
                }
                for &piece in pieces.iter().filter(|piece| self.pools.contains(piece.pool)) {
                    let left = free.at(&cluster.pools[usize::from(piece.pool.0)], piece);
                    if beyond {
                        *left -= shape.per_task.scaled(piece.tasks);
                    }
                }
            }
        }
    }

    /// From counting units to looking at nodes: a job may take more of another resource than its share.
    fn look_at_nodes(&mut self, cluster: &Cluster) {
        // A shadow that is counted in units is that of one pool.
        let list: Vec<PoolId> = (0..cluster.pools.len() as u16).map(PoolId).collect();
        let list: Vec<PoolId> = list.into_iter().filter(|pool| self.pools.contains(*pool)).collect();
        let cast = on_nodes(cluster, &list, self.shape, None);
        let (at, spare, free) = cast.expect("where units suffice, slots suffice at the same time");
        assert!(at == self.at, "units and slots disagree on the shadow time: {} and {at}", self.at);
        self.room = Room::Slots(Box::new(Slots { spare, free }));
    }
}

/// Whether free units of the pool are exactly free slots of the shape (times its units), now and at any later time.
fn units_are_slots(pool: &Pool, shape: Shape) -> bool {
    match &pool.nodes {
        PoolNodes::Counted(_) => true,
        PoolNodes::Named(named) => {
            shape.layout == Layout::Anywhere && named.units(shape.per_task) == 1 && named.units_decide(shape)
        }
    }
}

/// Whether jobs of this shape leave units and slots in step where these pieces lie.
fn is_plain(cluster: &Cluster, pools: PoolSet, shape: Shape, pieces: &[Piece]) -> bool {
    pieces.iter().find(|piece| pools.contains(piece.pool)).is_none_or(|piece| {
        match &cluster.pools[usize::from(piece.pool.0)].nodes {
            PoolNodes::Counted(_) => true,
            PoolNodes::Named(named) => named.units_decide(shape),
        }
    })
}

fn units_taken(cluster: &Cluster, pools: PoolSet, shape: Shape, pieces: &[Piece]) -> u64 {
    let within = pieces.iter().filter(|piece| pools.contains(piece.pool));
    within
        .map(|piece| {
            let pool = &cluster.pools[usize::from(piece.pool.0)];
            u64::from(pool.units(shape.per_task)) * u64::from(pool.lasting(std::slice::from_ref(piece)))
        })
        .sum()
}

fn slots_lost(
    cluster: &Cluster,
    pools: PoolSet,
    free: &mut Overlay,
    owner: Shape,
    taker: Shape,
    pieces: &[Piece],
) -> u64 {
    let mut lost = 0;
    for &piece in pieces.iter().filter(|piece| pools.contains(piece.pool)) {
        let pool = &cluster.pools[usize::from(piece.pool.0)];
        if !pool.lasts(piece.node) {
            continue;
        }
        let left = *free.at(pool, piece);
        let mut after = left;
        after -= taker.per_task.scaled(piece.tasks);
        lost += u64::from(owner.slots_on(left) - owner.slots_on(after));
    }
    lost
}

/// Lets running jobs leave in order of their expected ends until the shape fits. Gives the time, the slots beyond its
/// need, and what the nodes have left then.
fn on_nodes(
    cluster: &Cluster,
    list: &[PoolId],
    shape: Shape,
    from: Option<Time>,
) -> Option<(Time, u64, Overlay)> {
    let mut free = Overlay::of(cluster, list);
    let mut slots: u64 =
        list.iter().map(|pool| cluster.pools[usize::from(pool.0)].slots(shape, u64::MAX)).sum();
    let need = u64::from(shape.tasks);
    let mut futures: Vec<_> = list
        .iter()
        .map(|&pool| (pool, cluster.pools[usize::from(pool.0)].releases.iter().peekable()))
        .collect();
    let mut owed: Vec<u32> =
        list.iter().map(|&pool| cluster.pools[usize::from(pool.0)].owed() as u32).collect();
    let mut from = from;
    loop {
        let next = futures.iter_mut().filter_map(|(_, future)| future.peek().map(|next| next.at)).min();
        if let Some(begin) = from
            && next.is_none_or(|next| begin < next)
        {
            // All that leaves by then has left.
            if need <= slots {
                return Some((begin, slots - need, free));
            }
            from = None;
        }
        let at = next?;
        for ((id, future), owed) in futures.iter_mut().zip(&mut owed) {
            let pool = &cluster.pools[usize::from(id.0)];
            while let Some(release) = future.next_if(|next| next.at == at) {
                let run = &cluster.runs[release.run as usize];
                for &piece in run.pieces.iter().filter(|piece| piece.pool == *id && pool.lasts(piece.node)) {
                    let left = free.at(pool, piece);
                    let before = shape.slots_on(*left);
                    let mut given = run.shape.per_task.scaled(piece.tasks);
                    let leaves = given.cores.min(*owed);
                    (given.cores, *owed) = (given.cores - leaves, *owed - leaves);
                    *left += given;
                    slots += u64::from(shape.slots_on(*left) - before);
                }
            }
        }
        if need <= slots && from.is_none() {
            return Some((at, slots - need, free));
        }
    }
}
