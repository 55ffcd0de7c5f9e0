//! Limits of the application catalogue: any popular value that suffices, and now and then one that does not.

use super::Limit;
use crate::model::{Chance, uniform};
use crate::workload::application::Requests;

/// Popular limits of one kind of job, ready to draw from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PopularLimits {
    secs: Vec<u64>,
    /// The weight of all values before each value, and of all at the end.
    before: Vec<f64>,
    odd: f64,
    /// The chance of a job longer than the shortest value to be killed; shorter ones never are.
    late: f64,
}

impl PopularLimits {
    /// The limits that users of an application request, of whose jobs `share_above(secs)` run longer than so many seconds.
    pub(crate) fn new(requests: &Requests, share_above: impl Fn(f64) -> f64) -> PopularLimits {
        let secs: Vec<u64> = requests.popular.iter().map(|&(minutes, _)| u64::from(minutes) * 60).collect();
        let mut before = vec![0.0];
        for &(_, weight) in requests.popular {
            before.push(before[before.len() - 1] + weight);
        }
        // Only a job longer than the shortest limit can run into one; those carry the whole share.
        let long_enough = share_above(secs[0] as f64);
        let late = if 0.0 < requests.late { (requests.late / long_enough).min(1.0) } else { 0.0 };
        PopularLimits { secs, before, odd: requests.odd, late }
    }

    /// A limit for a job of this runtime that needs `secs` seconds: any popular value that suffices, by its weight.
    /// It is no multiple of the runtime: how much too long it is follows from how few values there are.
    pub(crate) fn draw(&self, runtime: f64, secs: u64, chance: &mut Chance) -> Limit {
        let late = uniform(chance) < self.late;
        if late && self.secs[0] as f64 <= runtime {
            return Limit::TooShort(self.nearest(runtime));
        }
        let first = self.secs.partition_point(|limit| *limit < secs);
        let Some(&most) = self.secs.last().filter(|_| first < self.secs.len()) else {
            return Limit::TooShort(self.nearest(runtime));
        };
        let (from, to) = (self.before[first], self.before[self.secs.len()]);
        let aim = from + uniform(chance) * (to - from);
        let chosen = self.before.partition_point(|before| *before <= aim) - 1;
        let limit = self.secs.get(chosen).copied().unwrap_or(most);
        if self.odd <= uniform(chance) {
            return Limit::Enough(limit);
        }
        let below = if chosen == 0 { 60 } else { self.secs[chosen - 1] };
        let low = below.max(secs).min(limit);
        let odd = low as f64 + uniform(chance) * (limit - low) as f64;
        Limit::Enough((odd as u64).div_ceil(60) * 60)
    }

    /// The popular value nearest to a runtime on a logarithmic axis: so a killed job runs about as long as published.
    fn nearest(&self, runtime: f64) -> u64 {
        let place = self.secs.partition_point(|limit| (*limit as f64) < runtime);
        if place == 0 {
            return self.secs[0];
        }
        if place == self.secs.len() {
            return self.secs[place - 1];
        }
        let (low, high) = (self.secs[place - 1], self.secs[place]);
        if runtime * runtime < low as f64 * high as f64 { low } else { high }
    }

    /// How long a job of this runtime holds its nodes on average over all limits.
    pub(crate) fn held_secs(&self, runtime: f64) -> f64 {
        let nearest = self.nearest(runtime) as f64;
        if self.secs[self.secs.len() - 1] as f64 + 0.5 < runtime {
            return nearest;
        }
        let late = if self.secs[0] as f64 <= runtime { self.late } else { 0.0 };
        late * nearest + (1.0 - late) * runtime.max(1.0)
    }

    /// The longest popular value, in seconds.
    pub(crate) fn longest(&self) -> u64 {
        self.secs[self.secs.len() - 1]
    }
}
