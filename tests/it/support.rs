//! What several tests need.

use std::io::Write;
use std::path::PathBuf;

/// The folder of the shared traces (`SUANLI_TRACES`); tests that need them say that they were skipped where it is not set.
pub(crate) fn traces() -> Option<PathBuf> {
    let folder = std::env::var_os("SUANLI_TRACES").map(PathBuf::from);
    if folder.is_none() {
        let note = "skipped: SUANLI_TRACES does not name the folder of the shared traces";
        writeln!(std::io::stderr(), "{note}").expect("standard error can be written to");
    }
    folder
}
