//! Quantiles of values of which some were cut off before their end: what is known of them, and what is only a lower bound.

use super::Quantiles;
use serde::{Deserialize, Serialize};

/// The product of many factors close to one strays from the truth by less than this.
const ROUNDING: f64 = 1e-9;

/// A quantile of values of which some were cut off.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum Known {
    /// It is this.
    Value(f64),
    /// All that is known is that it is not less.
    AtLeast(f64),
}

impl Known {
    /// The value or the lower bound.
    #[must_use]
    pub const fn figure(self) -> f64 {
        match self {
            Known::Value(figure) | Known::AtLeast(figure) => figure,
        }
    }

    /// The same in another unit.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Known {
        match self {
            Known::Value(figure) => Known::Value(change(figure)),
            Known::AtLeast(figure) => Known::AtLeast(change(figure)),
        }
    }
}

/// Whether the quantile `q` of so many values is known although some of them were cut off: whether as large a share of all of
/// them did end.
#[must_use]
pub fn is_known(q: f64, ended: u64, cut: u64) -> bool {
    cut == 0 || cut as f64 <= (1.0 - q) * (ended + cut) as f64 + ROUNDING
}

/// The quantiles of values of which some ended and others were cut off where they then were; `None` where there are none.
///
/// A quantile that is known is that of Kaplan and Meier (*Nonparametric Estimation from Incomplete Observations*, Journal of the
/// American Statistical Association 53, 1958): the least value up to which so large a share has ended by their estimate. Where
/// nothing was cut off that is the quantile of [`Quantiles`]. One that is not known is at least what it would be if everything
/// that was cut off had ended there and then, which supposes nothing of what would have come.
///
/// # Panics
/// When one of `qs` is not within 0 and 1.
#[must_use]
pub fn censored_quantiles(ended: &Quantiles, cut: &Quantiles, qs: &[f64]) -> Vec<Option<Known>> {
    if cut.count() == 0 {
        let values = ended.quantiles(qs).into_iter();
        return values.map(|value| value.map(Known::Value)).collect();
    }
    let mut least = ended.clone();
    least.merge(cut);
    let least = least.quantiles(qs);
    let course = survival(ended, cut);
    let of = |(q, least): (&f64, Option<f64>)| {
        if !is_known(*q, ended.count(), cut.count()) {
            return least.map(Known::AtLeast);
        }
        let reached = course.partition_point(|(_, surviving)| 1.0 - q + ROUNDING < *surviving);
        let (value, _) = course.get(reached).or(course.last())?;
        Some(Known::Value(*value as f64))
    };
    qs.iter().zip(least).map(of).collect()
}

/// Every value at which something ended, ascending, and by the estimate of Kaplan and Meier the share that lies beyond it.
fn survival(ended: &Quantiles, cut: &Quantiles) -> Vec<(u64, f64)> {
    let mut at_risk = ended.count() + cut.count();
    let mut surviving = 1.0;
    let mut cuts = cut.counts().into_iter().peekable();
    let mut course = Vec::new();
    for (value, count) in ended.counts() {
        // One that was cut off where another ended would have gone on.
        while let Some((_, count)) = cuts.next_if(|(cut, _)| *cut < value) {
            at_risk -= count;
        }
        surviving *= (at_risk - count) as f64 / at_risk as f64;
        at_risk -= count;
        course.push((value, surviving));
    }
    course
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[u64]) -> Quantiles {
        let mut quantiles = Quantiles::new();
        values.iter().for_each(|value| quantiles.push(*value));
        quantiles
    }

    #[test]
    fn where_nothing_was_cut_off_all_is_as_ever() {
        let ended = of(&[0, 50, 600]);
        let quantiles = censored_quantiles(&ended, &of(&[]), &[0.5, 0.9]);
        assert_eq!(quantiles, [Some(Known::Value(50.0)), Some(Known::Value(490.0))]);
        assert_eq!(censored_quantiles(&of(&[]), &of(&[]), &[0.5]), [None]);
    }

    #[test]
    fn the_estimate_is_that_of_the_textbook() {
        // Freireich's 21 patients under 6-mercaptopurine, the example of every book: remissions in weeks, of which 12 were
        // cut off. S(6) = 18/21, S(7) = 16/17 of that, S(10) = 14/15, S(13) = 11/12, S(16) = 10/11, S(22) = 6/7, S(23) = 5/6.
        let ended = of(&[6, 6, 6, 7, 10, 13, 16, 22, 23]);
        let cut = of(&[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
        let course = survival(&ended, &cut);
        let expected =
            [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (22, 0.5378), (23, 0.4482)];
        assert_eq!(course.len(), expected.len());
        for ((at, share), (known, expected)) in course.iter().zip(expected) {
            assert!(*at == known && (share - expected).abs() < 5e-5, "{at}: {share}, not {expected}");
        }
        // Nine of 21 did end, 43 %: the quarter is known, and of the median no more than the middle of what was seen.
        let quantiles = censored_quantiles(&ended, &cut, &[0.25, 0.5]);
        assert_eq!(quantiles, [Some(Known::Value(13.0)), Some(Known::AtLeast(16.0))]);
    }

    #[test]
    fn where_nothing_ended_the_time_that_was_seen_is_a_lower_bound() {
        let quantiles = censored_quantiles(&of(&[]), &of(&[100, 200, 300]), &[0.5, 1.0]);
        assert_eq!(quantiles, [Some(Known::AtLeast(200.0)), Some(Known::AtLeast(300.0))]);
    }

    #[test]
    fn a_share_that_has_just_ended_is_known() {
        let cut = of(&[1]);
        let ended = of(&[10, 20, 30]);
        // The one that was cut off first shares out among the others: 1/3 is beyond 20.
        let quantiles = censored_quantiles(&ended, &cut, &[0.0, 0.5, 0.75, 0.76]);
        assert_eq!(quantiles[..3], [10.0, 20.0, 30.0].map(|value| Some(Known::Value(value))));
        assert!(matches!(quantiles[3], Some(Known::AtLeast(_))), "{quantiles:?}");
    }
}
