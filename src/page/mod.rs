//! The report as one page: a single file of HTML that explains itself, opens offline and asks nobody for anything.

mod chart;
mod closely;
mod comparison;
mod escape;
mod forecast;
mod html;
mod live;
mod live_words;
mod numbers;
mod parts;
mod plan;
mod replay;
mod run;
mod safety;
mod simple;
mod sweep;
mod typed;
mod words;

pub use chart::{Axis, AxisKind, Chart, Kind, Line, View};
pub use comparison::{Told, comparison_page};
pub use forecast::forecast_html_page;
pub use html::html;
pub use live::{live_html, live_json};
pub use parts::{Block, Mark, MarkKind, Out, Page, Section, Table, TimeAxis};
pub use plan::plan_html_page;
pub use replay::{ReplayRun, ReplayTold, replay_page};
pub use run::{Apart, LevelCourse, RunFold, RunNames, WaitCourse, run_json};
pub use sweep::sweep_html_page;

/// Everything that a page's script says and that happens to jobs, in English.
pub fn words() -> impl Iterator<Item = &'static str> {
    words::WORDS.iter().chain(live_words::LIVE_WORDS).copied().chain(run::words())
}
