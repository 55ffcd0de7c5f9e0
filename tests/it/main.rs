//! All integration tests in one binary.

mod compare;
mod metrics;
