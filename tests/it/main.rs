//! All integration tests in one binary.

mod replay;
mod service;
mod support;
mod swf;
