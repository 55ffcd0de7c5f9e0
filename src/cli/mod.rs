//! The command line: one file for each subcommand.

mod failure;
pub mod verify;

pub use failure::Failure;
