//! All integration tests in one binary.

mod facts;
mod scenario;
