//! What became of the rows of the logs of a scenario.

use super::quality_account::QualityAccount;
use crate::workload::{Origin, Workload};
use schemars::JsonSchema;
use serde::Serialize;

/// The account of the log of one workload.
#[derive(Serialize, JsonSchema)]
pub(super) struct LogRows<'a> {
    workload: &'a str,
    log: &'a str,
    /// How many jobs it has, as its filter and its window take them.
    jobs: u64,
    /// How many of them do not come, since they were submitted before the workload begins.
    before_beginning: u64,
    /// And how many, since they were submitted when the workload or the scenario has ended.
    after_end: u64,
    rows: QualityAccount,
}

impl LogRows<'_> {
    /// That of a workload; nothing where it is no log.
    pub(super) fn of(workload: &Workload) -> Option<LogRows<'_>> {
        let Origin::Log(log) = &workload.origin else { return None };
        Some(LogRows {
            workload: &workload.name,
            log: &log.name,
            jobs: log.jobs,
            before_beginning: log.comes_outside.before,
            after_end: log.comes_outside.after,
            rows: QualityAccount::of(&log.quality),
        })
    }
}
