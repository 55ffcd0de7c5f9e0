//! suanli (算力): a discrete-event simulator of public compute centres.
//!
//! It simulates GPU and CPU clusters with their queues, tenants and policies, and says who waits, for how long,
//! and how sure that is.

pub mod cli;
pub mod cluster;
pub mod engine;
pub mod experiment;
pub mod metrics;
pub mod model;
pub mod plot;
pub mod policy;
pub mod record;
pub mod report;
pub mod scenario;
pub mod verify;
pub mod workload;
