//! Data on their way between centres: who gets how much of which link, when what has arrived, and what is kept where.
//!
//! `shares` divides links among flows; `network` knows lines and routes, `bundle` which of them hang together; `moving` holds the transfers under way; `store` the copies of a
//! centre. Everything is whole numbers and plain data, and nothing depends on the order in which transfers of one instant begin.

mod bundle;
mod moving;
mod network;
mod shares;
mod store;

pub use bundle::Load;
pub use moving::{Progress, Transfers};
pub use shares::{Capacity, Flow, WHOLE_USE, rates};
pub use store::Store;
