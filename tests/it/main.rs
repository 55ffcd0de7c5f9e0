//! All integration tests in one binary.

mod service;
mod support;
mod swf;
