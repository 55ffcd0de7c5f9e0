//! What the person at the terminal sees: results on stdout, everything else on stderr.

use super::Failure;
use std::io::{self, Write};

/// Writes results to stdout. A reader who has seen enough (`| head`) is no failure.
///
/// # Errors
/// When stdout cannot be written to, as on a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let result = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unanswered(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a line about what is being done to stderr.
pub fn tell(line: &str) {
    // Where stderr is closed there is nobody to be told.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
