//! The page on files, made from their descriptions.

use super::column::DataColumn;
use super::{DATA_FILES, FileColumns, JOB_FILES, PLOT_FILES};
use std::fmt::Write as _;

/// The sections of the page that tell of every file and every column, as Markdown.
#[must_use]
pub fn files_page() -> String {
    let mut page = String::from("## Tables\n\n");
    page.push_str("In the format that `--data-format` says: `csv`, `csv.zst`, `csv.gz` or `parquet`.\n");
    for file in DATA_FILES {
        section(&mut page, file.name, file.help, file.columns);
    }
    page.push_str("\n## Jobs and nodes\n\n");
    page.push_str("In the format that `--jobs-format` says, packed as `csv.zst` where nothing is said.\n");
    add(&mut page, JOB_FILES);
    page.push_str("\n## The numbers behind the figures\n\n");
    page.push_str("In `plots/`, always CSV.\n");
    add(&mut page, PLOT_FILES);
    page
}

fn add(page: &mut String, files: &[FileColumns]) {
    for file in files {
        section(page, file.name, file.help, file.columns);
    }
}

fn section(page: &mut String, name: &str, help: &str, columns: &[DataColumn]) {
    let _ = write!(page, "\n### `{name}`\n\n{help}\n\n| column | unit | what it says |\n|---|---|---|\n");
    for column in columns {
        let unit = if column.unit.is_empty() { "–" } else { column.unit };
        let _ = writeln!(page, "| `{}` | {unit} | {} |", column.name, column.help);
    }
}
