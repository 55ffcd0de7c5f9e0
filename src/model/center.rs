//! Centres: their nodes in pools, the partitions that jobs are sent to, locked shares, and their tenants.

use super::{
    CenterId, Claims, GroupId, Layout, Lock, PartitionId, PoolId, Request, Resources, Rules, Shape, Time,
    Work,
};
use serde::{Deserialize, Serialize};

/// Which list of pools is open to a job: an index into [`Center::access_lists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct AccessId(pub u16);

/// Peak speed of one accelerator or node in TFLOPS, by precision; zero where the maker states none.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
pub struct PeakFlops {
    /// Half precision (FP16), the figure by which Chinese AI centres are sold.
    pub fp16: f64,
    /// Single precision.
    pub fp32: f64,
    /// Double precision, the figure of supercomputers.
    pub fp64: f64,
}

/// An accelerator as its maker describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// The name, as in the hardware catalogue.
    pub name: String,
    /// Peak speed of one device in TFLOPS.
    pub peak_tflops: PeakFlops,
}

/// A kind of node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeType {
    /// The name, as in the hardware catalogue or in the scenario.
    pub name: String,
    /// What one node has.
    pub capacity: Resources,
    /// The accelerators in it, if any.
    pub device: Option<Device>,
    /// Peak speed of the whole node in TFLOPS, accelerators included.
    pub peak_tflops: PeakFlops,
    /// Power drawn by an idle node in watts.
    pub idle_watts: f64,
    /// Power drawn by a fully used node in watts.
    pub busy_watts: f64,
}

/// Whether the nodes of a pool are real or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nodes {
    /// Each node is known by name, and a job holds particular ones.
    Named {
        /// How many.
        count: u32,
    },
    /// The pool is a number of processors and nothing else.
    Counted {
        /// How many.
        processors: u32,
    },
}

impl Nodes {
    /// How many nodes there are, or processors where only these are counted.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Nodes::Named { count } => count,
            Nodes::Counted { processors } => processors,
        }
    }

    /// The same with another size.
    #[must_use]
    pub const fn resized(self, size: u32) -> Nodes {
        match self {
            Nodes::Named { .. } => Nodes::Named { count: size },
            Nodes::Counted { .. } => Nodes::Counted { processors: size },
        }
    }
}

/// Equal nodes that are handed out together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// The name, unique in its centre.
    pub name: String,
    /// The kind of its nodes.
    pub node_type: NodeType,
    /// The nodes themselves.
    pub nodes: Nodes,
    /// The groups that alone may use it, where it is locked.
    pub lock: Option<Lock>,
}

impl Pool {
    /// Everything the pool has.
    #[must_use]
    pub fn capacity(&self) -> Resources {
        match self.nodes {
            Nodes::Named { count } => self.node_type.capacity.scaled(count),
            Nodes::Counted { processors } => Resources::cores(processors),
        }
    }

    /// Whether an empty pool would hold a task of this shape, which is soon told.
    #[must_use]
    #[inline]
    pub fn holds(&self, shape: Shape) -> bool {
        match self.nodes {
            Nodes::Named { count } => 0 < count && self.node_type.capacity.covers(shape.per_task),
            Nodes::Counted { .. } => self.capacity().covers(shape.per_task),
        }
    }

    /// How many tasks of this shape an empty pool would hold.
    #[must_use]
    #[inline]
    pub fn slots(&self, shape: Shape) -> u64 {
        match self.nodes {
            Nodes::Named { count } => u64::from(count) * u64::from(shape.slots_on(self.node_type.capacity)),
            Nodes::Counted { .. } => u64::from(shape.slots_on(self.capacity())),
        }
    }
}

impl Shape {
    /// How many tasks of this shape a node with so much free can take.
    #[must_use]
    #[inline]
    pub fn slots_on(self, free: Resources) -> u32 {
        let most = match self.layout {
            super::Layout::OnePerNode => 1,
            super::Layout::Anywhere => u32::MAX,
        };
        free.times(self.per_task).min(most)
    }

    /// Whether its tasks take nothing but cores, on whatever nodes.
    #[must_use]
    pub fn takes_cores_alone(self) -> bool {
        let Resources { accelerators, memory_mib, .. } = self.per_task;
        accelerators == 0 && memory_mib == 0 && self.layout == super::Layout::Anywhere
    }
}

/// What jobs are submitted to: a name for some pools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// The name, unique in its centre.
    pub name: String,
    /// Its pools, locked ones included.
    pub pools: Vec<PoolId>,
}

/// A centre: pools of nodes behind partitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Center {
    /// The short name used in files (`wuhan-ai`).
    pub name: String,
    /// The full name for people (`Wuhan AI Computing Center 武汉人工智能计算中心`).
    pub title: String,
    /// Its nodes.
    pub pools: Vec<Pool>,
    /// Its partitions.
    pub partitions: Vec<Partition>,
    /// The distinct lists of pools that a job may find open, in the order in which a job fills them.
    pub access_lists: Vec<Vec<PoolId>>,
    /// For each partition, for each group of tenants, which of the lists is open to it.
    pub access: Vec<Vec<AccessId>>,
    /// The shares of each tenant under fair-share; who is not listed has one.
    pub tenant_shares: Vec<u32>,
    /// How much of it each account and tenant may claim.
    pub claims: Claims,
    /// By pool, how many nodes stand by beside its own, to take the place of nodes that fail; none where nothing is said.
    pub spares: Vec<u32>,
    /// Work on its nodes that waits for jobs to end.
    pub works: Vec<Work>,
    /// Its limits, quotas and the like.
    pub rules: Rules,
}

impl Center {
    /// A centre; works out what each group of tenants may use: its locked pools first, then what is open to
    /// all, then what others lend.
    #[must_use]
    pub fn new(
        name: &str,
        title: &str,
        pools: Vec<Pool>,
        partitions: Vec<Partition>,
        groups: usize,
    ) -> Center {
        let mut access_lists: Vec<Vec<PoolId>> = Vec::new();
        let mut access = Vec::new();
        for partition in &partitions {
            let mut row = Vec::new();
            for group in 0..groups.max(1) {
                let list = open_pools(&pools, partition, GroupId(group as u16));
                let place = access_lists.iter().position(|known| *known == list).unwrap_or_else(|| {
                    access_lists.push(list);
                    access_lists.len() - 1
                });
                row.push(AccessId(place as u16));
            }
            access.push(row);
        }
        Center {
            name: name.into(),
            title: title.into(),
            pools,
            partitions,
            access_lists,
            access,
            tenant_shares: Vec::new(),
            claims: Claims::default(),
            spares: Vec::new(),
            works: Vec::new(),
            rules: Rules::default(),
        }
    }

    /// A machine of which only the number of processors is known.
    #[must_use]
    pub fn counted(name: &str, processors: u32) -> Center {
        let node_type = NodeType {
            name: "processor".into(),
            capacity: Resources::cores(1),
            device: None,
            peak_tflops: PeakFlops::default(),
            idle_watts: 0.0,
            busy_watts: 0.0,
        };
        let pool = Pool { name: "all".into(), node_type, nodes: Nodes::Counted { processors }, lock: None };
        Center::of_one_pool(name, pool)
    }

    /// A machine of so many equal nodes with so many cores each.
    #[must_use]
    pub fn of_nodes(name: &str, count: u32, capacity: Resources) -> Center {
        let node_type = NodeType {
            name: "node".into(),
            capacity,
            device: None,
            peak_tflops: PeakFlops::default(),
            idle_watts: 0.0,
            busy_watts: 0.0,
        };
        Center::of_one_pool(
            name,
            Pool { name: "all".into(), node_type, nodes: Nodes::Named { count }, lock: None },
        )
    }

    fn of_one_pool(name: &str, pool: Pool) -> Center {
        let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
        Center::new(name, name, vec![pool], vec![partition], 1)
    }

    /// Which list of pools is open to this group in this partition. A group that the centre does not know of (a log's)
    /// is treated as the first.
    #[must_use]
    #[inline]
    pub fn access_of(&self, partition: PartitionId, group: GroupId) -> AccessId {
        let row = &self.access[usize::from(partition.0)];
        row[usize::from(group.0).min(row.len() - 1)]
    }

    /// How many nodes stand by beside those of a pool, to take the place of nodes that fail.
    #[must_use]
    pub fn spares_of(&self, pool: PoolId) -> u32 {
        self.spares.get(usize::from(pool.0)).copied().unwrap_or(0)
    }

    /// The pools of a list, in the order in which a job fills them.
    #[must_use]
    #[inline]
    pub fn pools_of(&self, access: AccessId) -> &[PoolId] {
        &self.access_lists[usize::from(access.0)]
    }

    /// On how many nodes a job runs that has nodes to itself: one for each task, or as few as hold them all.
    #[must_use]
    pub fn nodes_for(&self, request: &Request) -> u32 {
        let Shape { tasks, per_task, layout } = request.shape;
        let pools = self.pools_of(self.access_of(request.partition, request.group));
        let on_each = pools
            .first()
            .map_or(1, |pool| self.pools[usize::from(pool.0)].node_type.capacity.times(per_task));
        match layout {
            Layout::OnePerNode => tasks,
            Layout::Anywhere => tasks.div_ceil(on_each.max(1)),
        }
    }

    /// Whether the owners of a lock find this list of pools open to them somewhere.
    #[must_use]
    pub fn is_owners_list(&self, access: AccessId, lock: &Lock) -> bool {
        let mut rows = self.access.iter();
        rows.any(|row| {
            let owners = lock.owners.iter();
            owners.into_iter().any(|group| row[usize::from(group.0).min(row.len() - 1)] == access)
        })
    }

    /// Everything the centre has.
    #[must_use]
    pub fn capacity(&self) -> Resources {
        let mut all = Resources::default();
        for pool in &self.pools {
            all += pool.capacity();
        }
        all
    }

    /// Peak speed in PFLOPS at half precision.
    #[must_use]
    pub fn peak_pflops_fp16(&self) -> f64 {
        self.pools
            .iter()
            .map(|pool| match pool.nodes {
                Nodes::Named { count } => f64::from(count) * pool.node_type.peak_tflops.fp16 / 1e3,
                Nodes::Counted { .. } => 0.0,
            })
            .sum()
    }
}

fn open_pools(pools: &[Pool], partition: &Partition, group: GroupId) -> Vec<PoolId> {
    let locked_for_group =
        |id: &PoolId| pools[usize::from(id.0)].lock.as_ref().is_some_and(|lock| lock.owners.contains(&group));
    let open_to_all = |id: &PoolId| pools[usize::from(id.0)].lock.is_none();
    let lent = |id: &PoolId| {
        let lock = pools[usize::from(id.0)].lock.as_ref();
        lock.is_some_and(|lock| !lock.owners.contains(&group) && !lock.is_absolute())
    };
    let mut list: Vec<PoolId> = partition.pools.iter().copied().filter(locked_for_group).collect();
    list.extend(partition.pools.iter().copied().filter(open_to_all));
    list.extend(partition.pools.iter().copied().filter(lent));
    list
}

/// A group of tenants that have something in common ("120 enterprises").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantGroup {
    /// The short name (`enterprises`).
    pub name: String,
    /// The name for people.
    pub title: String,
}

/// Somebody who submits jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// The name, unique in the scenario.
    pub name: String,
    /// The group it belongs to.
    pub group: GroupId,
    /// Its weight among the tenants of its group: who submits how much.
    pub activity: f64,
    /// Its shares of the machine for fair-share, 1 where nothing is said.
    pub shares: u32,
    /// Its home centre, where it has only one.
    pub home: Option<CenterId>,
    /// From when on it submits jobs.
    pub joins: Time,
}
