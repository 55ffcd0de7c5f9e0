//! All integration tests in one binary.

mod command;
mod compare;
mod metrics;
mod replay;
mod service;
mod support;
mod swf;
