//! How loaded each centre is, kept event by event, so that a router can ask.

use crate::cluster::Cluster;
use crate::model::{AccessId, Center, CenterId, PartitionId, Request, Time};
use crate::policy::Known;
use serde::{Deserialize, Serialize};

/// The loads of all centres. Partitions that share nodes count together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Loads {
    /// By centre and partition: with which others it counts.
    shared: Vec<Vec<u16>>,
    /// By centre and by that.
    known: Vec<Vec<Known>>,
}

/// What was seen of all centres at one instant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct View {
    /// When.
    pub(super) at: Time,
    known: Vec<Vec<Known>>,
    /// By centre and access list: how many units were free.
    free: Vec<Vec<u64>>,
}

impl Loads {
    pub(super) fn new<'a>(centers: impl Iterator<Item = &'a Center>) -> Loads {
        let shared: Vec<Vec<u16>> = centers.map(shared).collect();
        let count = |row: &Vec<u16>| row.iter().max().map_or(0, |most| usize::from(*most) + 1);
        let known = shared.iter().map(|row| vec![Known::default(); count(row)]).collect();
        Loads { shared, known }
    }

    /// The load of a place now.
    pub(super) fn of(&self, center: CenterId, partition: PartitionId) -> &Known {
        let place = usize::from(center.0);
        &self.known[place][usize::from(self.shared[place][usize::from(partition.0)])]
    }

    fn of_request(&mut self, request: &Request) -> &mut Known {
        let place = usize::from(request.center.0);
        &mut self.known[place][usize::from(self.shared[place][usize::from(request.partition.0)])]
    }

    /// A job waits from now on, or no longer.
    pub(super) fn wait(&mut self, request: &Request, units: u32, joins: bool) {
        let known = self.of_request(request);
        let work = u128::from(units) * u128::from(request.estimate.as_micros());
        if joins {
            known.waiting_jobs += 1;
            known.waiting_units += u64::from(units);
            known.waiting_work += work;
        } else {
            known.waiting_jobs -= 1;
            known.waiting_units -= u64::from(units);
            known.waiting_work -= work;
            assert!(known.waiting_jobs != 0 || known.waiting_work == 0, "nobody waits for work that waits");
        }
    }

    /// A job that started then runs from now on, or no longer.
    pub(super) fn run(&mut self, request: &Request, units: u32, start: Time, joins: bool) {
        let known = self.of_request(request);
        let until = u128::from(units) * u128::from((start + request.estimate).as_micros());
        if joins {
            known.running_jobs += 1;
            known.running_units += u64::from(units);
            known.running_until += until;
        } else {
            known.running_jobs -= 1;
            known.running_units -= u64::from(units);
            known.running_until -= until;
            assert!(
                known.running_jobs != 0 || known.running_until == 0,
                "nobody runs, and somebody is to leave"
            );
        }
    }

    /// Everything as it is now.
    pub(super) fn view<'a>(&self, at: Time, sites: impl Iterator<Item = (&'a Center, &'a Cluster)>) -> View {
        let free = |(center, cluster): (&Center, &Cluster)| {
            let lists = 0..center.access_lists.len();
            lists.map(|list| cluster.free_units(AccessId(list as u16))).collect()
        };
        View { at, known: self.known.clone(), free: sites.map(free).collect() }
    }

    /// The load of a place as it was seen then.
    pub(super) fn seen(&self, view: &View, request: &Request, access: AccessId) -> Known {
        let place = usize::from(request.center.0);
        let shared = self.shared[place][usize::from(request.partition.0)];
        let known = view.known[place][usize::from(shared)];
        Known { free: view.free[place][usize::from(access.0)], ..known }
    }
}

/// For each partition of a centre, the number of those that share nodes with it, by way of others too.
fn shared(center: &Center) -> Vec<u16> {
    let mut numbers: Vec<usize> = (0..center.partitions.len()).collect();
    for later in 0..numbers.len() {
        for earlier in 0..later {
            let pools = &center.partitions[earlier].pools;
            let meets = center.partitions[later].pools.iter().any(|pool| pools.contains(pool));
            if meets {
                let (from, to) = (numbers[later], numbers[earlier]);
                numbers.iter_mut().filter(|number| **number == from).for_each(|number| *number = to);
            }
        }
    }
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    numbers.iter().map(|number| distinct.partition_point(|other| other < number) as u16).collect()
}
