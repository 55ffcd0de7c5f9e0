//! All integration tests in one binary.

mod applications;
mod command;
mod compare;
mod metrics;
mod replay;
mod service;
mod support;
mod swf;
