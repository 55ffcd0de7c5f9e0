//! All integration tests in one binary.

mod applications;
mod command;
mod compare;
mod facts;
mod metrics;
mod replay;
mod scenario;
mod service;
mod support;
mod swf;
