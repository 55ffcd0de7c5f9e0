//! How long jobs had waited that started in each bin: the mean and the longest.

use super::bins::{BINS_MAX, Bins, Merge};
use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Bin {
    jobs: u64,
    sum: u128,
    longest: u64,
}

impl Merge for Bin {
    fn merge(&mut self, next: &Bin) {
        self.jobs += next.jobs;
        self.sum += next.sum;
        self.longest = self.longest.max(next.longest);
    }
}

/// The waits of jobs by the instant at which they started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Waits(Bins<Bin>);

/// How waits went: in hours, bin by bin; nothing where no job started.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitCourse {
    /// The width of a bin in seconds; the first begins at time zero.
    pub bin_secs: f64,
    /// The mean wait in hours.
    pub mean: Vec<Option<f64>>,
    /// The longest.
    pub longest: Vec<Option<f64>>,
}

impl Waits {
    pub(super) fn new(horizon: Option<u64>) -> Waits {
        Waits(Bins::new(horizon, BINS_MAX))
    }

    pub(super) fn note(&mut self, at: Time, waited: Span) {
        let bin = self.0.reach(at.as_micros());
        let bin = &mut self.0.all[bin];
        bin.jobs += 1;
        bin.sum += u128::from(waited.as_micros());
        bin.longest = bin.longest.max(waited.as_micros());
    }

    pub(super) fn course(&self, count: usize) -> WaitCourse {
        let bins = self.0.clone().at_most(count);
        let known = |bin: &Bin, micros: f64| (0 < bin.jobs).then_some(micros / 3.6e9);
        WaitCourse {
            bin_secs: bins.width as f64 / 1e6,
            mean: bins.all.iter().map(|bin| known(bin, bin.sum as f64 / bin.jobs.max(1) as f64)).collect(),
            longest: bins.all.iter().map(|bin| known(bin, bin.longest as f64)).collect(),
        }
    }
}
