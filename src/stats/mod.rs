//! Arithmetic of samples that metrics, logs and comparisons share: quantiles, histograms, means, confidence, likeness.

mod confidence;
mod histogram;
mod likeness;
mod quantiles;
mod sample;
mod scale;
mod student;
mod survival;

pub use confidence::Confidence;
pub use histogram::{Histogram, RESOLUTION};
pub use likeness::{correlation, distance};
pub use quantiles::Quantiles;
pub use sample::{mean, sample_variance};
pub use student::student_t;
pub use survival::{Known, censored_quantiles, is_known};
