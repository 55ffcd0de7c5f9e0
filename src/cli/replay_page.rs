//! The page of a replay.

use super::Failure;
use super::observed::RecordUse;
use super::page_args::typed_command;
use super::replay::{Answered, Args};
use super::replay_onlooker::Closely;
use crate::page::{ReplayRun, ReplayTold, html, replay_page};
use crate::report::OutFile;
use std::io::Write as _;

/// Writes it, where it is asked for.
pub(super) fn write(file: Option<OutFile>, args: &Args, all: &[Answered]) -> Result<(), Failure> {
    let Some(mut file) = file else { return Ok(()) };
    let run = |answered: &Answered| {
        let Closely { fold, .. } = answered.closely.clone()?;
        let (policy, summary) = (answered.policy.clone(), answered.summary.clone());
        Some(ReplayRun { policy, summary, fold, users: answered.users.clone() })
    };
    let runs: Vec<ReplayRun> = all.iter().filter_map(run).collect();
    let Some(first) = all.first().filter(|_| !runs.is_empty()) else { return Ok(()) };
    let command = typed_command();
    // A story is told of one policy, and of what was simulated.
    let is_simulated_alone = all.len() == 1 && args.record.wanted() == RecordUse::Unused;
    let explain = is_simulated_alone.then(|| format!("{command} --explain {{job}}"));
    let page = replay_page(ReplayTold {
        lang: args.page.lang(),
        log: &first.log,
        machine: &first.machine,
        start: first.closely.as_ref().and_then(|closely| closely.begins),
        runs: &runs,
        command: &command,
        explain: explain.as_deref(),
    });
    file.write_all(html(&page).as_bytes()).map_err(|error| file.failed(error))?;
    Ok(file.finish()?)
}
