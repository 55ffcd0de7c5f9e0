//! `suanli schema`: the JSON Schema of scenario files.

use super::{Failure, print};
use crate::scenario::schema;

/// Print the JSON Schema of scenario files, with which editors complete and explain keys.
#[derive(clap::Args, Debug)]
pub(super) struct Args {}

/// Prints the schema.
///
/// # Errors
/// When stdout cannot be written to.
pub(super) fn run(_args: &Args) -> Result<(), Failure> {
    print(&format!("{:#}\n", schema()))
}
