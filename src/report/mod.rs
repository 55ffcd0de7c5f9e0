//! Tables and files: what people read.

mod against;
mod against_text;
mod against_words;
mod answer;
mod balance;
mod causes;
mod columns;
mod data;
mod deadlines;
mod export;
mod failures;
mod fairness;
mod feasibility;
mod files;
mod fitted;
mod forecast;
mod forecast_judged;
mod held;
mod hours;
mod in_order;
mod inspect;
mod interruptions;
mod jobs;
mod json_outputs;
mod ledger;
mod leftovers;
mod locks;
mod log_rows;
mod manifest;
mod mix;
mod network;
mod number;
mod outages_csv;
mod plan;
mod plan_page;
mod plan_words;
mod quality_account;
mod quality_text;
mod queue;
mod replay;
mod replay_hours;
mod replay_setting;
mod replay_text;
mod replays;
mod rows;
mod saturation;
mod schemas;
mod scopes;
mod score;
mod secs;
mod sink;
mod slugs;
mod spoken;
mod staging;
mod story;
mod summary_csv;
mod summary_json;
pub mod sweep;
mod table;
mod transfers;
mod values_csv;

pub use against::{AgainstReport, Apart, WaitFigures, WaitsBeside, WeekBeside};
pub use answer::{Said, answer_said, answer_text, answer_text_in};
pub use causes::write_causes_csv;
pub use data::{
    DATA_FILES, DataColumn, DataFile, FileColumns, JOB_FILES, PLOT_FILES, files_page, write_data,
};
pub use export::{EXPORTS, ExportFile, ExportFormat, ExportHead, ExportJob, export_format, export_format_of};
pub use feasibility::FeasibilityReport;
pub use files::{FileError, OutFile, prepare_dir, write_file};
pub use fitted::{fit_json, fit_text};
pub use forecast::{
    ForecastPage, JobForecast, OtherRequest, forecast_csv, forecast_json, forecast_sentences, forecast_text,
};
pub use forecast_judged::{JudgedPage, judged_csv, judged_json, judged_text, lessons_csv};
pub use held::{BATSIM_COLUMNS, BatsimRows, NodeRows, Seats, TraceAbout, TraceRows};
pub use hours::{By, hours_text, write_usage_csv};
pub use inspect::{
    Accuracy, Arrivals, Clocked, DOUBTS, Distribution, Doubt, Found, Inspected, Inspection, Load, Machine,
    OtherInspection, Period, Popularity, Ranking, StepLoad, instant_words,
};
pub use jobs::{JobColumn, JobRows, JobsFile, RunRows, ScheduleHead};
pub use json_outputs::{JSON_OUTPUTS, JsonOutput, json_schema_of};
pub use ledger::{
    Figures as LedgerFigures, figures_of as ledger_figures, write_invoices_csv, write_ledger_csv,
    write_power_csv,
};
pub use manifest::About;
pub use mix::{MixPage, mix_json, mix_text};
pub use number::{duration_words as wait_words, short as short_number, span_words};
pub use outages_csv::{has_outages, write_outages_csv};
pub use plan::{plan_csv, plan_json, plan_text};
pub use plan_page::PlanPage;
pub use plan_words::plan_sentences;
pub use quality_text::quality_text;
pub use replay::{Cost, ReplaySummary, ReplayTally};
pub use replay_hours::{HoursNames, HoursRow, ReplayedHours};
pub use replay_setting::{ReplayMachine, ReplayRules};
pub use replays::{replays_json, replays_text};
pub use rows::{Field, Kind, Lead, Part, ROW_FORMATS, RowsFile, schedule_text};
pub use schemas::SCHEMA_VERSION;
pub use scopes::{ScopeName, scope_name};
pub use score::ScoreReport;
pub use slugs::slugs;
pub use spoken::{counted_in, figure_in, instant_in, promise_in, sizes_in};
pub use staging::{Published, Staging};
pub use story::{StoryNames, story_json, story_text};
pub use summary_csv::write_summary_csv;
pub use summary_json::write_summary_json;
pub use table::{
    TABLES, TableKind, comparison_text, comparison_text_within, spread as spread_sentence, tables_text,
};
pub use values_csv::{write_differences_csv, write_values_csv};
