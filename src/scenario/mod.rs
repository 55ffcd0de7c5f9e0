//! Scenarios: the file word for word, what is believed after the check, and the built-in catalogues.

mod assumed;
mod axis;
mod basis;
mod believed;
mod check;
mod demanded;
mod failures;
mod fields;
mod file;
mod format;
mod found;
mod hardware;
mod json;
mod known;
mod ledger_spec;
mod log_spec;
mod meant;
mod orders;
mod places;
mod plain;
mod plan_spec;
mod problem;
mod ramp_spec;
mod read;
mod reference;
mod rules;
mod schema;
mod shown;
mod spec;
mod spoken;
mod tables;
mod typed;
mod understood;
mod units;
mod value;
mod written;

pub use assumed::{Assumption, NotVaried, assumptions};
pub use axis::{Axis, AxisError, Steps, number_and_unit};
pub use basis::Basis;
pub use believed::{Document, Scenario};
pub use demanded::UnderstoodDemand;
pub use fields::{Field, Kind, Need, Table, Usual};
pub use file::{Checked, check, check_file, check_file_with_logs_in, check_text, load, parse};
pub use format::{ROOT, TABLES};
pub use hardware::{HARDWARE, HardwareEntry};
pub use plan_spec::Planned;
pub use problem::{Place, Problem, ScenarioErrors, warning_reports};
pub use reference::reference;
pub use schema::schema;
pub use shown::Shown;
pub use tables::Tables;
pub use understood::{Understood, UnderstoodCenter};
pub use units::{Dimension, Misread, Unit, parse_amount, parse_span};

/// A small scenario with a comment on every line, to begin from: what `suanli init` writes.
pub const STARTER: &str = include_str!("starter.toml");
