//! The names that a file declares, and what they stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::super::places::CenterSpec;
use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::Spec;
use crate::model::{ClassId, GroupId, PartitionId, QosId};

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

    /// The places of all of these; notes each that is not there.
    fn all(&self, names: &At<Vec<At<String>>>, problems: &mut Problems<'_>) -> Option<Vec<usize>> {
        let found: Vec<Option<usize>> = names.value.iter().map(|name| self.find(name, problems)).collect();
        found.into_iter().collect()
    }

    /// The place of the thing of that name, if there is one.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
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
    pub(super) workloads: Index,
    pub(super) licences: Index,
    pub(super) datasets: Index,
    qos: Index,
    /// Where the usual quality of service stands in the file, if it does.
    normal: Option<usize>,
}

/// The quality of service of who asks for none.
pub(super) const NORMAL: &str = "normal";

impl Names {
    /// Collects the names of a file and notes those that are there twice.
    pub(super) fn of(spec: &Spec, problems: &mut Problems<'_>) -> Names {
        let policies = spec.policies.iter().map(|policy| policy.name.as_ref());
        Index::of("policy", "no policy", policies, problems);
        let workloads = spec.workloads.iter().map(|workload| workload.name.as_ref());
        let workloads = Index::of("workload", "no workload", workloads, problems);
        for (what, names) in [
            ("limit", spec.limits.iter().map(|limit| limit.name.as_ref()).collect::<Vec<_>>()),
            ("failure", spec.failures.iter().map(|failure| failure.name.as_ref()).collect()),
            ("quota", spec.quotas.iter().map(|quota| quota.name.as_ref()).collect()),
            ("link", spec.links.iter().map(|link| link.name.as_ref()).collect()),
        ] {
            Index::of(what, "", names, problems);
        }
        let licences = spec.licences.iter().map(|licence| licence.name.as_ref());
        let qos = spec.qos.iter().map(|qos| qos.name.as_ref());
        let mut qos = Index::of("`[[qos]]`", "no `[[qos]]` named", qos, problems);
        let normal = qos.places.get(NORMAL).copied();
        // It is always there, wherever the file says more of it.
        qos.places.entry(NORMAL.into()).or_insert(usize::MAX);
        let datasets = spec.datasets.iter().map(|dataset| dataset.name.as_ref());
        let centers = spec.centers.iter().map(|center| center.name.as_ref());
        let groups = spec.tenants.iter().map(|group| group.name.as_ref());
        let accounts = spec.accounts.iter().map(|account| account.name.as_ref());
        Names {
            workloads,
            datasets: Index::of("dataset", "no dataset", datasets, problems),
            licences: Index::of("licence", "no `[[licence]]` named", licences, problems),
            qos,
            normal,
            accounts: Index::of("account", "no account", accounts, problems),
            centers: Index::of("centre", "no centre", centers, problems),
            partitions: spec.centers.iter().map(|center| partitions_of(center, problems)).collect(),
            groups: Index::of("`[[tenants]]`", "no `[[tenants]]` named", groups, problems),
        }
    }

    /// The groups of these names; notes each that does not exist.
    pub(super) fn groups_of(
        &self,
        names: &At<Vec<At<String>>>,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<GroupId>> {
        let ids = self.groups.all(names, problems)?;
        Some(ids.into_iter().map(|place| GroupId(place as u16)).collect())
    }

    /// The classes of the workloads of these names; notes each that does not exist.
    pub(super) fn classes_of(
        &self,
        names: &At<Vec<At<String>>>,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<ClassId>> {
        let ids = self.workloads.all(names, problems)?;
        Some(ids.into_iter().map(|place| ClassId(place as u16)).collect())
    }

    /// In each of these centres the partitions of these names: `None` where a centre has none of them, and all of them where
    /// no name is given. Notes each that no centre has.
    pub(super) fn partitions_in(
        &self,
        centers: &[usize],
        names: Option<&At<Vec<At<String>>>>,
        problems: &mut Problems<'_>,
    ) -> Vec<Option<Vec<PartitionId>>> {
        let Some(names) = names else { return centers.iter().map(|_| Some(Vec::new())).collect() };
        for name in &names.value {
            let lacked = centers.iter().all(|center| self.partitions[*center].lacks(&name.value));
            if let ([center], true) = (centers, lacked) {
                self.partitions[*center].find(name, problems);
            } else if lacked && !centers.is_empty() {
                let places = centers.iter().map(|center| &self.partitions[*center].places);
                let known: BTreeSet<&str> =
                    places.flat_map(|places| places.keys().map(String::as_str)).collect();
                let known: Vec<&str> = known.into_iter().collect();
                let message = format!("no centre has a partition `{}`", name.value);
                problems.add(&name.span, message, suggestion(&name.value, &known));
            }
        }
        let there = |center: &usize| {
            let places = &self.partitions[*center].places;
            let found = names.value.iter().filter_map(|name| places.get(&name.value));
            let ids: Vec<PartitionId> = found.map(|place| PartitionId(*place as u16)).collect();
            (!ids.is_empty()).then_some(ids)
        };
        centers.iter().map(there).collect()
    }

    /// The quality of service of this name; notes when there is none.
    pub(super) fn qos(&self, name: &At<String>, problems: &mut Problems<'_>) -> Option<QosId> {
        let place = self.qos.find(name, problems)?;
        Some(self.qos_at(place))
    }

    /// The qualities of service of these names; notes each that does not exist.
    pub(super) fn qualities(
        &self,
        names: &At<Vec<At<String>>>,
        problems: &mut Problems<'_>,
    ) -> Option<Vec<QosId>> {
        let places = self.qos.all(names, problems)?;
        Some(places.into_iter().map(|place| self.qos_at(place)).collect())
    }

    /// The id of the quality of service at this place of the file: the usual one comes first, the others as they are typed.
    pub(super) fn qos_at(&self, place: usize) -> QosId {
        match self.normal {
            Some(normal) if place == normal => QosId(0),
            Some(normal) if normal < place => QosId(place as u16),
            Some(_) | None if place == usize::MAX => QosId(0),
            Some(_) | None => QosId(place as u16 + 1),
        }
    }
}

fn partitions_of(center: &CenterSpec, problems: &mut Problems<'_>) -> Index {
    for partition in &center.partitions {
        let locks = partition.locks.iter().map(|lock| lock.name.as_ref());
        Index::of("lock of this partition", "no lock", locks, problems);
        let phases = partition.phases.iter().map(|phase| phase.name.as_ref());
        Index::of("phase of this partition", "no phase", phases, problems);
        let works = partition.maintenance.iter().map(|work| work.name.as_ref());
        Index::of("maintenance of this partition", "no maintenance", works, problems);
    }
    let missing = match &center.name {
        Some(name) => format!("centre `{}` has no partition", name.value),
        None => "this centre has no partition".into(),
    };
    let partitions = center.partitions.iter().map(|partition| partition.name.as_ref());
    Index::of("partition of this centre", missing, partitions, problems)
}
