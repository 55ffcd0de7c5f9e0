//! What a log is, told by its first lines.

use super::error::{LogError, LogProblem};
use super::formats::sacct_json;
use super::lines::Lines;
use super::other_kind::kind_of;
use super::row::{Header, Line};
use super::{FORMATS, Format};

/// So many of the first lines decide what a file is.
const LINES_LOOKED_AT: usize = 100;

/// So many characters of a line are enough to recognise it in a message.
const QUOTED_CHARS_MAX: usize = 60;

/// What the first lines are, read as one format.
struct Look {
    format: &'static Format,
    header: Header,
    remarks: usize,
    /// Rows, and lines that are parts of jobs.
    rows: usize,
    unreadable: usize,
    /// Its place among the first lines, and its text.
    first_unreadable: Option<(usize, String)>,
}

/// The format as which most of the first lines can be read.
pub(super) fn recognised(lines: &Lines) -> Result<(&'static Format, Header), LogError> {
    // Of equals, the first in the table.
    let looks = FORMATS.iter().rev().map(|format| look(lines, format));
    let Some(best) = looks.max_by_key(|look| (look.rows, look.remarks)) else {
        unreachable!("there is at least one format");
    };
    if best.unreadable <= best.rows {
        return Ok((best.format, best.header));
    }
    if let Some(kind) = kind_of(lines.head()) {
        return Err(lines.error(None, LogProblem::OtherKind(kind)));
    }
    let (line, found) = best.first_unreadable.unwrap_or_default();
    let line = lines.number_in_head(line);
    let problem = if line.is_none() {
        // Of the formats, only this one has lists of jobs.
        let Format { name, expected, .. } = sacct_json::ENTRY;
        LogProblem::NotRecognised { format: name, expected, found }
    } else if best.rows + best.remarks == 0 {
        LogProblem::UnknownFormat { bars: 2 <= found.matches('|').count(), found }
    } else {
        LogProblem::NotRecognised { format: best.format.name, expected: best.format.expected, found }
    };
    Err(lines.error(line, problem))
}

fn look(lines: &Lines, format: &'static Format) -> Look {
    let mut parser = (format.parser)();
    let header = Header::default();
    let mut look = Look { format, header, remarks: 0, rows: 0, unreadable: 0, first_unreadable: None };
    for (place, line) in lines.head().enumerate() {
        match parser.parse(line, &mut look.header) {
            Line::Row(_) | Line::Part | Line::Skipped(_) => look.rows += 1,
            // Many formats have such remarks.
            Line::Header if line.starts_with(b"#") => {}
            Line::Header => look.remarks += 1,
            Line::Blank => {}
            Line::Unreadable => {
                look.unreadable += 1;
                look.first_unreadable.get_or_insert_with(|| (place, quoted(line)));
            }
        }
        if LINES_LOOKED_AT <= look.rows + look.unreadable {
            break;
        }
    }
    look
}

/// The beginning of a line, fit for a terminal.
pub(super) fn quoted(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let trimmed = text.trim();
    let mut quoted: String = trimmed.chars().take(QUOTED_CHARS_MAX).flat_map(char::escape_debug).collect();
    if QUOTED_CHARS_MAX < trimmed.chars().count() {
        quoted.push_str("...");
    }
    quoted
}
