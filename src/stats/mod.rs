//! Arithmetic of samples that metrics, logs and comparisons share: quantiles, histograms, means, confidence, likeness; and of numbers
//! that change over time.

mod confidence;
mod histogram;
mod likeness;
mod quantiles;
mod sample;
mod scale;
mod steps;
mod student;
mod survival;

pub use confidence::Confidence;
pub use histogram::{Histogram, RESOLUTION};
pub use likeness::{correlation, distance};
pub use quantiles::Quantiles;
pub use sample::{mean, sample_variance};
pub use steps::Steps;
pub use student::student_t;
pub use survival::{Known, censored_quantiles, is_known};
