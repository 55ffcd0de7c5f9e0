//! One row of the table of formats.

use super::row::Parser;

/// A format of logs.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name, as people say it.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What a row must have, for the message when a file is something else.
    pub expected: &'static str,
    /// Begins to read a log of this format.
    pub parser: fn() -> Box<dyn Parser>,
}
