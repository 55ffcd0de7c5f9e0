//! Plans against a centre that is counted second by second.

use super::pool::PoolFuture;
use super::{Availability, Locks, Need, NoLocks};
use crate::cluster::Visit;
use crate::cluster::{Cluster, PoolSet};
use crate::model::{
    AccessId, Center, Layout, NodeId, Nodes, Partition, Piece, PoolId, Resources, Shape, Span, Time,
};

const HORIZON: usize = 1_500;

struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What every node has left in every second.
#[derive(Clone)]
struct Plain {
    nodes: Vec<Vec<Resources>>,
}

impl Plain {
    fn new(capacities: &[Resources]) -> Plain {
        Plain { nodes: capacities.iter().map(|capacity| vec![*capacity; HORIZON]).collect() }
    }

    fn slots(&self, shape: Shape, at: usize, span: usize) -> u64 {
        let least = |node: &Vec<Resources>| {
            let until = (at + span.max(1)).min(HORIZON);
            node[at..until].iter().map(|free| shape.slots_on(*free)).min().unwrap()
        };
        self.nodes.iter().map(|node| u64::from(least(node))).sum()
    }

    fn earliest(&self, shape: Shape, from: usize, span: usize) -> Option<usize> {
        (from..HORIZON - 1).find(|at| u64::from(shape.tasks) <= self.slots(shape, *at, span))
    }

    fn take(&mut self, shape: Shape, pieces: &[Piece], from: u64, until: u64) {
        for piece in pieces {
            for free in &mut self.nodes[piece.node.0 as usize][from as usize..until as usize] {
                *free -= shape.per_task.scaled(piece.tasks);
            }
        }
    }

    fn give(&mut self, shape: Shape, pieces: &[Piece], from: u64, until: u64) {
        for piece in pieces {
            for free in &mut self.nodes[piece.node.0 as usize][from as usize..until as usize] {
                *free += shape.per_task.scaled(piece.tasks);
            }
        }
    }
}

const NODE: Resources = Resources { cores: 8, accelerators: 4, memory_mib: 1_000 };

fn center(pools: &[(u32, Resources)]) -> Center {
    let pool = |&(count, capacity): &(u32, Resources)| {
        let mut pool = Center::of_nodes("c", count, capacity).pools.remove(0);
        pool.nodes = Nodes::Named { count };
        pool
    };
    let pools: Vec<_> = pools.iter().map(pool).collect();
    let all = (0..pools.len()).map(|number| PoolId(number as u16)).collect();
    Center::new("c", "c", pools, vec![Partition { name: "all".into(), pools: all }], 1)
}

fn secs(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn some_shape(draw: &mut Draw, tasks_max: u64) -> Shape {
    let layout = if draw.below(2) == 0 { Layout::OnePerNode } else { Layout::Anywhere };
    let cores = draw.below(9) as u32;
    let accelerators = draw.below(5) as u32;
    let per_task = Resources { cores: cores.max(1), accelerators, memory_mib: draw.below(3) * 200 };
    Shape { tasks: 1 + draw.below(tasks_max) as u32, per_task, layout }
}

/// Some running jobs, of which `shape` draws the shapes; some of them should have left before now, second 100.
fn busy(
    draw: &mut Draw,
    center: &Center,
    visit: Visit,
    shape: impl Fn(&mut Draw) -> Shape,
) -> (Cluster, Plain) {
    let mut cluster = Cluster::new(center, visit);
    let capacities = center.pools.iter().flat_map(|pool| {
        let Nodes::Named { count } = pool.nodes else { panic!("all pools have nodes") };
        vec![pool.node_type.capacity; count as usize]
    });
    let mut plain = Plain::new(&capacities.collect::<Vec<_>>());
    let mut pieces = Vec::new();
    for _ in 0..draw.below(12) {
        let (shape, until) = (shape(draw), 60 + 5 * draw.below(60));
        if cluster.find(AccessId(0), PoolSet::NONE, shape, &mut pieces) {
            cluster.hold(shape, &pieces, secs(until));
            plain.take(shape, &pieces, 0, until.max(100));
            plain.give(shape, &pieces, 100, until.max(100));
            plain.take(shape, &pieces, 100, until.max(100));
        }
    }
    (cluster, plain)
}

const VISITS: [Visit; 4] =
    [Visit::FullestFirst, Visit::EmptiestFirst, Visit::LowestFirst, Visit::ShortestStretch];

const NOW: u64 = 100;

fn need(shape: Shape, span: u64) -> Need {
    Need { access: AccessId(0), shape, span: Span::from_secs(span) }
}

#[test]
fn nodes_are_planned_as_counting_every_second_does() {
    let mut draw = Draw(7);
    for round in 0..120_u64 {
        let second = Resources { cores: 16, accelerators: 0, memory_mib: 500 };
        let pools: &[_] = if round % 3 == 0 { &[(3, NODE), (2, second)] } else { &[(5, NODE)] };
        let visit = VISITS[round as usize % 4];
        let center = center(pools);
        let (cluster, mut plain) = busy(&mut draw, &center, visit, |draw| some_shape(draw, 4));
        let mut availability = Availability::default();
        // Two shapes of which units of no pool tell what fits.
        for cores in [3, 5] {
            let per_task = Resources { cores, accelerators: 1, memory_mib: 0 };
            let odd = Shape { tasks: 1, per_task, layout: Layout::Anywhere };
            let _ = availability.note(&cluster, AccessId(0), odd);
            let odd = Shape { per_task: Resources::cores(cores), ..odd };
            let _ = availability.note(&cluster, AccessId(0), odd);
        }
        availability.refill(&cluster, secs(NOW), cluster.all_pools());
        assert!(
            center.pools.iter().enumerate().all(|(pool, _)| !availability.units_decide(PoolId(pool as u16)))
        );
        let mut taken: Vec<(Shape, u64, u64, Vec<Piece>)> = Vec::new();
        let mut now = NOW;
        for _ in 0..25 {
            let (shape, span) = (some_shape(&mut draw, 6), draw.below(60));
            assert_eq!(availability.note(&cluster, AccessId(0), shape), PoolSet::NONE);
            let (need, from) = (need(shape, span), now + draw.below(30));
            let found = availability.earliest(&cluster, need, secs(from), &NoLocks);
            let expected = plain.earliest(shape, from as usize, span as usize);
            assert_eq!(found.map(|found| found.at().as_secs() as usize), expected, "round {round}: {need:?}");
            let room = availability.room_at(&cluster, need, secs(from), &NoLocks);
            assert_eq!(room.is_some(), expected == Some(from as usize));
            if let Some(found) = found {
                let (at, before) = (found.at().as_secs(), availability.clone());
                let mut pieces = Vec::new();
                availability.take(&cluster, need, found, &mut pieces);
                plain.take(shape, &pieces, at, at + span);
                assert!(before.fits(&cluster, shape, &pieces, secs(at), need.span));
                let mut undone = availability.clone();
                undone.give(&cluster, shape, (secs(at), secs(at + span)), &pieces);
                for (undone, before) in undone.pools.iter().zip(&before.pools) {
                    assert_eq!(undone.nodes, before.nodes, "giving back undoes taking");
                    let units = |pool: &PoolFuture, second| pool.units.least_in(secs(second), Span::ZERO);
                    assert!((now..now + 600).all(|second| units(undone, second) == units(before, second)));
                }
                taken.push((shape, at, at + span, pieces));
            }
            if draw.below(4) == 0 && !taken.is_empty() {
                let (shape, from, until, pieces) = taken.swap_remove(draw.below(taken.len() as u64) as usize);
                availability.give(&cluster, shape, (secs(from), secs(until)), &pieces);
                plain.give(shape, &pieces, from.max(now).min(until), until);
            }
            if draw.below(4) == 0 {
                now += draw.below(8);
                availability.advance(secs(now));
            }
        }
    }
}

#[test]
fn where_units_decide_nodes_find_the_same_time_beside_running_jobs() {
    let mut draw = Draw(11);
    for round in 0..200_u64 {
        let center = center(&[(5, NODE)]);
        // One, two, or all four accelerators of a node, each with its share of all else or less.
        let (units, layout) =
            [(1, Layout::Anywhere), (2, Layout::Anywhere), (4, Layout::OnePerNode)][round as usize % 3];
        let shape = |draw: &mut Draw| Shape {
            tasks: 1 + draw.below(7) as u32,
            per_task: Resources {
                cores: 1 + draw.below(2) as u32 * units,
                accelerators: units,
                memory_mib: 0,
            },
            layout,
        };
        let (cluster, plain) = busy(&mut draw, &center, VISITS[round as usize % 4], shape);
        let mut availability = Availability::default();
        let shape = shape(&mut draw);
        assert_eq!(availability.note(&cluster, AccessId(0), shape), PoolSet::NONE);
        availability.refill(&cluster, secs(NOW), cluster.all_pools());
        assert!(availability.units_decide(PoolId(0)));
        let need = need(shape, draw.below(200));
        let by_units = availability.earliest(&cluster, need, secs(NOW), &NoLocks);
        let odd = Shape { tasks: 1, per_task: Resources::cores(1), layout: Layout::Anywhere };
        assert_eq!(
            availability.note(&cluster, AccessId(0), odd),
            cluster.all_pools(),
            "what was planned is void"
        );
        assert!(availability.is_empty());
        availability.refill(&cluster, secs(NOW), cluster.all_pools());
        assert!(!availability.units_decide(PoolId(0)));
        let by_nodes = availability.earliest(&cluster, need, secs(NOW), &NoLocks);
        assert_eq!(by_units.map(|found| found.at()), by_nodes.map(|found| found.at()));
        let expected = plain.earliest(shape, NOW as usize, need.span.as_secs() as usize);
        assert_eq!(by_nodes.map(|found| found.at().as_secs() as usize), expected);
    }
}

/// Two nodes of four cores, and on each a job of two cores until second 100.
fn halves() -> Cluster {
    let center = Center::of_nodes("c", 2, Resources::cores(4));
    let mut cluster = Cluster::new(&center, Visit::EmptiestFirst);
    for node in 0..2 {
        let half = Shape { tasks: 1, per_task: Resources::cores(2), layout: Layout::OnePerNode };
        cluster.hold(half, &[Piece { pool: PoolId(0), node: NodeId(node), tasks: 1 }], secs(100));
    }
    cluster
}

#[test]
fn a_whole_node_is_planned_when_a_node_is_empty_and_is_kept_free_from_then_on() {
    let cluster = halves();
    let cores = |cores| Shape { tasks: 1, per_task: Resources::cores(cores), layout: Layout::OnePerNode };
    let (c, d) = (need(cores(4), 50), need(cores(2), 1_000));
    let mut availability = Availability::default();
    for job in [c, d] {
        let _ = availability.note(&cluster, AccessId(0), job.shape);
    }
    availability.refill(&cluster, secs(10), cluster.all_pools());
    let found = availability.earliest(&cluster, c, secs(10), &NoLocks).unwrap();
    assert_eq!(found.at(), secs(100));
    let mut pieces = Vec::new();
    availability.take(&cluster, c, found, &mut pieces);
    let kept = pieces[0].node;
    // One job that stays long may start now, on the other node; a second one may not.
    assert!(availability.choose_now(&cluster, d, &NoLocks, &mut pieces));
    assert_ne!(pieces[0].node, kept);
    availability.hold(&cluster, d.shape, &pieces, secs(10), d.span);
    assert!(!availability.choose_now(&cluster, d, &NoLocks, &mut pieces));
    let e = availability.earliest(&cluster, d, secs(10), &NoLocks).unwrap();
    assert_eq!(e.at(), secs(100));
}

#[test]
fn a_start_now_is_found_whenever_there_is_room_beside_the_plan() {
    let mut draw = Draw(23);
    for round in 0..300_u64 {
        let pools: &[_] = if round % 2 == 0 { &[(3, NODE), (3, NODE)] } else { &[(5, NODE)] };
        let center = center(pools);
        let (cluster, _) = busy(&mut draw, &center, VISITS[round as usize % 4], |draw| some_shape(draw, 4));
        let mut availability = Availability::default();
        let jobs: Vec<Need> = (0..8).map(|_| need(some_shape(&mut draw, 6), draw.below(90))).collect();
        for job in &jobs {
            let _ = availability.note(&cluster, AccessId(0), job.shape);
        }
        // All running jobs leave later than second 50, so that what is planned to be free now is.
        availability.refill(&cluster, secs(50), cluster.all_pools());
        let mut pieces = Vec::new();
        for (number, job) in jobs.iter().enumerate() {
            let found = availability.earliest(&cluster, *job, secs(50), &NoLocks);
            let now = availability.choose_now(&cluster, *job, &NoLocks, &mut pieces);
            assert_eq!(now, found.is_some_and(|found| found.at() == secs(50)), "round {round}, job {number}");
            if now {
                assert!(cluster.has_room(job.shape, &pieces));
                assert!(availability.fits(&cluster, job.shape, &pieces, secs(50), job.span));
                assert_eq!(pieces.iter().map(|piece| piece.tasks).sum::<u32>(), job.shape.tasks);
            } else if let Some(found) = found {
                availability.take(&cluster, *job, found, &mut pieces);
            }
        }
    }
}

#[test]
fn a_job_alone_starts_at_once_in_whatever_pools_it_finds_room() {
    // Nodes of two pools, one each for a task; and nodes without accelerators behind nodes with them.
    let plain = Resources::cores(12);
    let with = Resources { accelerators: 4, ..plain };
    for (pools, cores) in [([(1, plain), (1, plain)], 6), ([(1, with), (1, plain)], 12)] {
        for visit in VISITS {
            let cluster = Cluster::new(&center(&pools), visit);
            let job =
                need(Shape { tasks: 2, per_task: Resources::cores(cores), layout: Layout::OnePerNode }, 300);
            let mut availability = Availability::default();
            let _ = availability.note(&cluster, AccessId(0), job.shape);
            availability.refill(&cluster, secs(10), cluster.all_pools());
            let found = availability.earliest(&cluster, job, secs(10), &NoLocks).unwrap();
            assert_eq!(found.at(), secs(10));
            let mut pieces = Vec::new();
            availability.take(&cluster, job, found, &mut pieces);
            assert_eq!(pieces.iter().map(|piece| piece.tasks).collect::<Vec<_>>(), [1, 1]);
        }
    }
}

/// Closed to starts from second 50 to 200.
struct Window;

impl Locks for Window {
    fn admits(&self, _: PoolId, at: Time) -> bool {
        !(secs(50) <= at && at < secs(200))
    }

    fn next_change(&self, after: Time) -> Option<Time> {
        [secs(50), secs(200)].into_iter().find(|change| after < *change)
    }
}

#[test]
fn a_lock_delays_a_start_until_it_opens() {
    let cluster = halves();
    for odd in [false, true] {
        let job = need(Shape { tasks: 1, per_task: Resources::cores(4), layout: Layout::OnePerNode }, 50);
        let mut availability = Availability::default();
        let shape = if odd { Shape { per_task: Resources::cores(3), ..job.shape } } else { job.shape };
        let _ = availability.note(&cluster, AccessId(0), shape);
        let _ = availability.note(&cluster, AccessId(0), job.shape);
        availability.refill(&cluster, secs(10), cluster.all_pools());
        let found = availability.earliest(&cluster, job, secs(10), &Window).unwrap();
        assert_eq!(found.at(), secs(200));
    }
}
