//! Arithmetic of samples that metrics, logs and comparisons share: quantiles, histograms, means, confidence, likeness; and of numbers
//! that change over time.

mod confidence;
mod histogram;
mod holm;
mod likeness;
mod mser;
mod quantiles;
mod sample;
mod scale;
mod steps;
mod student;
mod survival;

pub use confidence::Confidence;
pub use histogram::{Histogram, RESOLUTION};
pub use holm::holm;
pub use likeness::{correlation, distance};
pub use mser::mser5;
pub use quantiles::Quantiles;
pub use sample::{mean, sample_variance};
pub use steps::Steps;
pub use student::{runs_to_tell, student_p, student_t};
pub use survival::{Known, censored_quantiles, is_known};
