//! Student's t, for confidence intervals of few runs.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The 97.5 % quantile of Student's t, by which a 95 % confidence interval reaches to both sides.
///
/// # Panics
/// When there are no degrees of freedom.
#[must_use]
pub fn student_t_975(degrees_of_freedom: usize) -> f64 {
    assert!(0 < degrees_of_freedom, "a confidence interval needs at least two runs");
    let distribution = StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .expect("location 0, scale 1 and positive degrees of freedom are valid");
    // The last digits depend on the platform's logarithm: nobody needs them, and files are to be the same everywhere.
    (distribution.inverse_cdf(0.975) * 1e9).round() / 1e9
}
