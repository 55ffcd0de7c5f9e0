//! Whole numbers counted in buckets of equal ratio: quantiles in bounded memory, exact where a bucket holds one value only.

use super::scale::Scale;
use serde::{Deserialize, Serialize};

/// Each power of two is split into so many equal buckets (as a power of two).
const SPLIT_BITS: u32 = 7;

type Places = Scale<SPLIT_BITS>;

/// A quantile is so close to the truth, as a share of it.
pub const RESOLUTION: f64 = 1.0 / (1_u64 << SPLIT_BITS) as f64;

/// How often whole numbers occurred, and their exact sum, smallest and largest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    buckets: Vec<Bucket>,
    count: u64,
    sum: u128,
    min: u64,
    max: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Bucket {
    count: u64,
    /// By how much its values lie above the lowest that it could hold, summed up: their mean then is exact, and people who
    /// ask for an hour see an hour.
    above: u64,
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram { buckets: Vec::new(), count: 0, sum: 0, min: u64::MAX, max: 0 }
    }
}

impl Histogram {
    /// Adds a value.
    pub fn push(&mut self, value: u64) {
        let place = Places::bucket_of(value);
        if self.buckets.len() <= place {
            self.buckets.resize(place + 1, Bucket::default());
        }
        let bucket = &mut self.buckets[place];
        bucket.count += 1;
        // It would take 4 million runs of 17 years each to come to the end of this sum.
        bucket.above = bucket.above.saturating_add(value - Places::lowest_of(place));
        self.count += 1;
        self.sum += u128::from(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// How many values there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The largest difference, from 0 to 1, of the shares of two histograms that lie at or below any bucket (Kolmogorov and Smirnov); 1 where
    /// only one of them is empty.
    #[must_use]
    pub fn distance(&self, other: &Histogram) -> f64 {
        if self.count == 0 || other.count == 0 {
            return if self.count == other.count { 0.0 } else { 1.0 };
        }
        let of = |histogram: &Histogram, place: usize| {
            histogram.buckets.get(place).map_or(0, |bucket| bucket.count)
        };
        let (mut mine, mut others, mut most) = (0, 0, 0.0_f64);
        for place in 0..self.buckets.len().max(other.buckets.len()) {
            mine += of(self, place);
            others += of(other, place);
            most = most.max((mine as f64 / self.count as f64 - others as f64 / other.count as f64).abs());
        }
        most
    }

    /// The sum of all values, exact.
    #[must_use]
    pub const fn sum(&self) -> u128 {
        self.sum
    }

    /// The mean, exact.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (0 < self.count).then(|| self.sum as f64 / self.count as f64)
    }

    /// The smallest value, exact.
    #[must_use]
    pub fn min(&self) -> Option<u64> {
        (0 < self.count).then_some(self.min)
    }

    /// The largest value, exact.
    #[must_use]
    pub fn max(&self) -> Option<u64> {
        (0 < self.count).then_some(self.max)
    }

    /// The value below or at which the share `q` of all values lies: the mean of the values in its bucket.
    ///
    /// # Panics
    /// When `q` is not within 0 and 1.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&q), "the quantile {q} is not within 0 and 1");
        let rank = (libm::ceil(q * self.count as f64) as u64).clamp(1, self.count.max(1));
        self.cumulative().find(|(_, upto)| rank <= *upto).map(|(value, _)| value)
    }

    /// The mean value of each bucket that holds any, in order, and how many values there are up to its end.
    pub fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut upto = 0;
        let held = self.buckets.iter().enumerate().filter(|(_, bucket)| 0 < bucket.count);
        held.map(move |(place, bucket)| {
            upto += bucket.count;
            let mean = Places::lowest_of(place) as f64 + bucket.above as f64 / bucket.count as f64;
            (mean.clamp(self.min as f64, self.max as f64), upto)
        })
    }

    /// How many values lie in buckets whose values are at most so large; exact for bounds below 256.
    #[must_use]
    pub fn count_up_to(&self, bound: u64) -> u64 {
        self.buckets.iter().take(Places::bucket_of(bound) + 1).map(|bucket| bucket.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_begins_at_its_lowest_value() {
        for value in [0, 1, 127, 128, 255, 256, 257, 1_000_000, 3_600_000_000, u64::MAX - 1, u64::MAX] {
            let (lowest, next) = (Places::lowest_of(Places::bucket_of(value)), Places::bucket_of(value) + 1);
            assert!(lowest <= value && (value == u64::MAX || value - lowest <= value / 128), "{value}");
            assert!(u64::MAX >> 1 < value || value < Places::lowest_of(next), "{value}");
        }
    }

    #[test]
    fn a_value_that_is_alone_in_its_bucket_comes_back_exactly() {
        let mut buckets = Histogram::default();
        for value in [3_600_000_000, 3_600_000_000, 7, 86_400_000_000] {
            buckets.push(value);
        }
        let quantiles = [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| buckets.quantile(q));
        assert_eq!(quantiles, [Some(7.0), Some(7.0), Some(3.6e9), Some(3.6e9), Some(8.64e10)]);
        assert_eq!(buckets.mean(), Some((2.0 * 3.6e9 + 7.0 + 8.64e10) / 4.0));
        assert_eq!((buckets.count_up_to(7), buckets.count_up_to(6)), (1, 0));
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    #[test]
    fn quantiles_are_as_close_as_is_said() {
        let mut buckets = Histogram::default();
        for value in 1..=100_000_u64 {
            buckets.push(value * value);
        }
        for percent in [1_u64, 5, 25, 50, 75, 95, 99] {
            let truth = (percent * 1_000).pow(2) as f64;
            let found = buckets.quantile(percent as f64 / 100.0).expect("there are values");
            assert!((found - truth).abs() <= RESOLUTION * truth, "{percent} %: {found}, not {truth}");
        }
    }
}
