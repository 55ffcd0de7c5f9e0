//! The command line: one file for each subcommand.

mod failure;
pub mod list;
pub mod verify;

pub use failure::Failure;
