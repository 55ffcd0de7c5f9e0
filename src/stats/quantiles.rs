//! Quantiles of whole numbers: exact for half a million values, then by a histogram of bounded relative error.

use super::scale::Scale;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::iter::repeat_n;

/// How many values are kept as they are before a histogram takes their place.
const EXACT_MAX: u64 = 1 << 19;

/// Each power of two is split into so many equal buckets (as a power of two): a bucket's middle is within 1/4,096 of
/// every value in it.
type Places = Scale<11>;

/// Quantiles of a multitude of whole numbers, in bounded memory.
///
/// What it answers depends on the values alone, never on the order in which they came or were merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantiles {
    values: Values,
    count: u64,
    min: u64,
    max: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Values {
    /// How often the smallest value came, and every other in the order in which they came: most jobs do not wait at all, and the
    /// slowdown of those is one.
    Exact { smallest: u64, others: Vec<u64> },
    /// How many values fell into each bucket.
    Counted(Vec<u64>),
}

impl Default for Quantiles {
    fn default() -> Quantiles {
        Quantiles::new()
    }
}

impl Quantiles {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Quantiles {
        let values = Values::Exact { smallest: 0, others: Vec::new() };
        Quantiles { values, count: 0, min: u64::MAX, max: 0 }
    }

    /// Adds a value.
    pub fn push(&mut self, value: u64) {
        if EXACT_MAX <= self.count {
            self.count_values();
        }
        let smallest_so_far = self.min;
        self.count += 1;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        match &mut self.values {
            Values::Exact { smallest, .. } if value == smallest_so_far => *smallest += 1,
            Values::Exact { others, .. } if smallest_so_far < value => others.push(value),
            Values::Exact { smallest, others } => {
                others.extend(repeat_n(smallest_so_far, *smallest as usize));
                *smallest = 1;
            }
            Values::Counted(_) => self.add(value, 1),
        }
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Quantiles) {
        if EXACT_MAX < self.count + other.count || !other.is_exact() {
            self.count_values();
        }
        match (&mut self.values, &other.values) {
            (Values::Exact { smallest, others }, Values::Exact { smallest: times, others: theirs }) => {
                match self.min.cmp(&other.min) {
                    Ordering::Less => others.extend(repeat_n(other.min, *times as usize)),
                    Ordering::Equal => *smallest += times,
                    Ordering::Greater => {
                        others.extend(repeat_n(self.min, *smallest as usize));
                        *smallest = *times;
                    }
                }
                others.extend_from_slice(theirs);
            }
            (Values::Counted(_), Values::Exact { smallest, others }) => {
                self.add_all(other.min, *smallest, others);
            }
            (Values::Exact { .. } | Values::Counted(_), Values::Counted(theirs)) => {
                for (bucket, count) in theirs.iter().enumerate().filter(|(_, count)| **count != 0) {
                    self.add(Places::middle_of(bucket), *count);
                }
            }
        }
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// How many values there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Whether every answer is exact. If not, answers are within 1/4,096 of the truth.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        matches!(self.values, Values::Exact { .. })
    }

    /// The smallest value, always exact.
    #[must_use]
    pub fn min(&self) -> Option<u64> {
        (0 < self.count).then_some(self.min)
    }

    /// The largest value, always exact.
    #[must_use]
    pub fn max(&self) -> Option<u64> {
        (0 < self.count).then_some(self.max)
    }

    /// The quantile `q`, by linear interpolation between the two nearest values (type 7 of Hyndman and Fan 1996, the
    /// default of R and NumPy); `None` when there are no values.
    ///
    /// # Panics
    /// When `q` is not within 0 and 1.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        self.quantiles(&[q])[0]
    }

    /// Several quantiles at once, in less time than one by one.
    ///
    /// # Panics
    /// When one is not within 0 and 1.
    #[must_use]
    pub fn quantiles(&self, qs: &[f64]) -> Vec<Option<f64>> {
        for q in qs {
            assert!((0.0..=1.0).contains(q), "the quantile {q} is not within 0 and 1");
        }
        if self.count == 0 {
            return vec![None; qs.len()];
        }
        match &self.values {
            Values::Exact { smallest, others } => {
                let mut sorted = others.clone();
                sorted.sort_unstable();
                let value_of =
                    |rank: u64| rank.checked_sub(*smallest).map_or(self.min, |rank| sorted[rank as usize]);
                self.interpolate(qs, value_of)
            }
            Values::Counted(buckets) => self.interpolate(qs, |rank| self.value_of_rank(buckets, rank)),
        }
    }

    /// Every value and how often it came, ascending; of values in buckets, the middle of the bucket.
    #[must_use]
    pub fn counts(&self) -> Vec<(u64, u64)> {
        match &self.values {
            Values::Exact { smallest, others } => {
                let mut sorted = others.clone();
                sorted.sort_unstable();
                let others =
                    sorted.chunk_by(|one, next| one == next).map(|same| (same[0], same.len() as u64));
                let smallest = (0 < *smallest).then_some((self.min, *smallest));
                smallest.into_iter().chain(others).collect()
            }
            Values::Counted(buckets) => {
                let held = buckets.iter().enumerate().filter(|(_, count)| **count != 0);
                held.map(|(bucket, count)| (Places::middle_of(bucket).clamp(self.min, self.max), *count))
                    .collect()
            }
        }
    }

    fn interpolate(&self, qs: &[f64], value_of_rank: impl Fn(u64) -> u64) -> Vec<Option<f64>> {
        let last = self.count - 1;
        let quantile = |q: &f64| {
            let place = last as f64 * q;
            let below = (place as u64).min(last);
            let lower = value_of_rank(below) as f64;
            let upper = value_of_rank((below + 1).min(last)) as f64;
            Some(lower + (upper - lower) * (place - below as f64))
        };
        qs.iter().map(quantile).collect()
    }

    fn value_of_rank(&self, buckets: &[u64], rank: u64) -> u64 {
        let mut passed = 0;
        for (bucket, count) in buckets.iter().enumerate() {
            passed += count;
            if rank < passed {
                return Places::middle_of(bucket).clamp(self.min, self.max);
            }
        }
        self.max
    }

    /// Goes over from values to buckets; nothing to do where that has been done.
    fn count_values(&mut self) {
        if let Values::Exact { smallest, others } = &mut self.values {
            let (smallest, others) = (*smallest, std::mem::take(others));
            self.values = Values::Counted(Vec::new());
            self.add_all(self.min, smallest, &others);
        }
    }

    /// Adds a value so many times, and others, to the buckets.
    fn add_all(&mut self, value: u64, times: u64, others: &[u64]) {
        if 0 < times {
            self.add(value, times);
        }
        others.iter().for_each(|value| self.add(*value, 1));
    }

    fn add(&mut self, value: u64, times: u64) {
        let Values::Counted(buckets) = &mut self.values else {
            unreachable!("values are added to buckets only after the change to buckets");
        };
        let bucket = Places::bucket_of(value);
        if buckets.len() <= bucket {
            buckets.resize(bucket + 1, 0);
        }
        buckets[bucket] += times;
    }
}
