//! Those who look on while a log is replayed.

use super::Failure;
use super::replay_bar::ReplayBar;
use crate::experiment::Replay;
use crate::log::{LogSource, TenantMap};
use crate::model::Span;
use crate::record::{Observer, Record};
use crate::report::{JobColumn, JobsFile, ReplayTally};
use std::path::Path;
use std::time::Instant;

/// A replay that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) replay: Replay<'a>,
    /// Where its jobs are written to.
    pub(super) jobs: Option<&'a Path>,
    /// Whether jobs hold particular nodes.
    pub(super) on_nodes: bool,
    pub(super) began: Instant,
}

/// Those who look on: the sums, the file of jobs, and the progress bar.
pub(super) struct Onlooker {
    pub(super) tally: ReplayTally,
    pub(super) jobs: Option<JobsFile>,
    pub(super) bar: ReplayBar,
    /// When simulated time 0 is in the time of the log.
    pub(super) origin: Span,
}

impl Onlooker {
    pub(super) fn new(question: Question<'_>, log: &LogSource) -> Result<Onlooker, Failure> {
        let Question { replay, jobs, on_nodes, began } = question;
        let tenants = replay.logs.transform.tenants.as_ref();
        let whose = tenants
            .map_or(JobColumn::User, |tenants: &TenantMap| JobColumn::Tenant(tenants.names().to_vec()));
        let mut columns = vec![whose, JobColumn::Walltime];
        if on_nodes {
            columns.push(JobColumn::Nodes);
        }
        let file = jobs.map(|path| JobsFile::create(path, log.origin(), columns));
        let bar = ReplayBar::new(began, log.progress());
        Ok(Onlooker { tally: ReplayTally::default(), jobs: file.transpose()?, bar, origin: log.origin() })
    }
}

impl Observer for Onlooker {
    fn observe(&mut self, record: &Record<'_>) {
        self.tally.observe(record);
        if let Some(jobs) = &mut self.jobs {
            jobs.observe(record);
        }
        self.bar.observe(record);
    }
}
