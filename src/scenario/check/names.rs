//! The names that a file declares, and what they stand for.

use std::collections::BTreeMap;

use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::{CenterSpec, Spec};

/// The names of things of one kind, and their places in the file's order.
#[derive(Debug)]
pub(super) struct Index {
    /// How it begins to be said that there is no such thing, as in "no centre".
    missing: String,
    places: BTreeMap<String, usize>,
    /// Whether some thing's own name could not be read: then a name that is not here may be that one.
    incomplete: bool,
}

impl Index {
    /// The names in order; notes each that is there twice.
    fn of<'a>(
        what: &str,
        missing: impl Into<String>,
        names: impl IntoIterator<Item = Option<&'a At<String>>>,
        problems: &mut Problems<'_>,
    ) -> Index {
        let mut index = Index { missing: missing.into(), places: BTreeMap::new(), incomplete: false };
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, name) in names.into_iter().enumerate() {
            let Some(name) = name else {
                index.incomplete = true;
                continue;
            };
            let line = problems.line(name.span.start);
            if let Some(first) = lines.get(name.value.as_str()) {
                let message = format!("there is a {what} `{}` already, in line {first}", name.value);
                problems.add(&name.span, message, None);
            } else {
                lines.insert(&name.value, line);
                index.places.insert(name.value.clone(), place);
            }
        }
        index
    }

    /// The place of the thing of that name; notes when there is none.
    pub(super) fn find(&self, name: &At<String>, problems: &mut Problems<'_>) -> Option<usize> {
        let place = self.places.get(&name.value).copied();
        if place.is_none() && !self.incomplete {
            let known: Vec<&str> = self.places.keys().map(String::as_str).collect();
            let message = format!("{} `{}`", self.missing, name.value);
            problems.add(&name.span, message, suggestion(&name.value, &known));
        }
        place
    }

    /// Whether there is a thing of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Whether it is certain that there is no thing of that name.
    pub(super) fn lacks(&self, name: &str) -> bool {
        !self.incomplete && !self.has(name)
    }
}

/// All names of a file.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) centers: Index,
    /// One for each centre.
    pub(super) partitions: Vec<Index>,
    pub(super) groups: Index,
    pub(super) accounts: Index,
}

impl Names {
    /// Collects the names of a file and notes those that are there twice.
    pub(super) fn of(spec: &Spec, problems: &mut Problems<'_>) -> Names {
        let policies = spec.policies.iter().map(|policy| policy.name.as_ref());
        Index::of("policy", "no policy", policies, problems);
        let workloads = spec.workloads.iter().map(|workload| workload.name.as_ref());
        Index::of("workload", "no workload", workloads, problems);
        let centers = spec.centers.iter().map(|center| center.name.as_ref());
        let groups = spec.tenants.iter().map(|group| group.name.as_ref());
        let accounts = spec.accounts.iter().map(|account| account.name.as_ref());
        Names {
            accounts: Index::of("account", "no account", accounts, problems),
            centers: Index::of("centre", "no centre", centers, problems),
            partitions: spec.centers.iter().map(|center| partitions_of(center, problems)).collect(),
            groups: Index::of("`[[tenants]]`", "no `[[tenants]]` named", groups, problems),
        }
    }
}

fn partitions_of(center: &CenterSpec, problems: &mut Problems<'_>) -> Index {
    for partition in &center.partitions {
        let locks = partition.locks.iter().map(|lock| lock.name.as_ref());
        Index::of("lock of this partition", "no lock", locks, problems);
    }
    let missing = match &center.name {
        Some(name) => format!("centre `{}` has no partition", name.value),
        None => "this centre has no partition".into(),
    };
    let partitions = center.partitions.iter().map(|partition| partition.name.as_ref());
    Index::of("partition of this centre", missing, partitions, problems)
}
