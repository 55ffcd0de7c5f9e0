//! Why a value of a scenario cannot be varied.

use std::fmt;

/// Why something cannot be varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisError {
    /// The fault, with what was found.
    pub message: String,
    /// What would be right, where that can be said.
    pub help: Option<String>,
}

impl fmt::Display for AxisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AxisError {}

pub(super) fn error<T>(message: impl Into<String>, help: impl Into<Option<String>>) -> Result<T, AxisError> {
    Err(AxisError { message: message.into(), help: help.into() })
}
