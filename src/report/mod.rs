//! Tables and files: what people read.

mod against;
mod against_text;
mod causes;
mod columns;
mod deadlines;
mod export;
mod failures;
mod fairness;
mod feasibility;
mod files;
mod fitted;
mod hours;
mod in_order;
mod inspect;
mod jobs;
mod ledger;
mod leftovers;
mod locks;
mod log_rows;
mod manifest;
mod number;
mod quality_account;
mod quality_text;
mod replay;
mod replay_hours;
mod replay_setting;
mod replays;
mod rows;
mod scopes;
mod sink;
mod slugs;
mod staging;
mod story;
mod summary_csv;
mod summary_json;
mod table;
mod values_csv;

pub use against::{AgainstReport, Apart, WaitFigures, WaitsBeside, WeekBeside};
pub use causes::write_causes_csv;
pub use export::{EXPORTS, ExportFile, ExportFormat, ExportHead, ExportJob, export_format, export_format_of};
pub use feasibility::FeasibilityReport;
pub use files::{FileError, OutFile, prepare_dir, write_file};
pub use fitted::{fit_json, fit_text};
pub use hours::{By, hours_text, write_usage_csv};
pub use inspect::{
    Accuracy, Arrivals, Clocked, DOUBTS, Distribution, Doubt, Found, Inspected, Inspection, Load, Machine,
    OtherInspection, Period, Popularity, Ranking, StepLoad,
};
pub use jobs::{JobColumn, JobRows, JobsFile, RunRows};
pub use ledger::{write_invoices_csv, write_ledger_csv, write_power_csv};
pub use manifest::About;
pub use number::span_words;
pub use quality_text::quality_text;
pub use replay::{Cost, ReplaySummary, ReplayTally};
pub use replay_hours::{HoursNames, HoursRow, ReplayedHours};
pub use replay_setting::{ReplayMachine, ReplayRules};
pub use replays::{replays_json, replays_text};
pub use rows::{Field, Kind, Lead, Part, ROW_FORMATS, RowsFile, schedule_text};
pub use scopes::{ScopeName, scope_name};
pub use slugs::slugs;
pub use staging::{Published, Staging};
pub use story::{StoryNames, story_json, story_text};
pub use summary_csv::write_summary_csv;
pub use summary_json::write_summary_json;
pub use table::{comparison_text, comparison_text_within};
pub use values_csv::{write_differences_csv, write_values_csv};
