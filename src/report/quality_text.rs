//! The account of a log's quality in plain words.

use super::number::grouped;
use crate::log::{Quality, Treatment};
use std::fmt::Write as _;

/// The account of a log in plain words, a line for each reason.
#[must_use]
pub fn quality_text(log: &str, quality: &Quality) -> String {
    let mut text = format!(
        "{log}: {} rows read, {} kept ({} of them repaired), {} dropped\n",
        grouped(quality.rows_read),
        grouped(quality.rows_kept),
        grouped(quality.rows_repaired),
        grouped(quality.rows_dropped())
    );
    let parts = [
        (Treatment::Dropped, "dropped"),
        (Treatment::Repaired, "repaired"),
        (Treatment::Kept, "kept as is"),
        (Treatment::Skipped, "skipped"),
    ];
    for (treatment, name) in parts {
        for (finding, tally) in quality.found(treatment) {
            let lines = &tally.first_lines;
            let more = if (tally.first_lines.len() as u64) < tally.rows { ", ..." } else { "" };
            let noun = if lines.len() == 1 { "line" } else { "lines" };
            let rows = grouped(tally.rows);
            let place = match lines.is_empty() {
                true => String::new(),
                false => format!(" ({noun} {}{more})", quality.places(lines)),
            };
            let _ = writeln!(text, "  {name:<10} {rows:>11}  {}{place}", finding.words());
        }
    }
    text
}
