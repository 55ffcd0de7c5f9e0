//! Many futures of one snapshot, and what is known of each job besides: all that a forecast is made of.

use super::coming::{Arrivals, DAYS_MAX};
use super::features::features;
use super::figures::{Bands, Figures, quantile};
use super::future::Ground;
use super::past::Past;
use super::runs::Runs;
use crate::model::{PartitionId, Streams};
use crate::policy::PolicySpec;
use crate::snapshot::Snapshot;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

/// When the jobs of a snapshot start is asked like this.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// All that is known of such jobs.
    pub past: &'a Past,
    /// The policy that is simulated.
    pub policy: &'a PolicySpec,
    /// In how many futures.
    pub futures: u32,
    /// The seed of all chance.
    pub seed: u64,
}

/// All that is expected of a waiting job.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// How many seconds after the instant it starts in each future, ascending.
    pub starts: Vec<u64>,
    /// What else is known of it, by which forecasts are corrected.
    pub features: Vec<f64>,
}

/// Simulates many futures of a snapshot, in parallel. All that is expected of each of its waiting jobs, in their order.
#[must_use]
pub fn outlook(asking: Asking<'_>, snapshot: &Snapshot) -> Vec<Expected> {
    let Asking { past, policy, futures, seed } = asking;
    let runs = Runs::known_at(&past.jobs, snapshot.at);
    let machine = snapshot.center.capacity().cores;
    let named = (0..).zip(&snapshot.center.partitions);
    let partitions = named.filter_map(|(number, of)| Some((past.queue(&of.name)?, PartitionId(number))));
    let partitions = partitions.collect();
    let arrivals = Arrivals::before(&past.jobs, snapshot.at, &runs, machine).sent_to(partitions);
    let ground = Ground::new(snapshot, policy, &runs, Some(&arrivals));
    let play = |future: u32| ground.play(Streams::new(seed, u64::from(future)));
    let played: Vec<Vec<Option<u64>>> = (0..futures).into_par_iter().map(play).collect();
    let never = DAYS_MAX * 86_400;
    let mut starts: Vec<Vec<u64>> = vec![Vec::with_capacity(futures as usize); snapshot.waiting.len()];
    for future in played {
        for (starts, start) in starts.iter_mut().zip(future) {
            starts.push(start.unwrap_or(never).min(never));
        }
    }
    starts.iter_mut().for_each(|starts| starts.sort_unstable());
    let features = features(past, snapshot, &starts);
    starts.into_iter().zip(features).map(|(starts, features)| Expected { starts, features }).collect()
}

impl Expected {
    /// The figures of the bare simulation.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let within = self.starts.partition_point(|start| *start <= 3_600);
        Figures::of(&self.bands(), within as f64 / self.starts.len().max(1) as f64)
    }

    /// The intervals of the bare simulation.
    #[must_use]
    pub fn bands(&self) -> Bands {
        Bands::of(|share| quantile(&self.starts, share))
    }
}
