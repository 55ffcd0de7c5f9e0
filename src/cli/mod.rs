//! The command line: one file for each subcommand.

pub mod check;
mod console;
mod failure;
pub mod init;
pub mod schema;

pub use console::{print, tell};
pub use failure::Failure;
