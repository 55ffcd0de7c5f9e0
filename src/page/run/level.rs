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
    /// The bin that time is in, and where it ends: most changes fall into it.
    bin: Bin,
    end: u64,
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
        let bins = Bins::new(horizon, BINS_MAX);
        Level { at: 0, value: 0, bin: Bin::default(), end: bins.width, bins }
    }

    /// Changes it from now on.
    #[inline]
    pub(super) fn change(&mut self, at: Time, by: i64) {
        let at = at.as_micros();
        if self.end <= at {
            self.advance(at);
        }
        self.bin.sum += i128::from(self.value) * i128::from(at - self.at);
        self.at = at;
        self.value += by;
        self.bin.least = self.bin.least.min(self.value);
        self.bin.most = self.bin.most.max(self.value);
    }

    /// Lets time pass into the bin of an instant.
    fn advance(&mut self, until: u64) {
        while self.end <= until {
            self.bin.sum += i128::from(self.value) * i128::from(self.end - self.at);
            let (began, width) = (self.end - 1, self.bins.width);
            self.at = self.end;
            let bin = std::mem::replace(&mut self.bin, Bin { least: self.value, most: self.value, sum: 0 });
            self.put(began, bin);
            // Bins may have become wider, and this one be a part of one that is there already.
            self.end = (self.at / self.bins.width + 1) * self.bins.width;
            debug_assert!(width <= self.bins.width, "bins only grow");
        }
    }

    /// Keeps a bin that is over, or a part of one.
    fn put(&mut self, at: u64, bin: Bin) {
        let known = self.bins.all.len();
        let place = self.bins.reach(at);
        if known <= place && place + 1 == self.bins.all.len() && self.bins.all[place] == Bin::default() {
            self.bins.all[place] = bin;
        } else {
            self.bins.all[place].merge(&bin);
        }
    }

    /// How it went until the end, in no more bins than so many.
    pub(super) fn course(&self, end: Time, count: usize) -> LevelCourse {
        let mut level = self.clone();
        level.advance(end.as_micros());
        level.bin.sum += i128::from(level.value) * i128::from(end.as_micros() - level.at);
        if level.at < end.as_micros() {
            let bin = level.bin.clone();
            level.put(end.as_micros() - 1, bin);
        }
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
