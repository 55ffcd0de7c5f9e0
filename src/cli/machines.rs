//! Partitions of a scenario, and their locked parts, that have other sizes from a state on: the same machine under every policy.

use crate::engine::Resize;
use crate::model::{Center, CenterId, Nodes, Pool, PoolId};
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use crate::workload::Workload;

/// The centres as they are by now, under each policy.
#[derive(Debug)]
pub(super) struct Machines(Vec<Machine>);

#[derive(Debug)]
struct Machine {
    policy: String,
    centers: Vec<Center>,
}

/// Nodes of a centre that are named together: a partition with all its nodes, or a locked part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    center: CenterId,
    partition: String,
    /// The locked part, by the name of its pool.
    locked: Option<String>,
}

/// What has another size under one policy.
#[derive(Debug, Default)]
pub(super) struct Resized {
    pub(super) sizes: Vec<Resize>,
    /// Whether any of these had another size before.
    pub(super) changes: bool,
}

impl Share {
    /// Whether it is a locked part.
    pub(super) const fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    /// How many nodes the demand that is sent to these partitions' pools is stated for, of the partition that this is or is a part
    /// of; nothing where none of them are its own.
    pub(super) fn demand_nodes_of(&self, scenario: &Scenario, workload: &Workload) -> Option<u64> {
        let center = scenario.basis.center(workload.center);
        let pools = &center.partitions[usize::from(workload.partition.0)].pools;
        let pools = pools.iter().map(|pool| &center.pools[usize::from(pool.0)]);
        let own = pools.filter(|pool| self.center == workload.center && partition_of(pool) == self.partition);
        let nodes: u64 = own.map(|pool| u64::from(pool.nodes.size())).sum();
        (0 < nodes).then_some(nodes)
    }

    /// The partition that it is, or is a part of.
    pub(super) fn partition(&self) -> &str {
        &self.partition
    }

    fn name(&self) -> &str {
        self.locked.as_ref().unwrap_or(&self.partition)
    }
}

impl Machines {
    pub(super) fn of(scenario: &Scenario) -> Machines {
        let machine = |policy: &PolicySpec| Machine {
            policy: policy.name.clone(),
            centers: scenario.centers_under(policy).to_vec(),
        };
        Machines(scenario.policies.iter().map(machine).collect())
    }

    /// What has this name, with or without that of its centre in front.
    pub(super) fn share_named(&self, name: &str) -> Result<Share, String> {
        let shares = self.shares();
        let centers = &self.0[0].centers;
        let full = |share: &Share| format!("{}.{}", centers[usize::from(share.center.0)].name, share.name());
        let mut found = shares.iter().filter(|share| share.name() == name || full(share) == name);
        let known = || {
            let name = |share: &Share| if centers.len() == 1 { share.name().to_owned() } else { full(share) };
            shares.iter().map(name).collect::<Vec<String>>().join(", ")
        };
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only.clone()),
            (None, _) => Err(format!("the pools are {}", known())),
            (Some(_), Some(_)) => Err(format!(
                "several centres have a pool of this name; say whose, as capacity.CENTER.POOL: {}",
                known()
            )),
        }
    }

    /// Everything that any policy has.
    fn shares(&self) -> Vec<Share> {
        let mut shares: Vec<Share> = Vec::new();
        for machine in &self.0 {
            for (center, place) in machine.centers.iter().zip(0..) {
                for pool in &center.pools {
                    let whole = Share {
                        center: CenterId(place),
                        partition: partition_of(pool).to_owned(),
                        locked: None,
                    };
                    let locked = pool
                        .lock
                        .as_ref()
                        .map(|_| Share { locked: Some(pool.name.clone()), ..whole.clone() });
                    let new = |share: &Share| !shares.contains(share);
                    let new: Vec<Share> = std::iter::once(whole).chain(locked).filter(new).collect();
                    shares.extend(new);
                }
            }
        }
        shares
    }

    /// Gives it another size, and tells by policy what that changes.
    pub(super) fn resize(&mut self, share: &Share, size: u32) -> Result<Vec<Resized>, String> {
        self.0.iter_mut().map(|machine| machine.resize(share, size)).collect()
    }

    /// Why the policies could not be compared any more, where a partition is larger under one than under another.
    pub(super) fn unequal(&self) -> Option<String> {
        let first = &self.0[0];
        for share in self.shares().iter().filter(|share| !share.is_locked()) {
            let size = first.size(share);
            let other = self.0.iter().find(|other| other.size(share) != size);
            if let Some(other) = other {
                let Share { partition, .. } = share;
                return Some(format!(
                    "--set: `{partition}` would have {size} nodes under policy `{}` and {} under `{}`, and a comparison needs one \
                     machine: say capacity.{partition}=N as well, which counts locked nodes and others",
                    first.policy,
                    other.size(share),
                    other.policy
                ));
            }
        }
        None
    }
}

impl Machine {
    fn resize(&mut self, share: &Share, size: u32) -> Result<Resized, String> {
        let center = &mut self.centers[usize::from(share.center.0)];
        let sizes = sizes(&center.pools, share, size)
            .map_err(|why| format!("under policy `{}` {why}", self.policy))?;
        let mut resized = Resized::default();
        for (place, size) in sizes {
            let nodes = &mut center.pools[place].nodes;
            let next = nodes.resized(size);
            resized.changes |= *nodes != next;
            *nodes = next;
            resized.sizes.push(Resize { center: share.center, pool: PoolId(place as u16), size });
        }
        refuse_uncountable(center)?;
        Ok(resized)
    }

    /// How many nodes a partition has.
    fn size(&self, share: &Share) -> u64 {
        let pools = self.centers[usize::from(share.center.0)].pools.iter();
        pools
            .filter(|pool| partition_of(pool) == share.partition)
            .map(|pool| u64::from(pool.nodes.size()))
            .sum()
    }
}

/// The sizes of pools where a partition, or a locked part of it, has this one. Locked parts keep their nodes as far as these suffice.
fn sizes(pools: &[Pool], share: &Share, size: u32) -> Result<Vec<(usize, u32)>, String> {
    let partition = &share.partition;
    if let Some(locked) = &share.locked {
        let place = pools.iter().position(|pool| pool.name == *locked).ok_or_else(|| {
            format!(
                "there is no `{locked}`: say capacity.{partition}=N, which counts locked nodes and others"
            )
        })?;
        return Ok(vec![(place, size)]);
    }
    let mut sizes = Vec::new();
    let mut left = size;
    let own = pools.iter().enumerate().filter(|(_, pool)| partition_of(pool) == partition);
    let (locked, open): (Vec<_>, Vec<_>) = own.partition(|(_, pool)| pool.lock.is_some());
    for (place, pool) in locked {
        let kept = pool.nodes.size().min(left);
        left -= kept;
        sizes.push((place, kept));
    }
    match open[..] {
        [(place, _), ..] => sizes.push((place, left)),
        [] if 0 < left => {
            return Err(format!(
                "all of `{partition}` is locked: say which of its locked parts has how many nodes"
            ));
        }
        [] => {}
    }
    Ok(sizes)
}

/// The partition whose own nodes a pool has; a locked pool has the name of its lock behind that.
fn partition_of(pool: &Pool) -> &str {
    match (&pool.lock, pool.name.split_once('/')) {
        (Some(_), Some((partition, _))) => partition,
        (Some(_), None) | (None, _) => &pool.name,
    }
}

/// More cores or accelerators than can be counted are a slip of the finger.
fn refuse_uncountable(center: &Center) -> Result<(), String> {
    let (mut cores, mut accelerators) = (0_u64, 0_u64);
    for pool in &center.pools {
        let (nodes, each) = match pool.nodes {
            Nodes::Named { count } => (count, pool.node_type.capacity),
            Nodes::Counted { processors } => (processors, crate::model::Resources::cores(1)),
        };
        cores += u64::from(nodes) * u64::from(each.cores);
        accelerators += u64::from(nodes) * u64::from(each.accelerators);
    }
    let most = cores.max(accelerators);
    if most <= u64::from(u32::MAX) {
        return Ok(());
    }
    Err(format!("the centre would have {most} cores or accelerators; at most {} can be", u32::MAX))
}
