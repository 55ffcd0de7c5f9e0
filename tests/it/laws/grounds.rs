//! What the jobs of a random scenario run on: machines of every kind, from processors that are only counted to pools of other
//! hardware behind partitions that overlap, with jobs of every shape mixed; and those under rules of every kind.

use super::scenario::Scenario;
use crate::mixed::scenario::Scenario as Ruled;
use rand::RngExt;
use suanli::model::{
    Center, CenterId, Chance, Job, Layout, NodeType, Nodes, Partition, PartitionId, PeakFlops, Pool, PoolId,
    Resources, Shape, Source, Streams, Time, Use,
};

/// What the jobs of a random scenario run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ground {
    /// One machine of which only the processors are counted.
    Counted,
    /// Nodes of one pool that jobs of single cores share.
    SharedNodes,
    /// Nodes of one pool, each of which a job has to itself.
    WholeNodes,
    /// Nodes of one pool for jobs of whole nodes, of half nodes and of single cores.
    MixedShapes,
    /// Nodes with accelerators of one pool, for jobs of whole nodes, of single accelerators, and of cores alone.
    Accelerators,
    /// Pools of several kinds of nodes behind partitions that overlap, for jobs of whole nodes and of parts.
    Partitions,
    /// The centres of the laws: several of them, with locks, and jobs in any shape.
    Anything,
    /// The same under rules of every kind.
    Rules,
}

impl Ground {
    pub(super) const ALL: [Ground; 8] = [
        Ground::Counted,
        Ground::SharedNodes,
        Ground::WholeNodes,
        Ground::MixedShapes,
        Ground::Accelerators,
        Ground::Partitions,
        Ground::Anything,
        Ground::Rules,
    ];
}

/// A scenario on some ground.
#[derive(Debug, Clone)]
pub(super) enum World {
    /// Without rules but locks.
    Plain(Scenario),
    /// With rules of every kind.
    Ruled(Ruled),
}

impl World {
    /// The scenario of this ground and seed.
    pub(super) fn random(ground: Ground, seed: u64) -> World {
        if ground == Ground::Rules {
            return World::Ruled(Ruled::random(seed));
        }
        let scenario = Scenario::random(seed);
        World::Plain(if ground == Ground::Anything { scenario } else { moved(ground, scenario) })
    }

    pub(super) fn centers(&self) -> &[Center] {
        match self {
            World::Plain(scenario) => &scenario.centers,
            World::Ruled(scenario) => &scenario.centers,
        }
    }

    pub(super) fn centers_mut(&mut self) -> &mut Vec<Center> {
        match self {
            World::Plain(scenario) => &mut scenario.centers,
            World::Ruled(scenario) => &mut scenario.centers,
        }
    }

    pub(super) fn horizon(&self) -> Time {
        match self {
            World::Plain(scenario) => scenario.horizon,
            World::Ruled(scenario) => scenario.horizon,
        }
    }

    pub(super) fn horizon_mut(&mut self) -> &mut Time {
        match self {
            World::Plain(scenario) => &mut scenario.horizon,
            World::Ruled(scenario) => &mut scenario.horizon,
        }
    }

    pub(super) fn source(&self) -> Box<dyn Source + '_> {
        match self {
            World::Plain(scenario) => Box::new(scenario.source()),
            World::Ruled(scenario) => Box::new(scenario.source()),
        }
    }

    /// The listed jobs; users bring others.
    pub(super) fn jobs(&self) -> &[Job] {
        match self {
            World::Plain(scenario) => &scenario.jobs,
            World::Ruled(scenario) => &scenario.jobs,
        }
    }

    pub(super) fn jobs_mut(&mut self) -> &mut Vec<Job> {
        match self {
            World::Plain(scenario) => &mut scenario.jobs,
            World::Ruled(scenario) => &mut scenario.jobs,
        }
    }

    /// Whether users take the place of the listed jobs.
    pub(super) fn has_users(&self) -> bool {
        match self {
            World::Plain(scenario) => scenario.users.is_some(),
            World::Ruled(_) => false,
        }
    }
}

/// The same jobs at the same times on other ground, in shapes that fit there.
fn moved(ground: Ground, mut scenario: Scenario) -> Scenario {
    let mut chance = Streams::new(scenario.seed, 0).stream(Use::Scenarios, "grounds");
    let mut center = machine(ground, &mut chance);
    center.tenant_shares = std::mem::take(&mut scenario.centers[0].tenant_shares);
    scenario.users = None;
    for job in &mut scenario.jobs {
        let partition = chance.random_range(0..center.partitions.len());
        (job.request.center, job.request.partition) = (CenterId(0), PartitionId(partition as u16));
        job.request.shape = shape(ground, &center, &mut chance);
    }
    scenario.centers = vec![center];
    scenario
}

fn machine(ground: Ground, chance: &mut Chance) -> Center {
    let cores = |cores| Resources { memory_mib: 64, ..Resources::cores(cores) };
    let named =
        |number: usize, capacity: Resources, count: u32| pool(number, capacity, Nodes::Named { count });
    let pools = match ground {
        Ground::Counted => {
            vec![pool(0, cores(1), Nodes::Counted { processors: chance.random_range(1..=40) })]
        }
        Ground::SharedNodes => {
            vec![named(0, cores(chance.random_range(2..=6)), chance.random_range(1..=8))]
        }
        Ground::WholeNodes => vec![named(0, cores(4), chance.random_range(1..=16))],
        Ground::MixedShapes => vec![named(0, cores(4), chance.random_range(2..=8))],
        Ground::Accelerators => {
            let capacity = Resources { accelerators: 4, ..cores(8) };
            vec![named(0, capacity, chance.random_range(2..=6))]
        }
        Ground::Partitions | Ground::Anything | Ground::Rules => {
            let kind = |chance: &mut Chance, number: usize| {
                let accelerators = if chance.random_bool(0.4) { 4 } else { 0 };
                let capacity = Resources { accelerators, ..cores([4, 8][number % 2]) };
                named(number, capacity, chance.random_range(1..=5))
            };
            (0..chance.random_range(2..=3)).map(|number| kind(chance, number)).collect()
        }
    };
    let partitions = partitions(pools.len(), chance);
    Center::new("machine", "machine", pools, partitions, 5)
}

fn pool(number: usize, capacity: Resources, nodes: Nodes) -> Pool {
    let node_type = NodeType {
        name: format!("type-{number}"),
        capacity,
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: format!("pool-{number}"), node_type, nodes, lock: None }
}

/// One of each pool, and one of all of them in either direction.
fn partitions(pools: usize, chance: &mut Chance) -> Vec<Partition> {
    let mut all: Vec<PoolId> = (0..pools as u16).map(PoolId).collect();
    let own = |id: &PoolId| Partition { name: format!("partition-{}", id.0), pools: vec![*id] };
    let mut partitions: Vec<Partition> = if 1 < pools { all.iter().map(own).collect() } else { Vec::new() };
    if chance.random_bool(0.5) {
        all.reverse();
    }
    partitions.push(Partition { name: "all".into(), pools: all });
    partitions
}

/// A shape that fits on this ground, if it is empty; a few ask for more than there is.
fn shape(ground: Ground, center: &Center, chance: &mut Chance) -> Shape {
    let nodes: u32 = center.pools.iter().map(node_count).sum();
    let node = center.pools[chance.random_range(0..center.pools.len())].node_type.capacity;
    let whole = |chance: &mut Chance| Shape {
        tasks: chance.random_range(1..=nodes),
        per_task: Resources { memory_mib: 0, ..node },
        layout: Layout::OnePerNode,
    };
    match ground {
        Ground::Counted | Ground::SharedNodes => {
            Shape::processors(chance.random_range(1..=center.capacity().cores))
        }
        Ground::WholeNodes => whole(chance),
        Ground::MixedShapes
        | Ground::Accelerators
        | Ground::Partitions
        | Ground::Anything
        | Ground::Rules => {
            let layout = if chance.random_bool(0.5) { Layout::OnePerNode } else { Layout::Anywhere };
            let accelerators = u32::from(0 < node.accelerators);
            match chance.random_range(0..4) {
                0 => whole(chance),
                1 => Shape {
                    tasks: chance.random_range(1..=nodes),
                    per_task: Resources {
                        accelerators: node.accelerators / 2,
                        ..Resources::cores(node.cores / 2)
                    },
                    layout,
                },
                2 => Shape {
                    tasks: chance.random_range(1..=nodes),
                    per_task: Resources { accelerators, ..Resources::cores(1) },
                    layout,
                },
                _ => Shape::processors(chance.random_range(1..=node.cores * nodes / 2)),
            }
        }
    }
}

fn node_count(pool: &Pool) -> u32 {
    match pool.nodes {
        Nodes::Named { count } => count,
        Nodes::Counted { .. } => 1,
    }
}
