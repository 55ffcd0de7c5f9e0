//! How one centre was used over time: who held how much, how many waited, how much work waited.

use super::backlog::BacklogFold;
use super::gauge::Out;
use super::level::{Bins, Level};
use super::usage::each_pool;
use super::{Gauges, Strain, Timeline, Window};
use crate::model::{Center, CenterId, Lock, PartitionId, Pool, PoolId, Request, Time};
use crate::record::{Fact, JobState, Piece, Record};
use serde::{Deserialize, Serialize};

/// Follows one centre over time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TimelineFold {
    id: CenterId,
    bins: Bins,
    /// `busy[class][pool of the centre]`, in units of the pool.
    busy: Vec<Vec<Level>>,
    waiting: Level,
    /// Nodes that are kept for maintenance by locks, and the pools that have such locks.
    maintenance: Level,
    maintained: Vec<usize>,
    backlog: BacklogFold,
}

/// A share of what was there; nothing where nothing was.
fn part(of: f64, all: f64) -> f64 {
    if all <= 0.0 { 0.0 } else { of / all }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Way {
    In,
    Out,
}

impl Way {
    fn signed(self, amount: u128) -> i128 {
        let amount = i128::try_from(amount).expect("a job holds less than 2^127 unit microseconds");
        match self {
            Way::In => amount,
            Way::Out => -amount,
        }
    }
}

/// The nodes that are kept for maintenance, which everybody knows beforehand.
fn maintenance(center: &Center, bins: Bins) -> Level {
    let mut level = Level::new(bins);
    let locked = center.pools.iter().filter_map(|pool| Some((pool.nodes.size(), pool.lock.as_ref()?)));
    for (nodes, lock) in locked.filter(|(_, lock)| lock.is_maintenance()) {
        let always = [(Time::ZERO, Time::NEVER)];
        let windows = lock.windows_in_truth();
        let spans = if windows.is_always() { &always[..] } else { windows.spans() };
        for (from, until) in spans {
            level.change(*from, i128::from(nodes));
            level.change(*until, -i128::from(nodes));
        }
    }
    level
}

fn is_maintained(pool: &Pool) -> bool {
    pool.lock.as_ref().is_some_and(Lock::is_maintenance)
}

impl TimelineFold {
    pub(super) fn new(id: CenterId, center: &Center, classes: usize, bins: Bins) -> TimelineFold {
        let pools = vec![Level::new(bins); center.pools.len()];
        TimelineFold {
            id,
            bins,
            busy: vec![pools; classes],
            waiting: Level::new(bins),
            maintenance: maintenance(center, bins),
            maintained: (0..center.pools.len())
                .filter(|place| is_maintained(&center.pools[*place]))
                .collect(),
            backlog: BacklogFold::new(id, center, bins),
        }
    }

    pub(super) fn observe(&mut self, gauges: &Gauges, record: &Record<'_>) {
        let Fact::Job { request, pieces, ref fact } = record.fact else { return };
        self.backlog.observe(gauges, record.at, request, fact);
        let Some((before, after)) = fact.moves() else { return };
        for (state, way) in [(before, Way::Out), (after, Way::In)] {
            match state {
                JobState::Absent => {}
                JobState::Waiting => self.waiting.change(record.at, way.signed(1)),
                JobState::Running => self.change_busy(gauges, request, pieces, record.at, way),
            }
        }
    }

    fn change_busy(&mut self, gauges: &Gauges, request: &Request, pieces: &[Piece], at: Time, way: Way) {
        let first = gauges.number(self.id, PoolId(0));
        let levels = &mut self.busy[usize::from(request.class.0)];
        each_pool(gauges, self.id, request, pieces, |number, units| {
            levels[number - first].change(at, way.signed(u128::from(units)));
        });
    }

    pub(super) fn finish(&self, gauges: &Gauges) -> Timeline {
        let length = |bin: usize| self.bins.length(bin).as_micros() as f64;
        let room = |bin: usize| gauges.node_micros(self.id, self.bins.window(bin)) as f64;
        let busy = self.busy.iter().map(|pools| self.in_nodes(gauges, pools)).map(|nodes_micros| {
            let shares = nodes_micros.iter().enumerate();
            shares.map(|(bin, micros)| part(*micros, room(bin))).collect()
        });
        let mean = |level: &Level| {
            let integrals = level.integrals().into_iter().enumerate();
            integrals.map(|(bin, micros)| micros as f64 / length(bin)).collect()
        };
        let (down, maintenance) = self.nodes_out(gauges);
        let backlog = self.in_nodes(gauges, self.backlog.levels()).into_iter().enumerate();
        Timeline {
            center: self.id,
            start: Time::ZERO,
            bin: self.bins.width,
            busy: busy.collect(),
            waiting: mean(&self.waiting),
            backlog_hours: backlog.map(|(bin, work)| part(work, room(bin) * 3.6e9)).collect(),
            down_nodes: mean(&down),
            maintenance_nodes: mean(&maintenance),
        }
    }

    /// How hard the centre was asked in the bins that lie within the window, and each of its partitions where there are several.
    pub(super) fn strains(&self, gauges: &Gauges, window: Window) -> Vec<Strain> {
        let center = self.backlog.center();
        let first = window.start.as_micros().div_ceil(self.bins.width.as_micros()) as usize;
        let whole = |bin: &usize| self.bins.length(*bin) == self.bins.width;
        let bins: Vec<usize> = (first..self.bins.count()).filter(whole).collect();
        let start = Time::from_micros(first as u64 * self.bins.width.as_micros());
        let none = || vec![0.0; bins.len()];
        let empty = |partition: Option<PartitionId>| Strain {
            center: self.id,
            partition,
            start,
            bin: self.bins.width,
            room: none(),
            busy: none(),
            backlog: none(),
        };
        let mut strains = vec![empty(None)];
        if 1 < center.partitions.len() {
            let partitions = (0..center.partitions.len()).map(|place| PartitionId(place as u16));
            strains.extend(partitions.map(|partition| empty(Some(partition))));
        }
        for place in 0..center.pools.len() {
            let pool = PoolId(place as u16);
            let asked = self.asked_of_pool(gauges, pool, &bins);
            for strain in &mut strains {
                let is_meant = |id: PartitionId| center.partitions[usize::from(id.0)].pools.contains(&pool);
                if strain.partition.is_none_or(is_meant) {
                    strain.add(&asked);
                }
            }
        }
        strains
    }

    /// What of a pool was there, was in use and was waited for in each of some bins, in node-hours.
    fn asked_of_pool(&self, gauges: &Gauges, pool: PoolId, bins: &[usize]) -> Vec<[f64; 3]> {
        let (place, number) = (usize::from(pool.0), gauges.number(self.id, pool));
        let per_node = f64::from(gauges.of(number).units_per_node);
        // A node type without cores cannot hold a job, so that nobody asks for it.
        if per_node == 0.0 {
            return vec![[0.0; 3]; bins.len()];
        }
        let waiting = self.backlog.levels()[place].integrals();
        let held: Vec<Vec<u128>> = self.busy.iter().map(|pools| pools[place].integrals()).collect();
        let length = self.bins.width.as_micros() as f64;
        let of_bin = |bin: &usize| {
            let room = gauges.pool_node_micros(number, self.bins.window(*bin)) as f64 / 3.6e9;
            let units: u128 = held.iter().map(|bins| bins[*bin]).sum();
            let busy = units as f64 / per_node / 3.6e9;
            [room, busy, waiting[*bin] as f64 / per_node / length / 3.6e9]
        };
        bins.iter().map(of_bin).collect()
    }

    /// How many nodes had failed when, and how many were worked on. Of pools whose locks say when, that is known already.
    fn nodes_out(&self, gauges: &Gauges) -> (Level, Level) {
        let (mut down, mut maintenance) = (Level::new(self.bins), self.maintenance.clone());
        for (place, number) in gauges.of_center(self.id).enumerate() {
            let mut before = (0, 0);
            for Out { at, failed, worked } in gauges.outs(number) {
                let worked = if self.maintained.contains(&place) { 0 } else { worked };
                down.change(at, i128::from(failed - before.0));
                maintenance.change(at, i128::from(worked - before.1));
                before = (failed, worked);
            }
        }
        (down, maintenance)
    }

    /// For each bin, the integral over all pools in nodes times microseconds.
    fn in_nodes(&self, gauges: &Gauges, pools: &[Level]) -> Vec<f64> {
        let first = gauges.number(self.id, PoolId(0));
        let integrals: Vec<Vec<u128>> = pools.iter().map(Level::integrals).collect();
        (0..self.bins.count())
            .map(|bin| gauges.in_nodes(self.id, |number| integrals[number - first][bin]))
            .collect()
    }
}
