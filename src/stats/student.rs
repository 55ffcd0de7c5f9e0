//! Student's t, for confidence intervals of few runs.

use super::Confidence;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The quantile of Student's t by which a confidence interval reaches to both sides: at 95 %, that of 97.5 %.
///
/// # Panics
/// When there are no degrees of freedom.
#[must_use]
pub fn student_t(confidence: Confidence, degrees_of_freedom: usize) -> f64 {
    assert!(0 < degrees_of_freedom, "a confidence interval needs at least two runs");
    let distribution = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .expect("location 0, scale 1 and positive degrees of freedom are valid");
    // The last digits depend on the platform's logarithm: nobody needs them, and files are to be the same everywhere.
    (distribution.inverse_cdf(0.5 + confidence.level() / 2.0) * 1e9).round() / 1e9
}

/// How likely a mean as far from zero as this, in standard errors, would be by chance alone: the two-sided p-value of Student's t.
///
/// # Panics
/// When there are no degrees of freedom.
#[must_use]
pub fn student_p(standard_errors: f64, degrees_of_freedom: usize) -> f64 {
    assert!(0 < degrees_of_freedom, "a test needs at least two runs");
    let distribution = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .expect("location 0, scale 1 and positive degrees of freedom are valid");
    (2.0 * distribution.cdf(-standard_errors.abs()) * 1e12).round() / 1e12
}

/// How many pairs of runs it takes to tell a difference that is so large, with nine chances in ten, where single differences scatter by so
/// much (their standard deviation): the least n with (t + 1.2816) s / sqrt(n) <= d. Nothing where a million would not do.
#[must_use]
pub fn runs_to_tell(difference: f64, deviation: f64, confidence: Confidence) -> Option<u32> {
    /// The quantile of the normal distribution that nine in ten lie below.
    const NINE_IN_TEN: f64 = 1.281_551_565_5;
    let tells = |runs: u32| {
        let t = student_t(confidence, runs as usize - 1);
        (t + NINE_IN_TEN) * deviation / f64::from(runs).sqrt() <= difference.abs()
    };
    let most = 1_000_000;
    if difference == 0.0 || !tells(most) {
        return None;
    }
    let (mut below, mut enough) = (1, most);
    while below + 1 < enough {
        let middle = below + (enough - below) / 2;
        if tells(middle) {
            enough = middle;
        } else {
            below = middle;
        }
    }
    Some(enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_and_quantiles_belong_together() {
        let quantile = student_t(Confidence::USUAL, 7);
        assert!((student_p(quantile, 7) - 0.05).abs() < 1e-8);
        assert!((student_p(-quantile, 7) - 0.05).abs() < 1e-8);
        assert_eq!(student_p(0.0, 7), 1.0);
    }

    #[test]
    fn a_difference_of_one_deviation_takes_thirteen_runs() {
        // The tables of power for a paired t test: d = 1, two-sided 5 %, power 90 %: n = 13.
        let runs = runs_to_tell(1.0, 1.0, Confidence::USUAL).expect("it can be told");
        assert!((12..=14).contains(&runs), "{runs}");
        assert_eq!(runs_to_tell(0.0, 1.0, Confidence::USUAL), None);
        assert_eq!(runs_to_tell(1.0, 0.0, Confidence::USUAL), Some(2));
        assert_eq!(runs_to_tell(1e-9, 1.0, Confidence::USUAL), None);
    }
}
