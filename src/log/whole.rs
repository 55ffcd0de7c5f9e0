//! The whole text of a small file, unpacked.

use super::error::{LogError, LogProblem};
use super::input::Input;
use std::path::Path;

/// More than any series of prices has: a century of quarters of an hour.
const BYTES_MAX: usize = 256 << 20;

/// The whole text of a file, packed or not; what is no UTF-8 in it is replaced.
///
/// # Errors
/// When it cannot be opened, read or unpacked, or is too large for a text that is read whole.
pub fn whole_text(path: &Path) -> Result<String, LogError> {
    let fail = |problem| LogError { path: path.into(), line: None, problem };
    let mut input = Input::open(path)?;
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = input.read(&mut buffer).map_err(fail)?;
        if count == 0 {
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
        bytes.extend_from_slice(&buffer[..count]);
        if BYTES_MAX < bytes.len() {
            let error = std::io::Error::other("the file is too large to be a series of values");
            return Err(fail(LogProblem::CannotRead(error)));
        }
    }
}
