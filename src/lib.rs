//! suanli (算力): a discrete-event simulator of public compute centres.
//!
//! It simulates GPU and CPU clusters with their queues, tenants and policies, and says who waits, for how long,
//! and how sure that is. One complete run, from a scenario to the mean wait of its jobs:
//!
//! ```
//! use suanli::experiment::World;
//! use suanli::record::{JobFact, Tape};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = suanli::scenario::parse("smoke", include_str!("../scenarios/smoke.toml"))?;
//!
//! // The scenario under its first policy with the chance of the first replication, and everything that happens in it.
//! let world = World::of(&scenario, &scenario.policies[0], 0);
//! let mut tape = Tape::default();
//! world.simulate(&mut tape)?;
//!
//! let mut waits = Vec::new();
//! for entry in &tape.entries {
//!     if let Some((request, JobFact::Started { .. })) = entry.event.job() {
//!         waits.push(entry.at.since(request.submit).as_secs_f64());
//!     }
//! }
//! let mean = waits.iter().sum::<f64>() / waits.len() as f64;
//! assert!(0.0 <= mean && mean < scenario.horizon.as_secs_f64());
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "cli")]
pub mod cli;
pub mod cluster;
pub mod engine;
pub mod experiment;
pub mod faults;
pub mod fit;
pub mod lang;
pub mod ledger;
pub mod log;
pub mod metrics;
pub mod model;
#[cfg(feature = "page")]
pub mod page;
pub mod plot;
pub mod policy;
pub mod record;
pub mod report;
pub mod scenario;
#[cfg(feature = "serve")]
pub mod serve;
pub mod snapshot;
pub mod state;
pub mod stats;
pub mod text;
pub mod transfer;
pub mod verify;
pub mod workload;

/// The program of the page on the library is compiled and run with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct Library;
