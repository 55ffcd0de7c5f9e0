//! Random scenarios: small, and full of what goes wrong at the edges.

use super::users;
use rand::RngExt;
use suanli::model::{
    Center, CenterId, Chance, ClassId, Due, GroupId, Job, JobId, Layout, Lock, NodeType, Nodes, Partition,
    PartitionId, PeakFlops, Pool, PoolId, Request, Resources, Shape, Span, Streams, TenantId, Time, Use,
};
use suanli::workload::Synthetic;

/// Centres and the jobs sent to them.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) centers: Vec<Center>,
    pub(crate) jobs: Vec<Job>,
    /// Users who take the place of the jobs, in some scenarios.
    pub(crate) users: Option<Synthetic>,
    pub(crate) horizon: Time,
}

impl Scenario {
    /// The scenario of a seed: one to three centres of one to four pools behind one to three partitions, one to five groups of
    /// tenants, and up to eighty jobs, or (a fifth) users of models and applications. Half of them have no horizon.
    pub(crate) fn random(seed: u64) -> Scenario {
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "laws");
        let groups = chance.random_range(1..=5);
        let centers: Vec<Center> =
            (0..chance.random_range(1..=3)).map(|number| center(&mut chance, number, groups)).collect();
        let pace = Pace { gap: chance.random_range(0..=20), longest: chance.random_range(1..=60) };
        let mut submit = 0;
        let jobs = (0..chance.random_range(0..=80))
            .map(|id| {
                submit += chance.random_range(0..=pace.gap);
                job(&mut chance, id, submit, pace.longest, groups, &centers)
            })
            .collect();
        let horizon = if chance.random_bool(0.5) {
            Time::NEVER
        } else {
            Time::from_micros(chance.random_range(0..=200 * 1_000_000))
        };
        let users = users::users(seed, &centers, groups);
        // Users submit for a day; where there is a horizon, some still wait then.
        let stretched = if users.is_some() { 360 } else { 1 };
        let horizon = match horizon {
            Time::NEVER => horizon,
            early => Time::from_micros(early.as_micros() * stretched),
        };
        Scenario { seed, centers, jobs, users, horizon }
    }
}

/// How fast jobs come, and how long the longest runs, in seconds.
struct Pace {
    gap: u64,
    longest: u64,
}

fn center(chance: &mut Chance, number: usize, groups: u16) -> Center {
    let pools: Vec<Pool> = (0..chance.random_range(1..=4)).map(|id| pool(chance, id, groups)).collect();
    let partitions = (0..chance.random_range(1..=3)).map(|id| partition(chance, id, pools.len())).collect();
    let name = format!("centre-{number}");
    let mut center = Center::new(&name, &name, pools, partitions, usize::from(groups));
    center.tenant_shares = (0..chance.random_range(0..=6)).map(|_| chance.random_range(1..=3)).collect();
    center
}

fn pool(chance: &mut Chance, id: usize, groups: u16) -> Pool {
    let has_accelerators = chance.random_bool(0.7);
    let capacity = Resources {
        cores: chance.random_range(2..=9),
        accelerators: if has_accelerators { chance.random_range(1..=3) } else { 0 },
        memory_mib: chance.random_range(10..=64),
    };
    let nodes = if chance.random_bool(0.8) {
        Nodes::Named { count: chance.random_range(1..=16) }
    } else {
        Nodes::Counted { processors: chance.random_range(1..=40) }
    };
    let lock = chance.random_bool(0.3).then(|| {
        let owners = (0..groups).filter(|_| chance.random_bool(0.5)).map(GroupId).collect();
        Lock { name: format!("lock-{id}"), owners, ..Lock::default() }
    });
    let node_type = NodeType {
        name: format!("type-{id}"),
        capacity,
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: format!("pool-{id}"), node_type, nodes, lock }
}

/// Some of the pools, in any order; never none.
fn partition(chance: &mut Chance, id: usize, pools: usize) -> Partition {
    let first = chance.random_range(0..pools);
    let mut list = vec![PoolId(first as u16)];
    for other in (0..pools).filter(|other| *other != first) {
        if chance.random_bool(0.5) {
            list.push(PoolId(other as u16));
        }
    }
    Partition { name: format!("partition-{id}"), pools: list }
}

fn job(chance: &mut Chance, id: u64, submit: u64, longest: u64, groups: u16, centers: &[Center]) -> Job {
    let home = chance.random_range(0..centers.len());
    let tenant = chance.random_range(0..8);
    // Some users are bad at guessing: a third of all runs is cut off, and some are over at once.
    let walltime = Span::from_secs(chance.random_range(1..=longest));
    let work = if chance.random_bool(0.1) {
        Span::ZERO
    } else {
        Span::from_micros(chance.random_range(1..=longest * 1_000_000))
    };
    let request = Request {
        id: JobId(id),
        submit: Time::from_secs(submit),
        walltime,
        estimate: walltime,
        shape: shape(chance),
        tenant: TenantId(tenant),
        group: GroupId(tenant as u16 % groups),
        class: ClassId(chance.random_range(0..3)),
        center: CenterId(home as u16),
        partition: PartitionId(chance.random_range(0..centers[home].partitions.len()) as u16),
        due: Due::NEVER,
    };
    Job { request, work }
}

fn shape(chance: &mut Chance) -> Shape {
    if chance.random_bool(0.3) {
        return Shape::processors(chance.random_range(1..=20));
    }
    let wants_accelerators = chance.random_bool(0.3);
    let per_task = Resources {
        cores: chance.random_range(u32::from(!wants_accelerators)..=5),
        accelerators: if wants_accelerators { chance.random_range(1..=2) } else { 0 },
        memory_mib: if chance.random_bool(0.2) { chance.random_range(1..=20) } else { 0 },
    };
    let layout = if chance.random_bool(0.5) { Layout::OnePerNode } else { Layout::Anywhere };
    Shape { tasks: chance.random_range(1..=7), per_task, layout }
}
