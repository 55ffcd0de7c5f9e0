//! Tables and files: what people read.

mod export;
mod files;
mod fitted;
mod in_order;
mod jobs;
mod number;
mod replay;
mod scenario_json;
mod scopes;
mod staging;
mod summary_csv;
mod summary_json;
mod table;

pub use export::{
    EXPORTS, ExportFile, ExportFormat, ExportHead, ExportJob, export_format, export_format_of,
};
pub use files::{FileError, OutFile, prepare_dir, write_file};
pub use fitted::{fit_json, fit_text};
pub use jobs::{JobColumn, JobsFile};
pub use number::span_words;
pub use replay::{Cost, ReplayMachine, ReplayRules, ReplaySummary, ReplayTally, quality_text};
pub use scopes::{ScopeName, scope_name};
pub use staging::Staging;
pub use summary_csv::{csv_field, write_summary_csv};
pub use summary_json::write_summary_json;
pub use table::comparison_text;
