//! All integration tests in one binary.

mod applications;
mod audit;
mod command;
mod compare;
mod facts;
mod laws;
mod level;
mod list;
mod little;
mod machine;
mod metrics;
mod orders;
mod plain;
mod plots;
mod random;
mod reference;
mod replay;
mod scenario;
mod service;
mod staging;
mod statistics;
mod support;
mod swf;
mod tidy;
mod traces;
mod verify;
