//! A scenario after the check: everything in it is consistent, and nobody checks it again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::basis::Basis;
use super::plan_spec::Planned;
use super::shown::Shown;
use super::tables::Tables;
use crate::faults::CenterFailures;
use crate::ledger::Books;
use crate::model::{Center, LimitChecks, Network, Span, Tenant, TenantGroup, Wan};
use crate::policy::PolicySpec;
use crate::workload::{Demand, Origin, Workload, offered_load, partition_capacity, recorded, size_range};

/// A whole experiment: centres, tenants, workloads, and the policies to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The short name (that of the file, without `.toml`).
    pub name: String,
    /// The title for people.
    pub title: String,
    /// The civil date and time at which simulated time 0 lies, local to the centres.
    pub start: jiff::civil::DateTime,
    /// How long is simulated.
    pub horizon: Span,
    /// How much of the beginning is left out of all figures.
    pub warm_up: Span,
    /// When the controllers look for jobs that have reached their limits; where nothing is said, each is killed in time.
    pub limit_checks: Option<LimitChecks>,
    /// The one seed.
    pub seed: u64,
    /// How often each policy is run, each time with other chance.
    pub replications: u32,
    /// The centres.
    pub centers: Vec<Center>,
    /// What the demand is stated for.
    pub basis: Basis,
    /// Groups of tenants.
    pub groups: Vec<TenantGroup>,
    /// All tenants, group by group.
    pub tenants: Vec<Tenant>,
    /// The workloads; a workload's place is its `ClassId`.
    pub workloads: Vec<Workload>,
    /// The policies to compare; the first is the baseline.
    pub policies: Vec<PolicySpec>,
    /// The centres as some policies have them, by the names of those policies.
    pub variants: BTreeMap<String, Vec<Center>>,
    /// By centre, how its nodes fail.
    pub failures: Vec<CenterFailures>,
    /// Links, datasets and stores, and which data jobs need.
    pub wan: Wan,
    /// The books that are kept; none where no key asks for them.
    pub books: Option<Box<Books>>,
    /// What `suanli plan` is to find, where the file says so.
    pub planned: Option<Box<Planned>>,
    /// Where jobs may run that may leave their centre; nothing where none may.
    pub network: Option<Box<Network>>,
    /// The file that says all this; nothing where a program does.
    pub document: Option<Box<Document>>,
}

impl Scenario {
    /// The centres as they are under a policy: with its own locks and quotas, where it has any.
    #[must_use]
    pub fn centers_under(&self, policy: &PolicySpec) -> &[Center] {
        self.variants.get(&policy.name).unwrap_or(&self.centers)
    }

    /// The share of its partition that a workload asks for at the start, 1 = all of it: of the nodes that there are, not of those
    /// for which the demand is stated.
    #[must_use]
    pub fn offered_load(&self, workload: &Workload) -> f64 {
        let stated = self.basis.center(workload.center);
        let (_, _, unit) = size_range(workload, stated);
        let capacity = |center: &Center| partition_capacity(unit, center, workload.partition) as f64;
        let there = capacity(&self.centers[usize::from(workload.center.0)]);
        offered_load(workload, stated) * (capacity(stated) / there)
    }

    /// Whether any of its jobs come from a log.
    #[must_use]
    pub fn has_logs(&self) -> bool {
        self.workloads.iter().any(|workload| matches!(workload.origin, Origin::Log(_)))
    }

    /// Whether it names files that lie beside it: logs, or series of prices or carbon.
    #[must_use]
    pub fn names_files(&self) -> bool {
        let is_recorded = |failures: &CenterFailures| !failures.recorded.is_empty();
        self.has_logs()
            || self.failures.iter().any(is_recorded)
            || self.books.as_ref().is_some_and(|books| books.has_series())
    }

    /// Whether some users wait for their results, so that not every policy gets equally many jobs.
    #[must_use]
    pub fn has_feedback(&self) -> bool {
        self.workloads.iter().any(Workload::is_closed)
    }

    /// Whether its workloads are logs and nothing else: no chance has any part in it, and every replication would be the same.
    #[must_use]
    pub fn is_of_logs_alone(&self) -> bool {
        !self.workloads.is_empty() && self.workloads.iter().all(|workload| recorded(workload).is_some())
    }

    /// The workloads whose load is a share of however many nodes there are, so that more nodes would bring more jobs.
    #[must_use]
    pub fn ambiguous_loads(&self) -> Vec<&str> {
        let is_share = |workload: &&Workload| {
            matches!(workload.demand, Demand::Load(_))
                && recorded(workload).is_none()
                && !self.basis.is_stated(workload.center, workload.partition)
        };
        self.workloads.iter().filter(is_share).map(|workload| workload.name.as_str()).collect()
    }

    /// The same, run once for each policy where every replication would be the same.
    #[must_use]
    pub fn without_repetition(self) -> Scenario {
        let replications = if self.is_of_logs_alone() { 1 } else { self.replications };
        Scenario { replications, ..self }
    }
}

/// The file that a scenario was read from, as it can be written again.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Where the files lie that the scenario names.
    pub(super) folder: PathBuf,
    /// Where its logs lie instead, where somebody said so.
    pub(super) logs: Option<PathBuf>,
    pub(super) shown: Shown,
    pub(super) tables: Tables,
    /// What was made of it, to know whether a scenario still is what the file says.
    pub(super) read: Box<Scenario>,
}

impl Document {
    /// How the results are to be shown.
    #[must_use]
    pub const fn shown(&self) -> Shown {
        self.shown
    }

    /// Where the files lie that the scenario names, as it was said.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its logs lie instead.
    #[must_use]
    pub fn logs(&self) -> Option<&Path> {
        self.logs.as_deref()
    }
}
