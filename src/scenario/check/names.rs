//! The names that a file declares, and what they stand for.

use std::collections::BTreeMap;

use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::{CenterSpec, Spec};

/// The names of things of one kind, and their places in the file's order.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What the things are called in errors.
    what: String,
    places: BTreeMap<String, usize>,
}

impl Index {
    /// The names in order; notes each that is there twice.
    fn of<'a>(
        what: impl Into<String>,
        names: impl IntoIterator<Item = Option<&'a At<String>>>,
        problems: &mut Problems<'_>,
    ) -> Index {
        let mut index = Index { what: what.into(), places: BTreeMap::new() };
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, name) in names.into_iter().enumerate() {
            let Some(name) = name else { continue };
            let line = problems.line(name.span.start);
            if let Some(first) = lines.get(name.value.as_str()) {
                let message = format!("there is a {} `{}` already, in line {first}", index.what, name.value);
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
        if place.is_none() {
            let known: Vec<&str> = self.places.keys().map(String::as_str).collect();
            problems.add(
                &name.span,
                format!("no {} `{}`", self.what, name.value),
                suggestion(&name.value, &known),
            );
        }
        place
    }

    /// Whether there is a thing of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

/// All names of a file.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) centers: Index,
    /// One for each centre.
    pub(super) partitions: Vec<Index>,
    pub(super) groups: Index,
}

impl Names {
    /// Collects the names of a file and notes those that are there twice.
    pub(super) fn of(spec: &Spec, problems: &mut Problems<'_>) -> Names {
        Index::of("policy", spec.policies.iter().map(|policy| policy.name.as_ref()), problems);
        Index::of("workload", spec.workloads.iter().map(|workload| workload.name.as_ref()), problems);
        Names {
            centers: Index::of("centre", spec.centers.iter().map(|center| center.name.as_ref()), problems),
            partitions: spec.centers.iter().map(|center| partitions_of(center, problems)).collect(),
            groups: Index::of(
                "tenants group",
                spec.tenants.iter().map(|group| group.name.as_ref()),
                problems,
            ),
        }
    }
}

fn partitions_of(center: &CenterSpec, problems: &mut Problems<'_>) -> Index {
    for partition in &center.partitions {
        Index::of("lock of this partition", partition.locks.iter().map(|lock| lock.name.as_ref()), problems);
    }
    let what = match &center.name {
        Some(name) => format!("partition of centre `{}`", name.value),
        None => "partition of this centre".into(),
    };
    Index::of(what, center.partitions.iter().map(|partition| partition.name.as_ref()), problems)
}
