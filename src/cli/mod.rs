//! The command line: one file for each subcommand.

mod failure;

pub use failure::Failure;
