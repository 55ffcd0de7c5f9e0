//! All integration tests in one binary.

mod command;
mod compare;
mod facts;
mod metrics;
mod replay;
mod scenario;
mod service;
mod support;
mod swf;
