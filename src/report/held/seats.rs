//! The names of nodes and of what runs on them, and the numbers of their cores.

use crate::experiment::World;
use crate::model::{Center, CenterId, NodeId, Nodes, PoolId, Request};
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use crate::text::csv_cell;
use std::collections::BTreeMap;

/// What the nodes of a run and the jobs on them are called in files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    centers: Vec<CenterSeats>,
    classes: Vec<String>,
    tenants: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct CenterSeats {
    name: String,
    pools: Vec<PoolSeats>,
    /// The partition of each node, and its number in it, counted from 1.
    nodes: BTreeMap<NodeId, (String, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PoolSeats {
    first_node: u32,
    /// The number of its first core among those of all centres.
    first_core: u64,
    /// Nothing where processors are only counted.
    cores_per_node: Option<u32>,
}

/// A node as files call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat<'a> {
    pub(super) center: &'a str,
    /// Empty where processors are only counted.
    pub(super) partition: &'a str,
    /// Its number in its partition, counted from 1 as in `outages.csv`; nothing where processors are only counted.
    pub(super) node: Option<u32>,
}

impl Seats {
    /// Those of a scenario under a policy.
    #[must_use]
    pub fn of(scenario: &Scenario, policy: &PolicySpec) -> Seats {
        let world = World::of(scenario, policy, 0);
        let numbers = world.node_numbers().into_iter().map(|numbers| {
            let named = numbers.into_iter();
            named.map(|((_, node), (partition, number))| (node, (partition.to_owned(), number))).collect()
        });
        Seats {
            centers: numbered_cores(scenario.centers_under(policy), numbers),
            classes: scenario.workloads.iter().map(|workload| workload.name.clone()).collect(),
            tenants: scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect(),
        }
    }

    /// Those of one machine on which the jobs of a log run, which are of no class and of users by their numbers.
    #[must_use]
    pub fn of_machine(center: &Center) -> Seats {
        let ranges = center.node_numbers().into_iter().zip(&center.pools);
        let named = ranges.filter(|(_, pool)| matches!(pool.nodes, Nodes::Named { .. }));
        let numbers = named.flat_map(|(range, pool)| {
            (1..).zip(range).map(|(number, node)| (NodeId(node), (pool.name.clone(), number)))
        });
        let numbers = std::iter::once(numbers.collect());
        let centers = numbered_cores(std::slice::from_ref(center), numbers);
        Seats { centers, classes: Vec::new(), tenants: Vec::new() }
    }

    /// The same with names that may stand in a row of CSV as they are.
    #[must_use]
    pub(super) fn quoted(mut self) -> Seats {
        let quote = |name: &mut String| *name = csv_cell(name);
        for center in &mut self.centers {
            quote(&mut center.name);
            center.nodes.values_mut().for_each(|(partition, _)| quote(partition));
        }
        self.classes.iter_mut().chain(&mut self.tenants).for_each(quote);
        self
    }

    /// The centres by name.
    pub(super) fn centers(&self) -> impl Iterator<Item = &str> {
        self.centers.iter().map(|center| center.name.as_str())
    }

    pub(super) fn seat(&self, center: CenterId, node: NodeId) -> Seat<'_> {
        let center = &self.centers[usize::from(center.0)];
        let known = center.nodes.get(&node);
        let (partition, node) =
            known.map_or(("", None), |(partition, number)| (partition.as_str(), Some(*number)));
        Seat { center: &center.name, partition, node }
    }

    /// The number of the first core of a node among those of all centres, and how many it has; of processors that are only counted
    /// the first, and no end.
    pub(super) fn cores(&self, center: CenterId, pool: PoolId, node: NodeId) -> (u64, Option<u32>) {
        let pool = self.centers[usize::from(center.0)].pools[usize::from(pool.0)];
        match pool.cores_per_node {
            Some(each) => {
                (pool.first_core + u64::from(node.0 - pool.first_node) * u64::from(each), Some(each))
            }
            None => (pool.first_core, None),
        }
    }

    /// The class of a job; empty where it has none.
    pub(super) fn class(&self, request: &Request) -> &str {
        self.classes.get(usize::from(request.class.0)).map_or("", String::as_str)
    }

    /// The tenant of a job by name, or the number of its user in a log; empty where nobody knows.
    pub(super) fn tenant(&self, request: &Request) -> String {
        match self.tenants.get(request.tenant.0 as usize) {
            Some(name) => name.clone(),
            None if request.tenant.0 == 0 => String::new(),
            None => request.tenant.0.to_string(),
        }
    }
}

/// Cores are counted through the nodes of all centres, and behind these through processors that are only counted, which may
/// become more.
fn numbered_cores(
    centers: &[Center],
    numbers: impl Iterator<Item = BTreeMap<NodeId, (String, u32)>>,
) -> Vec<CenterSeats> {
    let mut next = 0;
    let mut seats: Vec<CenterSeats> = Vec::new();
    for (center, nodes) in centers.iter().zip(numbers) {
        let ranges = center.node_numbers().into_iter().zip(&center.pools);
        let pools = ranges.map(|(range, pool)| {
            let cores_per_node = match pool.nodes {
                Nodes::Named { .. } => Some(pool.node_type.capacity.cores),
                Nodes::Counted { .. } => None,
            };
            let (first_core, first_node) = (next, range.start);
            next += u64::from(cores_per_node.unwrap_or(0)) * range.len() as u64;
            PoolSeats { first_node, first_core, cores_per_node }
        });
        seats.push(CenterSeats { name: center.name.clone(), pools: pools.collect(), nodes });
    }
    let counted = seats.iter_mut().flat_map(|center| &mut center.pools);
    let sizes = centers.iter().flat_map(|center| &center.pools).map(|pool| pool.nodes.size());
    for (pool, size) in counted.zip(sizes).filter(|(pool, _)| pool.cores_per_node.is_none()) {
        pool.first_core = next;
        next += u64::from(size);
    }
    seats
}
