//! The scenarios that are shipped: a rule that never binds changes no start of any of their jobs, whatever their policies.

use super::idle::Idle;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suanli::experiment::{Setup, World};
use suanli::model::{Center, JobId, Span, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobFact, Observer, Record};
use suanli::scenario::{Scenario, load};

/// So much of each scenario is played.
const DAYS: u64 = 7;

/// When each job started, each time it did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Starts(BTreeMap<JobId, Vec<Time>>);

impl Starts {
    /// How many jobs started.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

impl Observer for Starts {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { request, fact: JobFact::Started { .. }, .. } = record.fact {
            self.0.entry(request.id).or_default().push(record.at);
        }
    }
}

/// Every scenario that is shipped: those files that are one.
fn shipped() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = [folder.clone(), folder.join("slurm")].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).expect("scenarios are shipped");
        entries.map(|entry| entry.expect("a readable folder").path())
    });
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().expect("files have names").to_string_lossy().into_owned();
    files.iter().filter_map(|path| load(path).ok().map(|scenario| (name(path), scenario))).collect()
}

/// When each job starts in these centres under a policy.
pub(super) fn starts(scenario: &Scenario, centers: &[Center], policy: &PolicySpec) -> Starts {
    let mut starts = Starts::default();
    let world = World::of(scenario, policy, 0);
    // The nodes of these centres fail as those of the scenario do.
    let horizon = world.setup().horizon;
    let failures = scenario.failures.iter().zip(centers);
    let outages =
        failures.map(|(failures, center)| failures.outages(center, horizon, world.streams())).collect();
    let setup = Setup { centers, outages, ..world.setup() };
    setup.simulate(&mut *world.source(), &mut starts).expect("the jobs of a shipped scenario can be had");
    starts
}

/// What idle rules change under a policy, each alone.
fn changed(scenario: &Scenario, policy: &PolicySpec, rules: &[Idle]) -> Vec<String> {
    let centers = scenario.centers_under(policy);
    let is_locked = centers.iter().flat_map(|center| &center.pools).any(|pool| pool.lock.is_some());
    let plain = starts(scenario, centers, policy);
    let rules = rules.iter().filter(|idle| !is_locked || **idle != Idle::LateLock);
    let changed = rules.filter_map(|idle| {
        let mut centers = centers.to_vec();
        centers.iter_mut().for_each(|center| idle.bind_in(center));
        let bound = starts(scenario, &centers, policy);
        changes(&plain, &bound).map(|told| format!("{idle:?}, {}: {told}", policy.name))
    });
    changed.collect()
}

/// How many jobs start at another time in one of two runs, if any do.
pub(super) fn changes(plain: &Starts, bound: &Starts) -> Option<String> {
    let other = plain.0.iter().filter(|(job, starts)| bound.0.get(job) != Some(starts)).count();
    (plain != bound).then(|| format!("{other} of {} jobs start at another time", plain.0.len()))
}

#[test]
fn a_rule_that_never_binds_changes_no_start_of_a_shipped_scenario() {
    let rules = [Idle::Limit, Idle::Licence, Idle::LateLock];
    let mut cases = Vec::new();
    for (name, mut scenario) in shipped() {
        scenario.horizon = scenario.horizon.min(Span::from_secs(DAYS * 86_400));
        for policy in &scenario.policies {
            cases.push((name.clone(), scenario.clone(), policy.clone()));
        }
    }
    assert!(20 <= cases.len(), "{} cases are too few", cases.len());
    let changes: Vec<String> = cases
        .into_par_iter()
        .flat_map_iter(|(name, scenario, policy)| {
            let changes = changed(&scenario, &policy, &rules);
            changes.into_iter().map(move |change| format!("{name}: {change}"))
        })
        .collect();
    assert!(changes.is_empty(), "{}", changes.join("\n"));
}
