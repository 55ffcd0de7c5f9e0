//! A whole number that changes over time: its least, its mean and its greatest value in each bin.

use super::bins::{BINS_MAX, Bins, Merge};
use crate::model::Time;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Bin {
    least: i64,
    most: i64,
    /// The value times how long it held, in microseconds.
    sum: i128,
}

impl Merge for Bin {
    fn merge(&mut self, next: &Bin) {
        self.least = self.least.min(next.least);
        self.most = self.most.max(next.most);
        self.sum += next.sum;
    }
}

/// A whole number that changes over time, in order of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Level {
    bins: Bins<Bin>,
    at: u64,
    value: i64,
}

/// How it went: values bin by bin, and how wide the bins are.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelCourse {
    /// The width of a bin in seconds; the first begins at time zero.
    pub bin_secs: f64,
    /// The least value in each bin.
    pub least: Vec<f64>,
    /// The mean.
    pub mean: Vec<f64>,
    /// The greatest.
    pub most: Vec<f64>,
}

impl Level {
    pub(super) fn new(horizon: Option<u64>) -> Level {
        Level { bins: Bins::new(horizon, BINS_MAX), at: 0, value: 0 }
    }

    /// Changes it from now on.
    #[inline]
    pub(super) fn change(&mut self, at: Time, by: i64) {
        let at = at.as_micros();
        self.advance(at);
        self.value += by;
        let bin = self.bins.reach(at);
        let bin = &mut self.bins.all[bin];
        bin.least = bin.least.min(self.value);
        bin.most = bin.most.max(self.value);
    }

    /// Lets time pass.
    fn advance(&mut self, until: u64) {
        while self.at < until {
            let known = self.bins.all.len();
            let bin = self.bins.reach(self.at);
            let width = self.bins.width;
            let end = ((bin as u64 + 1) * width).min(until);
            let value = self.value;
            let all = &mut self.bins.all;
            if known <= bin {
                (all[bin].least, all[bin].most) = (value, value);
            }
            all[bin].sum += i128::from(value) * i128::from(end - self.at);
            self.at = end;
            if end < until || end.is_multiple_of(width) {
                // The next bin begins with the value that holds.
                let known = self.bins.all.len();
                let next = self.bins.reach(end);
                if known <= next {
                    (self.bins.all[next].least, self.bins.all[next].most) = (value, value);
                }
            }
        }
    }

    /// How it went until the end, in no more bins than so many.
    pub(super) fn course(&self, end: Time, count: usize) -> LevelCourse {
        let mut level = self.clone();
        level.advance(end.as_micros());
        let mut bins = level.bins.at_most(count);
        let width = bins.width;
        let whole = end.as_micros().div_ceil(width) as usize;
        bins.all.truncate(whole.max(1));
        let lengths =
            (0..bins.all.len() as u64).map(|bin| (end.as_micros().saturating_sub(bin * width)).min(width));
        LevelCourse {
            bin_secs: width as f64 / 1e6,
            least: bins.all.iter().map(|bin| bin.least as f64).collect(),
            mean: bins
                .all
                .iter()
                .zip(lengths)
                .map(|(bin, length)| bin.sum as f64 / length.max(1) as f64)
                .collect(),
            most: bins.all.iter().map(|bin| bin.most as f64).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One job from minute 1 to minute 3 and a half, another from minute 2 on.
    #[test]
    fn least_mean_and_most_are_those_of_each_bin() {
        let mut level = Level::new(None);
        let minute = |minutes: f64| Time::from_micros((minutes * 6e7) as u64);
        for (at, by) in [(1.0, 1), (2.0, 1), (3.5, -1)] {
            level.change(minute(at), by);
        }
        let course = level.course(minute(5.0), 100);
        assert_eq!(course.bin_secs, 60.0);
        assert_eq!(course.least, [0.0, 0.0, 1.0, 1.0, 1.0]);
        assert_eq!(course.mean, [0.0, 1.0, 2.0, 1.5, 1.0]);
        assert_eq!(course.most, [0.0, 1.0, 2.0, 2.0, 1.0]);
        let coarse = level.course(minute(5.0), 3);
        assert_eq!((coarse.bin_secs, &coarse.most[..]), (120.0, &[1.0, 2.0, 1.0][..]));
        assert_eq!(coarse.mean, [0.5, 1.75, 1.0]);
    }
}
