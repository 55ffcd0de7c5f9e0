//! A few figures for each of a few clusters, as the publishers of Acme give them for their own and for others.

use super::{Content, First, Kind, NAME_BYTES_MAX, Reading};
use crate::log::number::Number;
use crate::log::quality::{Finding, Quality};
use crate::log::table::known;
use crate::log::text::number;
use crate::text::Delimited;
use schemars::JsonSchema;
use serde::Serialize;

/// A summary has a few rows; a file with more is none.
const ROWS_MAX: usize = 100;

/// The row of the kinds of files.
pub(super) const KIND: Kind =
    Kind { name: "summary of clusters", delimiter: b',', reading, first: First::Names };

/// Figures of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SummaryRow {
    /// What they are of.
    pub name: String,
    /// The figures, in the order of the columns; `None` where there is none.
    pub figures: Vec<Option<f64>>,
}

/// A few figures for each of a few things.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// The names of the figures.
    pub columns: Vec<String>,
    /// What they are for each thing.
    pub rows: Vec<SummaryRow>,
}

impl Summary {
    /// A figure of a thing, by their names.
    #[must_use]
    pub fn figure(&self, name: &str, column: &str) -> Option<f64> {
        let place = self.columns.iter().position(|known| known == column)?;
        self.rows.iter().find(|row| row.name == name)?.figures[place]
    }

    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for row in &self.rows {
            facts.push((row.name.clone(), String::new()));
            for (column, figure) in self.columns.iter().zip(&row.figures) {
                let text = figure.map_or_else(|| "-".to_owned(), |figure| figure.to_string());
                facts.push((format!("  {column}"), text));
            }
        }
        facts
    }
}

fn reading(first: &Delimited) -> Option<Box<dyn Reading>> {
    let named =
        ["id", "job_num", "cpu_job_num", "gpu_job_num"].iter().all(|name| first.column(name).is_some());
    if !named || first.column("id") != Some(0) {
        return None;
    }
    let columns = first.fields().skip(1).map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    Some(Box::new(Summary { columns, rows: Vec::new() }))
}

impl Reading for Summary {
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool {
        if self.rows.len() == ROWS_MAX {
            quality.note(Finding::TooMany, line);
            return false;
        }
        let exact = |number: Number| number.millionths() as f64 / 1e6;
        let figure = |field: &[u8]| known(field, number).map(|figure| figure.map(exact));
        let name = row.field(0);
        let figures: Result<Vec<Option<f64>>, _> = row.fields().skip(1).map(figure).collect();
        let (true, Ok(figures)) = (name.len() <= NAME_BYTES_MAX, figures) else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        let name = String::from_utf8_lossy(name).into_owned();
        self.rows.push(SummaryRow { name, figures });
        true
    }

    fn content(self: Box<Self>, _: &mut Quality) -> Content {
        Content::Summary(*self)
    }
}
