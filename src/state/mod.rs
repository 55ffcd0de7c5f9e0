//! How the state of a run is written down: plain data in a compact form, inside an envelope that tells foreign, torn and newer
//! files apart.

mod envelope;
mod part;

pub use envelope::{open, seal};
pub use part::{Saved, StateError, from_bytes, to_bytes};
