//! What a model draws from: values with their shares, and distributions by their quantiles.

use crate::model::{Chance, uniform};

/// So many equal steps a curve has when it is learned.
const STEPS: usize = 20;

/// Values and their shares of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares<T> {
    entries: Vec<(T, f64)>,
    /// The sum of the shares up to each.
    upto: Vec<f64>,
}

impl<T: Copy> Shares<T> {
    /// The shares of these values; they need not add up to 1.
    ///
    /// # Panics
    /// When there is none, or when no share is above zero.
    #[must_use]
    pub fn new(entries: Vec<(T, f64)>) -> Shares<T> {
        let mut sum = 0.0;
        let mut upto = Vec::with_capacity(entries.len());
        for (_, share) in &entries {
            sum += share.max(0.0);
            upto.push(sum);
        }
        assert!(0.0 < sum, "at least one value has a share");
        Shares { entries, upto }
    }

    /// The values with their shares.
    #[must_use]
    pub fn entries(&self) -> &[(T, f64)] {
        &self.entries
    }

    /// One value, each as often as its share says.
    pub(super) fn draw(&self, chance: &mut Chance) -> T {
        let last = self.entries.len() - 1;
        let aim = uniform(chance) * self.upto[last];
        self.entries[self.upto.partition_point(|upto| *upto <= aim).min(last)].0
    }
}

/// A distribution by its quantiles: values at equally spaced ranks from 0 to 1, with straight lines between them on an axis
/// that is logarithmic far from zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    values: Vec<f64>,
    /// `ln(value + offset)`.
    logarithms: Vec<f64>,
    offset: f64,
}

impl Curve {
    /// A curve of seconds through these values, which ascend.
    ///
    /// # Panics
    /// When there is none, one is below zero, or one is below the one before it.
    #[must_use]
    pub fn of_secs(values: Vec<f64>) -> Curve {
        // A second is the smallest difference that a log knows, so below it the axis is linear.
        Curve::new(values, 1.0)
    }

    /// A curve of shares of a requested time through these values, which ascend.
    ///
    /// # Panics
    /// As [`Curve::of_secs`].
    #[must_use]
    pub fn of_shares(values: Vec<f64>) -> Curve {
        Curve::new(values, 0.001)
    }

    fn new(values: Vec<f64>, offset: f64) -> Curve {
        assert!(!values.is_empty(), "a curve has at least one value");
        let ascend = values.windows(2).all(|pair| pair[0] <= pair[1]);
        assert!(ascend && 0.0 <= values[0], "the values of a curve ascend from 0: {values:?}");
        let logarithms = values.iter().map(|value| libm::log(value + offset)).collect();
        Curve { values, logarithms, offset }
    }

    /// The values, from the smallest to the largest.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value at a rank from 0 to 1.
    #[must_use]
    pub fn at(&self, rank: f64) -> f64 {
        let last = self.values.len() - 1;
        if last == 0 {
            return self.values[0];
        }
        let place = rank.clamp(0.0, 1.0) * last as f64;
        let below = (place as usize).min(last - 1);
        let (low, high) = (self.logarithms[below], self.logarithms[below + 1]);
        // Between equal values there is no rounding to be done: what was 60 s stays 60 s.
        if low == high {
            return self.values[below];
        }
        libm::exp(low + (place - below as f64) * (high - low)) - self.offset
    }

    /// A value, each rank as likely as any other.
    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        self.at(uniform(chance))
    }
}

/// So many thousandths of the values lie beyond either end of a learned curve: a single job that ran a hundred times as long as
/// it asked for says nothing about the others.
const BEYOND: usize = 5;

/// The quantiles of these values at equally spaced ranks; one value where all are the same. The order does not matter.
///
/// # Panics
/// When there is no value.
pub(super) fn quantiles(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    if values[0] == values[last] {
        return vec![values[0]];
    }
    let at = |step: usize| {
        let thousandths = (1_000 * step / STEPS).clamp(BEYOND, 1_000 - BEYOND);
        values[(last * thousandths + 500) / 1_000]
    };
    (0..=STEPS).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_values() {
        let curve = Curve::of_secs(vec![0.0, 10.0, 10.0, 1_000.0]);
        for (place, value) in [0.0, 10.0, 10.0, 1_000.0].into_iter().enumerate() {
            assert!((curve.at(place as f64 / 3.0) - value).abs() < 1e-9, "{place}");
        }
        assert_eq!(curve.at(0.5).to_bits(), 10.0_f64.to_bits(), "a flat part is exact");
        assert!(curve.at(0.9) < 500.0, "between values it runs along a logarithm");
        assert_eq!(Curve::of_secs(vec![7.0]).at(0.3).to_bits(), 7.0_f64.to_bits());
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<f64> = (0..=1_000).rev().map(f64::from).collect();
        let found = quantiles(values);
        assert_eq!(found.len(), STEPS + 1);
        assert_eq!((found[0], found[1], found[10], found[STEPS]), (5.0, 50.0, 500.0, 995.0));
        assert_eq!(quantiles(vec![3.0, 3.0]), [3.0]);
    }
}
