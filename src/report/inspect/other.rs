//! A file that holds no jobs, such as a list of machines, as `suanli inspect` tells of it.

use crate::log::{Content, FailureFigures, OtherTable};
use crate::report::number::grouped;
use crate::report::quality_account::QualityAccount;
use crate::report::quality_text::quality_text;
use crate::report::schemas::SCHEMA_VERSION;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write;

/// The report on a file without jobs; the names are those of the JSON.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OtherInspection<'a> {
    schema_version: u32,
    version: &'static str,
    log: &'a str,
    kind: &'static str,
    quality: QualityAccount,
    content: &'a Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<FailureFigures>,
    #[serde(skip)]
    machine: Option<u64>,
    #[serde(skip)]
    table: &'a OtherTable,
}

impl<'a> OtherInspection<'a> {
    /// The report on the file of that name; `machine` is how many nodes there are, where that is known.
    #[must_use]
    pub fn new(log: &'a str, table: &'a OtherTable, machine: Option<u64>) -> OtherInspection<'a> {
        let figures = match &table.content {
            Content::Failures(failures) => Some(failures.figures(machine)),
            Content::Machines(_) | Content::Series(_) | Content::Summary(_) | Content::Demands(_) => None,
        };
        OtherInspection {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            log,
            kind: table.kind,
            quality: QualityAccount::of(&table.quality),
            content: &table.content,
            figures,
            machine,
            table,
        }
    }

    /// Everything as JSON.
    ///
    /// # Panics
    /// Never: numbers and texts can always be written as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("numbers and texts can always be written as JSON");
        text.push('\n');
        text
    }

    /// The same for people, for a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        let OtherTable { kind, quality, .. } = self.table;
        let rows = grouped(quality.rows_read);
        let mut text = format!("{}: {kind}, {rows} rows; it holds no jobs\n\n", self.log);
        let facts = self.table.facts(self.machine);
        let room = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in &facts {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:<room$}  {value}");
        }
        let _ = write!(text, "\n{}", quality_text("rows", quality));
        text
    }
}
