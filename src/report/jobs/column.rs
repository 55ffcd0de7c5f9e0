//! Columns of files of jobs beside those that every such file has.

use crate::model::Cause;
use crate::report::rows::{Field, Kind};
use crate::scenario::Scenario;
use crate::text::csv_cell;

/// A column beside those that every file has. Names stand in order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobColumn {
    /// The requested time in seconds.
    Walltime,
    /// The user's number in a log, or the name that [`JobsFile::finish_naming`](super::JobsFile) puts in its place; empty where it
    /// is not known.
    User,
    /// The tenant, by name.
    Tenant(Vec<String>),
    /// The group of the tenant, by name.
    Group(Vec<String>),
    /// The class (workload), by name.
    Class(Vec<String>),
    /// The centre, by name.
    Center(Vec<String>),
    /// The partition, by name, by centre.
    Partition(Vec<Vec<String>>),
    /// How many accelerators it held.
    Accelerators,
    /// On how many nodes it ran; empty where it never ran.
    Nodes,
    /// When it was due, in seconds; empty where it was not.
    Due,
    /// For how many seconds it waited in all, up to the horizon; empty where it was turned away.
    Waited,
    /// For how many seconds it ran in all, up to the horizon.
    Ran,
    /// How often it started.
    Runs,
    /// For how many seconds it waited for this cause, over all its waits, up to the horizon; empty where it never waited in a
    /// queue, as it was turned away.
    Wait(Cause),
}

impl JobColumn {
    /// What stands above it, and what it holds.
    pub(super) fn field(&self) -> Field {
        let (name, kind) = match self {
            JobColumn::Wait(cause) => return Field::new(format!("wait_{}_secs", cause.name()), Kind::Secs),
            JobColumn::Walltime => ("walltime_secs", Kind::Secs),
            JobColumn::User => ("user", Kind::Text),
            JobColumn::Tenant(_) => ("tenant", Kind::Text),
            JobColumn::Group(_) => ("group", Kind::Text),
            JobColumn::Class(_) => ("class", Kind::Text),
            JobColumn::Center(_) => ("center", Kind::Text),
            JobColumn::Partition(_) => ("partition", Kind::Text),
            JobColumn::Accelerators => ("accelerators", Kind::Whole),
            JobColumn::Nodes => ("nodes", Kind::Whole),
            JobColumn::Due => ("due_secs", Kind::Secs),
            JobColumn::Waited => ("wait_secs", Kind::Secs),
            JobColumn::Ran => ("ran_secs", Kind::Secs),
            JobColumn::Runs => ("runs", Kind::Whole),
        };
        Field::new(name, kind)
    }

    /// The columns that there are for the jobs of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Vec<JobColumn> {
        let mut columns = vec![JobColumn::Walltime, JobColumn::Accelerators, JobColumn::Nodes];
        columns.extend(JobColumn::of_origin(scenario));
        if scenario.workloads.iter().any(|workload| workload.deadline.is_some()) {
            columns.push(JobColumn::Due);
        }
        columns.extend([JobColumn::Waited, JobColumn::Ran, JobColumn::Runs]);
        columns.extend(Cause::ALL.map(JobColumn::Wait));
        columns
    }

    /// The columns that there are for the runs of these jobs.
    #[must_use]
    pub fn of_runs(scenario: &Scenario) -> Vec<JobColumn> {
        let mut columns = vec![JobColumn::Accelerators, JobColumn::Nodes];
        columns.extend(JobColumn::of_origin(scenario));
        columns
    }

    /// Where jobs come from and where they go.
    fn of_origin(scenario: &Scenario) -> [JobColumn; 5] {
        let centers = &scenario.centers;
        let partitions = centers.iter().map(|center| {
            center.partitions.iter().map(|partition| partition.name.clone()).collect::<Vec<String>>()
        });
        [
            JobColumn::Center(centers.iter().map(|center| center.name.clone()).collect()),
            JobColumn::Partition(partitions.collect()),
            JobColumn::Class(scenario.workloads.iter().map(|workload| workload.name.clone()).collect()),
            JobColumn::Group(scenario.groups.iter().map(|group| group.name.clone()).collect()),
            JobColumn::Tenant(scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect()),
        ]
    }

    /// The same with names that may stand in a row as they are.
    pub(super) fn quoted(self) -> JobColumn {
        let quoted = |names: Vec<String>| names.iter().map(|name| csv_cell(name)).collect();
        match self {
            JobColumn::Tenant(names) => JobColumn::Tenant(quoted(names)),
            JobColumn::Group(names) => JobColumn::Group(quoted(names)),
            JobColumn::Class(names) => JobColumn::Class(quoted(names)),
            JobColumn::Center(names) => JobColumn::Center(quoted(names)),
            JobColumn::Partition(centers) => JobColumn::Partition(centers.into_iter().map(quoted).collect()),
            JobColumn::Walltime
            | JobColumn::User
            | JobColumn::Accelerators
            | JobColumn::Nodes
            | JobColumn::Due
            | JobColumn::Waited
            | JobColumn::Ran
            | JobColumn::Runs
            | JobColumn::Wait(_) => self,
        }
    }
}
