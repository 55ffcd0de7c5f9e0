//! All integration tests in one binary.

mod applications;
mod command;
mod compare;
mod level;
mod metrics;
mod replay;
mod service;
mod staging;
mod statistics;
mod support;
mod swf;
