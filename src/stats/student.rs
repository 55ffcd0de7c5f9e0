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
