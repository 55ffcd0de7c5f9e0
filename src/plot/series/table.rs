//! A table of numbers with the names of its columns, as CSV.

use std::fmt::{Display, Write as _};

/// The numbers behind a figure as CSV; the names of columns end in their unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    text: String,
}

impl Series {
    /// A table without rows.
    pub(in crate::plot) fn new(columns: &str) -> Series {
        Series { text: format!("{columns}\n") }
    }

    /// Adds a row. Text must be such that it may stand in a row.
    pub(in crate::plot) fn row(&mut self, fields: &[&dyn Display]) {
        for (place, field) in fields.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(self.text, "{comma}{field}").expect("a text in memory can grow");
        }
        self.text.push('\n');
    }

    /// The table as it stands in a file.
    #[must_use]
    pub fn csv(&self) -> &str {
        &self.text
    }
}
