//! A straight line through cases: how outcomes grow with features, also beyond all that was seen.
//!
//! The leaves of a tree hold nothing but outcomes of the past: where waits grow longer than they ever were, no forest says so by itself. One
//! that is grown on how far outcomes lie off a line follows it there (Zhang, Nettleton and Zhu, Regression-enhanced random forests, 2019).

use super::forest::Case;

/// How much a feature must tell to count, against features that say the same.
const RIDGE: f64 = 0.01;

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// By feature, how much an outcome grows with it.
    slopes: Vec<f64>,
    /// The outcome where all features are 0.
    base: f64,
}

impl Line {
    /// The line nearest to these cases (ridge regression over features of equal spread).
    pub(super) fn through(cases: &[&Case]) -> Line {
        let count = cases.len() as f64;
        let features = cases.first().map_or(0, |case| case.features.len());
        let mean_of =
            |value: &dyn Fn(&Case) -> f64| cases.iter().map(|case| value(case)).sum::<f64>() / count.max(1.0);
        let outcome = mean_of(&|case| case.outcome);
        let means: Vec<f64> = (0..features).map(|place| mean_of(&|case| case.features[place])).collect();
        let off = |case: &Case, place: usize| case.features[place] - means[place];
        let spread = |place: usize| mean_of(&|case| off(case, place) * off(case, place)).sqrt().max(1e-9);
        let spreads: Vec<f64> = (0..features).map(spread).collect();
        let mut rows = vec![vec![0.0; features + 1]; features];
        for case in cases {
            let alike: Vec<f64> = (0..features).map(|place| off(case, place) / spreads[place]).collect();
            for (row, one) in rows.iter_mut().zip(&alike) {
                row.iter_mut().zip(&alike).for_each(|(sum, other)| *sum += one * other / count);
                row[features] += one * (case.outcome - outcome) / count;
            }
        }
        rows.iter_mut().enumerate().for_each(|(place, row)| row[place] += RIDGE);
        let solved = solved(rows);
        let slopes: Vec<f64> = solved.iter().zip(&spreads).map(|(slope, spread)| slope / spread).collect();
        let at_means: f64 = slopes.iter().zip(&means).map(|(slope, mean)| slope * mean).sum();
        Line { slopes, base: outcome - at_means }
    }

    /// Where the line is.
    pub(super) fn at(&self, features: &[f64]) -> f64 {
        self.base + self.slopes.iter().zip(features).map(|(slope, value)| slope * value).sum::<f64>()
    }
}

/// Solves equations whose right sides stand last in their rows. The diagonal outweighs nothing else here, and is above 0 all the
/// way: the rows are those of a positive definite matrix.
fn solved(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    for place in 0..rows.len() {
        let mut row = std::mem::take(&mut rows[place]);
        let first = row[place];
        row.iter_mut().for_each(|value| *value /= first);
        for other in rows.iter_mut().filter(|other| !other.is_empty()) {
            let times = other[place];
            other.iter_mut().zip(&row).for_each(|(value, taken)| *value -= times * taken);
        }
        rows[place] = row;
    }
    rows.iter().filter_map(|row| row.last().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_beyond_all_that_was_seen() {
        let case = |place: u32| {
            let (one, other) = (f64::from(place % 10), f64::from(place / 10 % 10));
            Case { features: vec![one, other, 1.0], outcome: 3.0 + 2.0 * one - other, is_open: false }
        };
        let cases: Vec<Case> = (0..100).map(case).collect();
        let line = Line::through(&cases.iter().collect::<Vec<_>>());
        let far = line.at(&[30.0, 4.0, 1.0]);
        assert!((far - 59.0).abs() < 1.0, "{far}");
        assert_eq!(Line::through(&[&cases[0]]).at(&[0.0, 0.0, 1.0]), cases[0].outcome);
    }
}
