//! `suanli forecast`: when the jobs that wait will start.

use super::forecast_args::{Args, past};
use super::forecast_scenario::scenario_path;
use super::{Failure, forecast_answer, forecast_judge, forecast_scenario, machine};
use crate::experiment::forecast::Threads;

/// Answers `suanli forecast`.
///
/// # Errors
/// When the question is wrong (no such log or policy, a snapshot with mistakes) or cannot be answered (a full disk).
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let count = args.threads.unwrap_or_else(machine::core_count);
    let threads = Threads::new(count).map_err(Failure::unanswered)?;
    threads.install(|| match (scenario_path(args), args.judge.months) {
        (Some(path), _) => forecast_scenario::run(args, path),
        (None, Some(months)) => forecast_judge::run(args, months, &past(args)?),
        (None, None) => forecast_answer::run(args, past(args)?),
    })
}
