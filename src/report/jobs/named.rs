//! Users of a log by name: while a log streams nobody knows all of its names yet, so that they are written in the end.

use crate::log::Names;
use crate::report::FileError;
use crate::report::rows::{Part, unpacked};
use crate::text::csv_cell;
use std::fs::File;
use std::io::{self, BufRead as _};
use std::path::Path;

/// The same rows with the names of users in the place of their numbers in one column, before which no cell holds a comma.
pub(super) fn named(part: File, column: usize, users: &Names, target: &Path) -> Result<File, FileError> {
    let failed = |source: io::Error| FileError { path: target.into(), doing: "cannot write", source };
    let mut named = Part::beside(target)?;
    let mut rows = unpacked(part, "").map_err(failed)?;
    let mut row = String::new();
    loop {
        row.clear();
        if rows.read_line(&mut row).map_err(failed)? == 0 {
            return named.finish();
        }
        named.add(|text| write_named(text, &row, column, users));
    }
}

fn write_named(text: &mut Vec<u8>, row: &str, column: usize, users: &Names) {
    for (place, cell) in row.trim_end_matches('\n').split(',').enumerate() {
        if 0 < place {
            text.push(b',');
        }
        let name = cell.parse().ok().filter(|_| place == column).and_then(|number| users.word(number));
        match name {
            Some(name) => text.extend_from_slice(csv_cell(name).as_bytes()),
            None => text.extend_from_slice(cell.as_bytes()),
        }
    }
    text.push(b'\n');
}
